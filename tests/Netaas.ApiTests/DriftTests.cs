using Netaas.Contracts;

namespace Netaas.ApiTests;

public sealed class DriftTests : IAsyncLifetime
{
    private static readonly Drift s_drift = new(DateTimeOffset.UnixEpoch.AddYears(60), "ruleset base", null, IsRepaired: true);

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task What_a_node_found_changed_by_others_is_in_its_status_in_an_event_and_in_the_metrics()
    {
        await using var node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        await UntilAsync("SELECT count(*) FROM events WHERE type = 'status' AND kind = 'node' AND body->>'phase' = 'Ready'");

        node.Drift = [s_drift];
        await node.ReportAsync();

        await UntilAsync("SELECT count(*) FROM events WHERE type = 'drift' AND name = 'node-1' AND body->>'message' LIKE '%wanted ruleset base, found nothing%'");
        var status = (await _api.GetAsync("nodes/node-1")).Must(200);
        Assert.Contains("ruleset base", status["status.drift"], StringComparison.Ordinal);
        Assert.Equal("1", status["status.stats.driftRepaired"]);
        var metrics = await _api.Client.GetStringAsync("/metrics");
        Assert.Contains("""netaas_node_drift_repaired{node="node-1"} 1""", metrics, StringComparison.Ordinal);
        Assert.Contains("""netaas_node_objects{node="node-1"} 7""", metrics, StringComparison.Ordinal);
        Assert.Contains("""netaas_node_last_apply{node="node-1"} 1500""", metrics, StringComparison.Ordinal);

        // A report that says the same again is no second event.
        await node.ReportAsync();
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue"}""")).Must(201);
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM events WHERE type = 'drift'"));
    }

    private async Task UntilAsync(string count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await CountAsync(count) == 0)
            limit.Token.ThrowIfCancellationRequested();
    }

    private async Task<long> CountAsync(string count)
    {
        await using var command = _api.Data.CreateCommand(count);
        return await command.ExecuteScalarAsync() is long found ? found : 0;
    }
}
