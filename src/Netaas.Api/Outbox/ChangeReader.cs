using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>A line of the change log as its readers need it.</summary>
/// <param name="Nodes">The audience on the bus; null for every node.</param>
internal sealed record LoggedChange(long Revision, string Kind, string Action, Guid Resource, Guid? Scope, string Name, Guid? Project, Guid[]? Nodes)
{
    /// <summary>Of the request that wrote it.</summary>
    public string RequestId { get; init; } = "";
}

/// <summary>
/// Reads the change log in the order of its revisions, each once, up to where no transaction is open (see
/// <c>settled_revision</c> in migrations/0001_record.sql).
/// </summary>
internal static class ChangeReader
{
    /// <summary>Changes taken at a time: enough to coalesce a burst, small enough to keep messages moderate.</summary>
    public const int BatchSize = 500;

    public static async Task<IReadOnlyList<LoggedChange>> ReadAsync(NpgsqlConnection connection, long after, CancellationToken ct)
    {
        // Two statements in one round trip: the bound must be known before the snapshot of the second is taken.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("SELECT set_config('netaas.settled', settled_revision()::text, false)"),
                new NpgsqlBatchCommand(
                    """
                    SELECT revision, kind, action, resource_id, scope_id, name, project_id, nodes, request_id FROM changes
                    WHERE revision > $1 AND revision <= current_setting('netaas.settled')::bigint ORDER BY revision LIMIT $2
                    """)
                {
                    Parameters = { Parameter.Of(after), Parameter.Of(BatchSize) },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var changes = new List<LoggedChange>();
        while (await reader.ReadAsync(ct))
            changes.Add(new LoggedChange(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetGuid(3),
                reader.IsDBNull(4) ? null : reader.GetGuid(4),
                reader.GetString(5),
                reader.IsDBNull(6) ? null : reader.GetGuid(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<Guid[]>(7))
            {
                RequestId = reader.GetString(8),
            });
        return changes;
    }
}
