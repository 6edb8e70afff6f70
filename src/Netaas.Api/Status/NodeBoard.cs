using System.Collections.Immutable;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Api.Status;

/// <summary>
/// What every node last said, in memory: each process of the API hears every report. It is the only source of what is true;
/// the record says only what was asked.
/// </summary>
internal sealed class NodeBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private volatile ImmutableDictionary<NodeId, NodeState> _nodes = ImmutableDictionary<NodeId, NodeState>.Empty;
    private volatile TaskCompletionSource _changed = NewSignal();

    public ImmutableDictionary<NodeId, NodeState> Nodes => _nodes;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Ends at the next change of anything here. Take it before looking.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Takes a node into account, with what was known of it when this process began.</summary>
    public void Add(NodeState state) => Change(nodes => nodes.ContainsKey(state.Id) ? nodes : nodes.Add(state.Id, state));

    /// <summary>Forgets a node that is no longer of the fleet.</summary>
    public void Remove(NodeId id) => Change(nodes => nodes.Remove(id));

    /// <returns>The states before and after; null where the report says nothing new or its node is unknown.</returns>
    public (NodeState Before, NodeState After)? Take(NodeReport report)
    {
        (NodeState, NodeState)? step = null;
        Change(nodes =>
        {
            if (!nodes.TryGetValue(report.Node, out var before) || before.Outdates(report))
                return nodes;
            var after = before.With(report, time.GetUtcNow());
            step = (before, after);
            return nodes.SetItem(report.Node, after);
        });
        return step;
    }

    public Verdict Judge(IReadOnlyList<Requirement> requirements) => Judgement.Of(requirements, _nodes, time.GetUtcNow());

    /// <summary>Nodes that should hold something and are silent.</summary>
    public Guid[] AwayOf(IReadOnlyList<Requirement> requirements)
    {
        var now = Now;
        return [.. _nodes.Values.Where(node => node.IsAway(now) && requirements.Any(it => it.Nodes?.Contains(node.Id) != false)).Select(node => node.Id.Value)];
    }

    /// <summary>Waits until the requirements hold, a node concerned is away or none can do what one must, or the time is over.</summary>
    public async Task<Verdict> WaitAsync(IReadOnlyList<Requirement> requirements, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        while (true)
        {
            var changed = Changed;
            var verdict = Judge(requirements);
            if (verdict.Phase == Phase.Ready || verdict.IsHeldUp)
                return verdict;
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return Judge(requirements);
            }
        }
    }

    private void Change(Func<ImmutableDictionary<NodeId, NodeState>, ImmutableDictionary<NodeId, NodeState>> change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            var before = _nodes;
            _nodes = change(before);
            if (ReferenceEquals(before, _nodes))
                return;
            signal = _changed;
            _changed = NewSignal();
        }
        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
