namespace Netaas.ApiTests;

public sealed class MetricsTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Requests_readiness_and_lag_are_told_in_prometheus_text()
    {
        await using var node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1"}""")).Must(201);

        // The request is answered on the report; the leader counts it a moment later.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string text;
        do
            text = await _api.Client.GetStringAsync("/metrics", limit.Token);
        while (!text.Contains("change_to_ready_duration_seconds_count{kind=\"pod\"", StringComparison.Ordinal));

        Assert.Contains("""netaas_http_request_duration_seconds_count{method="POST",route="/api/v1/pods",status="201"} 1""", text, StringComparison.Ordinal);
        Assert.Contains("""netaas_change_to_ready_duration_seconds_count{kind="pod"} 1""", text, StringComparison.Ordinal);
        Assert.Contains("""netaas_node_up{node="node-1"} 1""", text, StringComparison.Ordinal);
        Assert.Matches("""netaas_pool_utilization\{pool="pods",purpose="pods"\} 0\.01""", text);
        Assert.Contains("netaas_outbox_lag 0", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd().Split('\n'), line => Assert.Matches(@"^(# (HELP|TYPE) .+|[a-z_]+(\{.*\})? [0-9.+eE-]+)$", line));
        _api.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await _api.Client.GetAsync("/metrics")).StatusCode);
    }
}
