using System.Collections.Immutable;
using System.Net;
using Netaas.Api.Data;
using Netaas.Api.Outbox;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Status;

/// <summary>
/// Finds where what was ready may be so no longer though nobody has changed it: on a node that has fallen silent, of the items that a
/// node fails on and did not before, and of the load-balancer addresses that a node answers for no more.
/// </summary>
internal sealed class Relapses
{
    /// <summary>So many resources are read at a time: a node's may be thousands, and changes wait meanwhile.</summary>
    private const int Page = 1_000;

    private readonly Queue<Relapse> _found = new();
    private (Relapse Relapse, Queue<(string Kind, Guid Id)> Ids)? _reading;

    /// <summary>Whether there is more to read.</summary>
    public bool IsBehind => _found.Count > 0 || _reading is not null;

    /// <summary>The nodes at the last look: what came of them until then is found.</summary>
    public (ImmutableDictionary<NodeId, NodeState> Nodes, DateTimeOffset At) Seen { get; private set; } = (ImmutableDictionary<NodeId, NodeState>.Empty, default);

    /// <summary>Begins with the nodes as they were last told of. What was in trouble then is found, too: it is ready again one day.</summary>
    public void Begin(ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        _found.Clear();
        _reading = null;
        Seen = (nodes, now);
        foreach (var node in nodes.Values)
            Compare(null, node, now);
    }

    public void Look(ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        foreach (var node in nodes.Values)
            Compare(Seen.Nodes.GetValueOrDefault(node.Id), node, now);
        Seen = (nodes, now);
    }

    /// <summary>The next resources that are concerned, as they stand now.</summary>
    /// <returns>With them what it was that they are concerned by; null where there are no more.</returns>
    public async Task<(Relapse Relapse, ChangedRows Rows)?> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (_reading is null && _found.TryDequeue(out var next))
            _reading = (next, new Queue<(string, Guid)>(await RelapsedIds.FindAsync(connection, next, ct)));
        if (_reading is not { } reading)
            return null;
        var page = new List<(string Kind, Guid Id)>();
        while (page.Count < Page && reading.Ids.TryDequeue(out var id))
            page.Add(id);
        await using var db = Db.On(connection);
        var rows = await ChangedRows.LoadAsync(db, page.ToLookup(one => one.Kind, one => one.Id), ct);
        if (reading.Ids.Count == 0)
            _reading = null;
        return (reading.Relapse, rows);
    }

    private void Compare(NodeState? before, NodeState node, DateTimeOffset now)
    {
        if (node.IsAway(now))
        {
            if (before?.IsAway(Seen.At) != true)
                _found.Enqueue(new Relapse(node.Id, null, [], Seen.Nodes, Seen.At));
            return;
        }
        var failed = node.Failures.Keys.Where(key => before?.Failures.ContainsKey(key) != true).ToList();
        var left = (before?.Report?.Answered ?? []).Except(node.Report?.Answered ?? []).ToList();
        if (failed.Count + left.Count > 0)
            _found.Enqueue(new Relapse(node.Id, failed, left, Seen.Nodes, Seen.At));
    }
}

/// <param name="Items">What the node fails on; null for all that it holds, where it is silent.</param>
/// <param name="Addresses">What it answers for no more.</param>
/// <param name="Before">The nodes before it, and when that was.</param>
internal readonly record struct Relapse(
    NodeId Node, IReadOnlyList<ItemKey>? Items, IReadOnlyList<IPAddress> Addresses, ImmutableDictionary<NodeId, NodeState> Before, DateTimeOffset At);
