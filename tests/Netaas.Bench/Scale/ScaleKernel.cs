using System.Collections.Immutable;
using System.Diagnostics;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Netlink;

namespace Netaas.Bench.Scale;

/// <summary>A node's kernel brought from view to view, as an agent does it: compile, diff, apply, read back.</summary>
internal sealed class ScaleKernel : IDisposable
{
    private readonly NodeKernel _kernel;
    private NodePlan _plan = NodePlan.Empty(ScaleNode.Self);
    private NodeState _state = NodeState.Empty;

    public ScaleKernel(string netns)
    {
        Netns = netns;
        NetworkNamespace.Create(netns).Dispose();
        _kernel = NodeKernel.Open(ScaleNode.Self, netns);
        _kernel.Watch(static () => { });
        Set([.. ScaleNode.Base]);
    }

    public string Netns { get; }

    /// <summary>How long it took until these items were verified.</summary>
    public TimeSpan Set(params ImmutableArray<ViewItem> items)
    {
        var started = Stopwatch.GetTimestamp();
        var view = _plan.View with { Items = _plan.View.Items.SetItems(items.Select(item => KeyValuePair.Create(item.Key, item))) };
        Reach(view, [.. items.Select(item => item.Key)]);
        return Stopwatch.GetElapsedTime(started);
    }

    public TimeSpan Remove(params ImmutableArray<ItemKey> keys)
    {
        var started = Stopwatch.GetTimestamp();
        Reach(_plan.View with { Items = _plan.View.Items.RemoveRange(keys) }, keys);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Hears what the kernel told, as an agent does soon after; whether all of it was as planned.</summary>
    public bool Look() => _kernel.Doubts(_plan) is { IsEmpty: true };

    public void Dispose()
    {
        var empty = NodePlan.Empty(ScaleNode.Self);
        _kernel.Apply(PlanDiff.Diff(empty, _kernel.Read(empty)));
        _kernel.Dispose();
        NetworkNamespace.Delete(Netns);
    }

    private void Reach(NodeView view, IReadOnlyCollection<ItemKey> keys)
    {
        var change = NodeCompiler.Update(_plan, view, keys);
        var result = _kernel.Apply(PlanDiff.Diff(change.Plan, _state, change.Touched));
        if (!result.Failures.IsEmpty)
            throw new InvalidOperationException(string.Join('\n', result.Failures.Values.Take(5)));
        (_plan, _state) = (change.Plan, _state.With(result.Read));
    }
}
