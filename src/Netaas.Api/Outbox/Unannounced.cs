using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>
/// What was changed under a former leader and not yet announced to be ready: it knew of that in memory alone, so the next one
/// watches for it in its place.
/// </summary>
internal static class Unannounced
{
    /// <summary>As far back as progress is computed; what takes longer, its nodes' phases tell of.</summary>
    private const string Find = """
        SELECT DISTINCT ON (c.resource_id) c.revision, c.kind, c.action, c.resource_id, c.name, c.project_id FROM changes c
        WHERE c.at > now() - interval '1 hour' AND c.kind IN ('network', 'pod', 'port-mapping', 'service') AND c.revision <= $1
            AND NOT EXISTS (
                SELECT 1 FROM events e WHERE e.type = 'status' AND e.at > now() - interval '1 hour'
                    AND e.resource_id = c.resource_id AND e.revision >= c.revision AND e.body->>'phase' IN ('Ready', 'Terminating'))
        ORDER BY c.resource_id, c.revision DESC
        """;

    /// <param name="dataSource">Not the leader's own connection: its plans go by key, this one looks at many rows once.</param>
    /// <param name="position">Up to where the former leader has sent.</param>
    public static async Task<IReadOnlyList<LoggedChange>> ReadAsync(NpgsqlDataSource dataSource, long position, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        // Counted before a flood of changes, the events look few, and the planner would go through all of them for each change.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("SELECT set_config('enable_nestloop', 'off', true)"),
                new NpgsqlBatchCommand(Find) { Parameters = { Data.Parameter.Of(position) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var changes = new List<LoggedChange>();
        while (await reader.ReadAsync(ct))
            changes.Add(new LoggedChange(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetGuid(3), null, reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetGuid(5), []));
        return changes;
    }
}
