using System.Net.Http.Headers;
using Netaas.Bench.Report;
using Npgsql;

namespace Netaas.Bench.Load;

/// <summary>
/// The next free address where a million are taken in a row right behind where the search begins, as after it has gone once round:
/// of pods in a /8, and of services in another.
/// </summary>
internal sealed class AddressFigures(Uri api, string postgres, string adminToken, string joinToken)
{
    private const int Taken = 1_000_000;
    private const int Samples = 2_000;

    // Until the way is compiled; what a process takes for its first answers is not what an address costs.
    private const int WarmUp = 1_000;

    private const string Fill = """
        INSERT INTO blocks (id, network_id, cidr_id, node_id, cidr, filled, revision)
        SELECT gen_random_uuid(), c.network_id, c.id, (SELECT id FROM nodes WHERE name = 'bench-0'), set_masklen('10.0.2.0'::inet + i * 256, 24)::cidr, 253, 1
        FROM network_cidrs c, generate_series(0, $1 / 253) i WHERE c.cidr = '10.0.0.0/8';
        """;

    private const string Hold = """
        INSERT INTO addresses (network_id, address, block_id, holder, node_id)
        SELECT network_id, set_masklen(host(network(b.cidr))::inet + g, 32), b.id, 'lease', node_id FROM blocks b, generate_series(2, 254) g
        WHERE b.cidr << '10.0.0.0/8' AND b.filled = 253 AND b.cidr >= '10.0.2.0/24'
        """;

    private const string Serve = """
        INSERT INTO service_ips (network_id, address, service_id)
        SELECT s.network_id, '11.0.0.1'::inet + i, s.id FROM services s, generate_series(1, $1) i WHERE s.name = 'first'
        """;

    public async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        await using var data = NpgsqlDataSource.Create(postgres);
        using var http = new HttpClient { BaseAddress = api };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
        await BenchFleet.PrepareAsync(api, adminToken, joinToken);
        await ExecuteAsync(data, "DELETE FROM networks WHERE name = 'bench'");
        await BenchFleet.CreateAsync(http, "networks", """{"name": "wide", "podCidrs": ["10.0.0.0/8"], "nodePrefixLengths": [24], "serviceCidrs": ["11.0.0.0/8"]}""");
        await BenchFleet.CreateAsync(http, "services", """{"name": "first", "network": "wide", "selector": {"app": "none"}, "ports": [{"port": 80}], "clusterIps": ["11.0.0.1"]}""");
        await ExecuteAsync(data, Fill, Taken);
        await ExecuteAsync(data, Hold);
        await ExecuteAsync(data, Serve, Taken);
        await ExecuteAsync(data, "UPDATE network_cidrs SET next_block = 1 WHERE cidr IN ('10.0.0.0/8', '11.0.0.0/8')");
        await ExecuteAsync(data, "VACUUM ANALYZE");
        return
        [
            await MeasureAsync("pod", "/api/v1/pods", number => $$"""{"name": "next-{{WarmUp + number}}", "network": "wide", "node": "bench-0"}"""),
            await MeasureAsync("service", "/api/v1/services", number => $$"""{"name": "next-{{WarmUp + number}}", "network": "wide", "selector": {"app": "none"}, "ports": [{"port": 80}]}"""),
        ];
    }

    private async Task<Figure> MeasureAsync(string what, string path, Func<long, string> body)
    {
        using var client = await KeepAliveClient.ConnectAsync(api, adminToken);
        var times = new Percentiles();
        for (var number = -WarmUp; number < Samples; number++)
        {
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            if (await client.PostAsync(path, body(number)) != 201)
                throw new InvalidOperationException(client.LastAnswer);
            if (number >= 0)
                times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(began));
        }
        return new Figure(
            $"{what} with the next free address of a /8, {Taken:#,0} taken, p99 · max", Figure.Micro(times.At(0.99)), Figure.Micro(times.At(1)), null, "p99 under 10 ms");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource data, string sql, int? count = null)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 120;
        if (count is { } number)
            command.Parameters.Add(new NpgsqlParameter { Value = number });
        await command.ExecuteNonQueryAsync();
    }
}
