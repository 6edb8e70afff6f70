using System.Collections.Immutable;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Kernel;

/// <summary>A node's kernel, as far as it is ours. One caller at a time.</summary>
public interface INodeKernel : IDisposable
{
    /// <summary>
    /// Looks ahead at what the first <see cref="Read"/> will want to know and no plan is needed for. That read goes by it as long
    /// as the kernel, which is watched, has told of nothing that isn't as wanted.
    /// </summary>
    void Prepare();

    /// <summary>
    /// Reads back all that is ours, orphans of an earlier life included.
    /// </summary>
    /// <param name="plan">
    /// Tells which settings to look at and which foreign namespaces hold an interface of ours; nothing else is taken from it.
    /// </param>
    NodeState Read(NodePlan plan);

    /// <summary>
    /// Does the steps in their order and reads back what they touched. One that fails doesn't keep others from being done.
    /// </summary>
    ApplyResult Apply(ImmutableArray<Step> steps);

    /// <summary>From now on the kernel is asked to tell of changes, anybody's. Once for each kernel.</summary>
    /// <param name="tell">
    /// Called from another thread, not again before <see cref="Doubts"/> was asked. It may also tell of nothing but our own.
    /// </param>
    void Watch(Action tell);

    /// <summary>
    /// The objects of which the kernel told since this was last asked, and which a second look finds not to be as wanted.
    /// </summary>
    /// <returns>Null where more may have changed than the kernel told of: read it in full.</returns>
    ImmutableArray<ObjectKey>? Doubts(NodePlan plan);
}
