using System.Text.Json.Nodes;

namespace Netaas.ApiTests;

public sealed class JobTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_job_runs_and_says_how_it_went()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Reply jobs;
        do
            jobs = (await _api.GetAsync("jobs")).Must(200);
        while (((JsonArray)jobs.Find("items")!).Any(job => job!["lastRun"] is null) && !limit.IsCancellationRequested);

        Assert.All((JsonArray)jobs.Find("items")!, job => Assert.True(job!["lastRun"]?["succeeded"]?.GetValue<bool>(), job.ToJsonString()));
    }
}
