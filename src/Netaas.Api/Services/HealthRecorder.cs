using Netaas.Api.Data;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>
/// Takes what agents found of their endpoints into the record. What a report says nothing of stays as it was: an agent that
/// begins anew has yet to look. Used by the leader alone.
/// </summary>
internal sealed class HealthRecorder(NodeBoard board)
{
    private const string Sql = """
        INSERT INTO endpoint_health AS h (service_id, pod_id, is_healthy, message)
        SELECT s.id, a.pod_id, f.is_healthy, f.message FROM unnest($1::uuid[], $2::inet[], $3::boolean[], $4::text[]) AS f (service_id, address, is_healthy, message)
        JOIN services s ON s.id = f.service_id AND s.deleted_revision IS NULL
        JOIN addresses a ON a.network_id = s.network_id AND a.address = f.address AND a.pod_id IS NOT NULL
        ON CONFLICT (service_id, pod_id) DO UPDATE SET is_healthy = excluded.is_healthy, message = excluded.message
            WHERE (h.is_healthy, h.message) IS DISTINCT FROM (excluded.is_healthy, excluded.message)
        RETURNING service_id
        """;

    private readonly Dictionary<NodeId, EquatableList<EndpointHealth>> _heard = [];

    public void Forget() => _heard.Clear();

    /// <returns>Whether nodes must hear of it.</returns>
    public async Task<bool> RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var news = new List<EndpointHealth>();
        foreach (var node in board.Nodes.Values)
        {
            var before = _heard.GetValueOrDefault(node.Id);
            if (node.Report is not { } report || report.Health == before)
                continue;
            news.AddRange(report.Health.Items.Except(before.Items));
            _heard[node.Id] = report.Health;
        }
        if (news.Count == 0)
            return false;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var isHeard = await ServiceNews.TellOfAsync(connection, await RecordAsync(connection, news, ct), ct);
        await transaction.CommitAsync(ct);
        return isHeard;
    }

    private static async Task<Guid[]> RecordAsync(NpgsqlConnection connection, List<EndpointHealth> news, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(Parameter.Of(news.Select(it => it.Service.Value).ToArray()));
        command.Parameters.Add(Parameter.Of(news.Select(it => it.Address).ToArray()));
        command.Parameters.Add(new NpgsqlParameter { Value = news.Select(it => it.IsHealthy).ToArray() });
        command.Parameters.Add(Parameter.Of(news.Select(it => it.Message).ToArray()));
        var services = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            services.Add(reader.GetGuid(0));
        return [.. services];
    }
}
