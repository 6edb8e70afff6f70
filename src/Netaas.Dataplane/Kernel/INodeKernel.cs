using System.Collections.Immutable;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;

namespace Netaas.Dataplane.Kernel;

/// <summary>A node's kernel, as far as it is ours. One caller at a time.</summary>
public interface INodeKernel : IDisposable
{
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
}
