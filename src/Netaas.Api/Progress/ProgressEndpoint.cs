using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api.Progress;

/// <summary>
/// <c>GET /progress</c>: from the change log, the events and what the nodes last said, so that any process of the API can
/// answer, whichever of them sends.
/// </summary>
internal static class ProgressEndpoint
{
    private const int LookedAt = 500;
    private const int Shown = 20;

    private const string Latest = """
        SELECT c.revision, c.kind, c.resource_id, c.name, c.action, p.name, c.at, c.nodes
        FROM changes c LEFT JOIN projects p ON p.id = c.project_id
        WHERE c.kind IN ('network', 'pod', 'service', 'port-mapping') AND ($1::uuid IS NULL OR c.project_id = $1)
        ORDER BY c.revision DESC LIMIT $2
        """;

    private const string Sent = "SELECT coalesce((SELECT revision FROM stream_positions WHERE reader = 'bus'), 0)";

    /// <summary>
    /// An event of a phase carries the revision that it is about; the change log has the time of that. Ready again, after a node was
    /// silent, is no answer to the change.
    /// </summary>
    private const string ReadyInTheLastHour = """
        SELECT DISTINCT ON (e.revision) e.at AS seen, extract(epoch FROM e.at - c.at) * 1000 AS took, e.revision
        FROM events e JOIN changes c ON c.revision = e.revision
        WHERE e.type = 'status' AND e.kind <> 'node' AND e.at > now() - interval '1 hour' AND c.at > now() - interval '1 hour'
            AND e.body->>'phase' = 'Ready' AND ($1::uuid IS NULL OR e.project_id = $1)
        ORDER BY e.revision, e.id
        """;

    private const string Figures = $"""
        SELECT date_bin('5 minutes', seen, timestamptz '2000-01-01'), count(*), percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY took)
        FROM ({ReadyInTheLastHour}) r GROUP BY GROUPING SETS ((1), ()) HAVING count(*) > 0 ORDER BY 1
        """;

    private const string Took = $"SELECT revision, took FROM ({ReadyInTheLastHour}) r WHERE revision = ANY ($2)";

    public static void MapProgress(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/progress", GetAsync).WithTags("changes").WithName("getProgress").Produces<ProgressResource>()
            .WithMetadata(new Operation(
                "Where changes stand on their way to the nodes, and how fast they became ready in the last hour.", [],
                "recorded, then sent, then applied on so many of the nodes concerned; held up where only nodes that are away or fail lack it."));

    private static async Task<IResult> GetAsync(HttpContext http, NpgsqlDataSource dataSource, NodeBoard board)
    {
        var ct = http.RequestAborted;
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), ct);
        var sent = await session.ScalarAsync<long>(Sent, ct);
        var changes = await ReadAsync(session, sent, board, ct);
        var shown = changes.OrderBy(change => change.Stage switch { ChangeStage.Recorded or ChangeStage.Sent => 0, ChangeStage.HeldUp => 1, _ => 2 }).Take(Shown).ToList();
        var took = await TookAsync(session, [.. shown.Select(change => change.Revision)], ct);
        var (hour, spans) = await FiguresAsync(session, ct);
        return Answer.Json(new ProgressResource(
            board.Now,
            changes.Count(change => change.Stage is ChangeStage.Recorded or ChangeStage.Sent),
            changes.Count(change => change.Stage == ChangeStage.HeldUp),
            changes.Count,
            shown.ConvertAll(change => change with { ReadyMilliseconds = took.TryGetValue(change.Revision, out var milliseconds) ? milliseconds : null }),
            hour, spans));
    }

    /// <summary>Newest first.</summary>
    private static async Task<List<ChangeProgress>> ReadAsync(Session session, long sent, NodeBoard board, CancellationToken ct)
    {
        await using var command = session.Command(Latest, Parameter.OfNullable(session.Caller.Scope), Parameter.Of(LookedAt));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (nodes, now) = (board.Nodes, board.Now);
        var changes = new List<ChangeProgress>();
        while (await reader.ReadAsync(ct))
        {
            var (revision, resource) = (reader.GetInt64(0), reader.GetGuid(2));
            var way = ChangeWay.Of(new FollowedChange(revision, resource, reader.IsDBNull(7) ? null : reader.GetFieldValue<Guid[]>(7)), sent, nodes, now);
            changes.Add(new ChangeProgress(
                revision, reader.GetString(1), resource, reader.GetString(3), reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetDateTime(6),
                way.Stage, way.Nodes, way.Lagging, null));
        }
        return changes;
    }

    private static async Task<Dictionary<long, double>> TookAsync(Session session, long[] revisions, CancellationToken ct)
    {
        await using var command = session.Command(Took, Parameter.OfNullable(session.Caller.Scope), Parameter.Of(revisions));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var took = new Dictionary<long, double>();
        while (await reader.ReadAsync(ct))
            took[reader.GetInt64(0)] = Rounded((double)reader.GetDecimal(1));
        return took;
    }

    private static async Task<(ReadinessFigures Hour, IReadOnlyList<ReadinessSpan> Spans)> FiguresAsync(Session session, CancellationToken ct)
    {
        await using var command = session.Command(Figures, Parameter.OfNullable(session.Caller.Scope));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var hour = new ReadinessFigures(0, null, null, null);
        var spans = new List<ReadinessSpan>();
        while (await reader.ReadAsync(ct))
        {
            var took = reader.GetFieldValue<double[]>(2);
            var figures = new ReadinessFigures((int)reader.GetInt64(1), Rounded(took[0]), Rounded(took[1]), Rounded(took[2]));
            if (reader.IsDBNull(0))
                hour = figures;
            else
                spans.Add(new ReadinessSpan(reader.GetDateTime(0), figures));
        }
        return (hour, spans);
    }

    /// <summary>Two clocks of one database, but the commit comes a little after what the log notes as its time.</summary>
    private static double Rounded(double milliseconds) => Math.Round(Math.Max(0, milliseconds), 1);
}
