using System.Text.Json;
using Netaas.Api.Data;
using Netaas.Api.Outbox;
using Netaas.Api.Status;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>
/// Follows which pods with labels their nodes hold verified, and records it for the services that they are behind. A pod that
/// was verified once stays ready while it is changed, until its node fails on it. A node whose agent is silent keeps its pods as they
/// are: whether they can be reached, the other nodes find out without the control plane. Used by the leader alone.
/// </summary>
internal sealed class Readiness(NodeBoard board)
{
    private static readonly Verdict Ready = new(true, "ready", "");

    private readonly Dictionary<Guid, Held> _pods = [];
    private readonly Dictionary<NodeId, HashSet<Guid>> _byNode = [];

    // As they were when their pods were last looked at; a node whose pods have changed is not among them.
    private readonly Dictionary<NodeId, NodeState> _judged = [];

    /// <summary>Begins anew, from the record.</summary>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        _pods.Clear();
        _byNode.Clear();
        _judged.Clear();
        await using var command = new NpgsqlCommand(
            """
            WITH gone AS (DELETE FROM pod_readiness r WHERE NOT EXISTS (SELECT 1 FROM pods WHERE id = r.pod_id))
            SELECT p.id, p.node_id, p.revision, r.is_ready, r.reason, r.message FROM pods p LEFT JOIN pod_readiness r ON r.pod_id = p.id
            WHERE p.deleted_revision IS NULL AND p.labels <> '{}' AND p.network_id IS NOT NULL
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            Hold(reader.GetGuid(0), new Held(
                new NodeId(reader.GetGuid(1)),
                reader.GetInt64(2),
                await reader.IsDBNullAsync(3, ct) ? null : new Verdict(reader.GetBoolean(3), reader.GetString(4), reader.GetString(5))));
    }

    /// <summary>Takes changes into account.</summary>
    public void Notice(ChangedRows rows, IReadOnlyList<LoggedChange> changes)
    {
        foreach (var pod in rows.Pods)
            if (pod.NetworkId is not null && pod.LabelsJson != "{}")
                Hold(pod.Id, new Held(new NodeId(pod.NodeId), pod.Revision, _pods.GetValueOrDefault(pod.Id)?.Seen));
        foreach (var change in changes)
            if (change is { Kind: "pod", Action: "delete" } && _pods.Remove(change.Resource, out var gone))
                _byNode[gone.Node].Remove(change.Resource);
    }

    /// <summary>Looks at the nodes that have said something new, and records what has moved.</summary>
    /// <returns>Whether nodes must hear of it.</returns>
    public async Task<bool> RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var moved = Look();
        if (moved.Count == 0)
            return false;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RecordAsync(connection, moved, ct);
        var isHeard = await ServiceNews.TellAsync(connection, moved.Select(it => it.Pod), ct);
        await transaction.CommitAsync(ct);
        foreach (var (pod, verdict) in moved)
            _pods[pod] = _pods[pod] with { Seen = verdict };
        return isHeard;
    }

    private List<(Guid Pod, Verdict Verdict)> Look()
    {
        var moved = new List<(Guid, Verdict)>();
        foreach (var node in board.Nodes.Values)
        {
            if (!_byNode.TryGetValue(node.Id, out var pods) || (_judged.TryGetValue(node.Id, out var before) && ReferenceEquals(before, node)))
                continue;
            _judged[node.Id] = node;
            foreach (var pod in pods)
                if (Judge(pod, _pods[pod], node) is { } verdict && verdict != _pods[pod].Seen)
                    moved.Add((pod, verdict));
        }
        return moved;
    }

    /// <returns>Null where nothing can be said yet: it stays as it was.</returns>
    private static Verdict? Judge(Guid pod, Held held, NodeState node) =>
        node.Failures.TryGetValue(ItemKey.Of(new PodId(pod)), out var failure)
            ? new Verdict(false, JsonNamingPolicy.CamelCase.ConvertName(failure.Reason.ToString()), failure.Message)
        : node.AppliedRevision >= held.Revision ? Ready
        : null;

    private void Hold(Guid pod, Held held)
    {
        _pods[pod] = held;
        if (!_byNode.TryGetValue(held.Node, out var pods))
            _byNode[held.Node] = pods = [];
        pods.Add(pod);
        _judged.Remove(held.Node);
    }

    private static async Task RecordAsync(NpgsqlConnection connection, List<(Guid Pod, Verdict Verdict)> moved, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO pod_readiness (pod_id, is_ready, reason, message) SELECT * FROM unnest($1::uuid[], $2::boolean[], $3::text[], $4::text[])
            ON CONFLICT (pod_id) DO UPDATE SET is_ready = excluded.is_ready, reason = excluded.reason, message = excluded.message
            """,
            connection);
        command.Parameters.Add(Parameter.Of(moved.Select(it => it.Pod).ToArray()));
        command.Parameters.Add(new NpgsqlParameter { Value = moved.Select(it => it.Verdict.IsReady).ToArray() });
        command.Parameters.Add(Parameter.Of(moved.Select(it => it.Verdict.Reason).ToArray()));
        command.Parameters.Add(Parameter.Of(moved.Select(it => it.Verdict.Message).ToArray()));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <param name="Seen">What is recorded; null for nothing yet.</param>
    private sealed record Held(NodeId Node, long Revision, Verdict? Seen);

    private sealed record Verdict(bool IsReady, string Reason, string Message);
}
