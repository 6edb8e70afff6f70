using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>Makes nodes hear of services about whose endpoints something has changed that nobody wrote: one line of the log for all of them.</summary>
internal static class ServiceNews
{
    private const string OfPods = "SELECT DISTINCT hit FROM pods p CROSS JOIN LATERAL networks_of(p.id) AS of_pod (network) CROSS JOIN LATERAL services_of(of_pod.network, p.labels) hit WHERE p.id = ANY ($1)";

    /// <summary>Pods whose grace ended between two moments; the database's clock reads them.</summary>
    private const string OfEndedGrace = """
        SELECT DISTINCT s.id FROM pods p CROSS JOIN LATERAL networks_of(p.id) AS of_pod (network) CROSS JOIN LATERAL services_of(of_pod.network, p.labels) hit JOIN services s ON s.id = hit
        WHERE p.drained_at IS NOT NULL AND p.deleted_revision IS NULL
            AND p.drained_at + make_interval(secs => s.termination_grace_seconds) BETWEEN $1 AND $2
        """;

    private const string Tell = """
        WITH number AS (SELECT next_revision() AS revision),
        told AS (UPDATE services SET endpoints_revision = number.revision FROM number WHERE id = ANY ($1))
        INSERT INTO changes (revision, kind, action, resource_id, name, project_id, actor, request_id)
        SELECT revision, 'readiness', 'update', ($1)[1], 'endpoints', '00000000-0000-0000-0000-000000000000', 'netaas', '' FROM number
        """;

    /// <summary>Tells of the services of pods, in the transaction that the connection is in.</summary>
    /// <returns>Whether there are any.</returns>
    public static async Task<bool> TellAsync(NpgsqlConnection connection, IEnumerable<Guid> pods, CancellationToken ct) =>
        await TellOfAsync(connection, await ReadAsync(connection, OfPods, ct, Parameter.Of([.. pods])), ct);

    /// <summary>Tells of services that let go of drained pods in a stretch of time.</summary>
    /// <returns>Whether there are any.</returns>
    public static async Task<bool> TellOfGraceAsync(NpgsqlConnection connection, DateTime after, DateTime until, CancellationToken ct) =>
        await TellOfAsync(connection, await ReadAsync(connection, OfEndedGrace, ct, Parameter.Of(after), Parameter.Of(until)), ct);

    /// <summary>Tells of services, in the transaction that the connection is in.</summary>
    /// <returns>Whether there are any.</returns>
    public static async Task<bool> TellOfAsync(NpgsqlConnection connection, Guid[] services, CancellationToken ct)
    {
        if (services.Length == 0)
            return false;
        await using var command = new NpgsqlCommand(Tell, connection);
        command.Parameters.Add(Parameter.Of(services));
        await command.ExecuteNonQueryAsync(ct);
        return true;
    }

    private static async Task<Guid[]> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(ct))
            ids.Add(reader.GetGuid(0));
        return [.. ids];
    }
}
