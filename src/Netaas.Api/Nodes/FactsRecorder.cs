using System.Text.Json;
using Netaas.Api.Data;
using Netaas.Api.Networks;
using Netaas.Api.Outbox;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary>
/// Lets the record follow what nodes report of themselves: a changed underlay address, route or uplink MTU is a change of the
/// node, of which all others hear, and may bring a conflict with a network. Used by the leader alone.
/// </summary>
internal sealed class FactsRecorder(NpgsqlDataSource dataSource, NodeBoard board, DispatchSignal dispatch)
{
    private readonly Dictionary<NodeId, NodeReport> _seen = [];

    /// <summary>Forgets what it knew of nodes that were written by somebody else, so that their next report is compared anew.</summary>
    public void Forget(IEnumerable<LoggedChange> changes)
    {
        foreach (var change in changes.Where(change => change.Kind == "node"))
            _seen.Remove(new NodeId(change.Resource));
    }

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var node in board.Nodes.Values)
        {
            if (node is not { Report: { } report, SeenAt: { } seenAt } || (_seen.TryGetValue(node.Id, out var seen) && ReferenceEquals(seen, report)))
                continue;
            if (seen is null || !IsSame(seen.Facts, report.Facts))
                await RecordAsync(node, report.Facts, seenAt, ct);
            _seen[node.Id] = report;
        }
    }

    private async Task RecordAsync(NodeState node, NodeFacts facts, DateTimeOffset seenAt, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(dataSource, new Caller(Guid.Empty, node.Name, "report"), ct);
        if (await DiffersAsync(session, node.Id, facts, seenAt, "", ct) is false)
            return;
        await session.BeginAsync(ct);
        await MembershipLock.TakeAsync(session, ct);
        if (await DiffersAsync(session, node.Id, facts, seenAt, "FOR UPDATE", ct) is false)
            return;
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            "UPDATE nodes SET underlay_addresses = $2, host_routes = $3, facts = $4, revision = $5, updated_at = now() WHERE id = $1",
            ct, [Parameter.Of(node.Id.Value), .. NodeFactsColumns.Of(facts), Parameter.Of(revision)]);
        await CidrConflicts.RenewAsync(session, node.Id.Value, ct);
        await session.AppendAsync(new Change(revision, "node", "update", node.Id.Value, node.Name), ct);
        await NetworkMtu.FollowAsync(session, ct);
        await session.CommitAsync(ct);
        dispatch.Set();
    }

    /// <summary>Whether the record says something else, and is not the younger of the two.</summary>
    private static async Task<bool> DiffersAsync(Session session, NodeId node, NodeFacts facts, DateTimeOffset seenAt, string locking, CancellationToken ct)
    {
        await using var command = session.Command($"SELECT facts::text, updated_at FROM nodes WHERE id = $1 {locking}", Parameter.Of(node.Value));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            && reader.GetDateTime(1) < seenAt.UtcDateTime
            && JsonSerializer.Deserialize<NodeFacts>(reader.GetString(0), NetaasJson.Options) is { } recorded
            && !IsSame(recorded, facts);
    }

    /// <summary>Whether two say the same of what others depend on.</summary>
    private static bool IsSame(NodeFacts one, NodeFacts other) =>
        one.UnderlayAddresses == other.UnderlayAddresses && one.HostRoutes == other.HostRoutes && one.UplinkMtu == other.UplinkMtu;
}
