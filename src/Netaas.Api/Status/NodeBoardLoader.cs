using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Contracts;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Status;

/// <summary>
/// Keeps the last reports in the record, and who was up, so that a process that begins takes no node for unknown, and none for
/// away that was not.
/// </summary>
internal static class NodeBoardLoader
{
    /// <summary>Puts nodes that the board lacks onto it, with their last saved report, and takes those off that are gone.</summary>
    public static async Task LoadAsync(Db db, NodeBoard board, CancellationToken ct)
    {
        // Whoever is on it by now was recorded before.
        var known = board.Nodes.Keys.ToList();
        var rows = await db.Nodes.Select(row => new { row.Id, row.Name }).ToListAsync(ct);
        foreach (var gone in known.ExceptBy(rows.Select(row => row.Id), id => id.Value))
            board.Remove(gone);
        var lacking = rows.Where(row => !board.Nodes.ContainsKey(new NodeId(row.Id))).Select(row => (row.Id, row.Name)).ToList();
        foreach (var state in await ReadAsync(db, lacking, board.Now, ct))
            board.Add(state);
    }

    /// <summary>The nodes as they were saved last.</summary>
    public static async Task<ImmutableDictionary<NodeId, NodeState>> ReadAsync(Db db, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await db.Nodes.Select(row => new { row.Id, row.Name }).ToListAsync(ct);
        return (await ReadAsync(db, [.. rows.Select(row => (row.Id, row.Name))], now, ct)).ToImmutableDictionary(state => state.Id);
    }

    private static async Task<IReadOnlyList<NodeState>> ReadAsync(Db db, List<(Guid Id, string Name)> nodes, DateTimeOffset now, CancellationToken ct)
    {
        if (nodes.Count == 0)
            return [];
        var ids = nodes.Select(node => node.Id).ToArray();
        var saved = await db.Database.SqlQuery<SavedReport>(
            $"""SELECT node_id AS "NodeId", report::text AS "Report", seen_at AS "SeenAt", is_up AS "IsUp" FROM node_reports WHERE node_id = ANY ({ids})""").ToListAsync(ct);
        var reports = saved.ToDictionary(report => report.NodeId);
        return [.. nodes.Select(node =>
        {
            var state = NodeState.Unseen(new NodeId(node.Id), node.Name);
            return reports.TryGetValue(node.Id, out var found) && JsonSerializer.Deserialize<NodeReport>(found.Report, NetaasJson.Options) is { } report
                ? state.With(report, found.SeenAt) with { ListenedSince = found.IsUp ? now : null }
                : state;
        })];
    }

    /// <param name="seen">The nodes, and when they were so: what came of them until then is told.</param>
    public static async Task SaveAsync(NpgsqlConnection connection, (ImmutableDictionary<NodeId, NodeState> Nodes, DateTimeOffset At) seen, CancellationToken ct)
    {
        var heard = seen.Nodes.Values.Where(node => node is { Report: not null, SeenAt: not null }).ToList();
        if (heard.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO node_reports (node_id, report, seen_at, is_up)
            SELECT r.id, r.report::jsonb, r.seen_at, r.is_up FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::boolean[]) AS r (id, report, seen_at, is_up)
            JOIN nodes n ON n.id = r.id
            ON CONFLICT (node_id) DO UPDATE SET report = excluded.report, seen_at = excluded.seen_at, is_up = excluded.is_up
            WHERE excluded.is_up OR node_reports.is_up
            """,
            connection);
        command.Parameters.Add(Parameter.Of(heard.Select(node => node.Id.Value).ToArray()));
        command.Parameters.Add(Parameter.Of(heard.Select(node => JsonSerializer.Serialize(node.Report, NetaasJson.Options)).ToArray()));
        command.Parameters.Add(new NpgsqlParameter { Value = heard.Select(node => node.SeenAt.GetValueOrDefault().UtcDateTime).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = heard.Select(node => node.IsUp(seen.At)).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record SavedReport(Guid NodeId, string Report, DateTimeOffset SeenAt, bool IsUp);
}
