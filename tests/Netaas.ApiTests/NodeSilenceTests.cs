namespace Netaas.ApiTests;

/// <summary>What a process that begins takes nodes for that reported while there was nobody to hear them.</summary>
public sealed class NodeSilenceTests : TwoNodes
{
    private readonly Clock _clock = new();
    private readonly Clock _later = new();

    protected override TimeProvider? Time => _clock;

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        await Task.WhenAll(Node.ReportAsync(), Other.ReportAsync());
        await SavedAsync(up: 2);
        _later.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Nobody_is_away_for_what_was_not_heard_until_it_has_been_silent_to_the_listener()
    {
        await using var other = await ApiHost.StartAsync(Api.Database, time: _later);
        await PhaseAsync(other, "node-1", "Ready");
        await PhaseAsync(other, "node-2", "Ready");
        _later.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("Degraded", (await other.GetAsync("nodes/node-1")).Must(200)["status.phase"]);
    }

    [Fact]
    public async Task Who_was_away_before_is_away_still()
    {
        Other.IsObedient = false;
        _clock.Advance(TimeSpan.FromSeconds(20));
        await Node.ReportAsync();
        await SavedAsync(up: 1);
        await using var other = await ApiHost.StartAsync(Api.Database, time: _later);
        await PhaseAsync(other, "node-1", "Ready");
        await PhaseAsync(other, "node-2", "Degraded");
    }

    private static Task PhaseAsync(ApiHost api, string node, string phase) =>
        Patience.UntilAsync(async () => (await api.GetAsync($"nodes/{node}"))["status.phase"] == phase);

    private Task SavedAsync(long up) => Patience.UntilAsync(async () =>
    {
        await using var command = Api.Data.CreateCommand("SELECT count(*) FROM node_reports WHERE is_up");
        return await command.ExecuteScalarAsync() is long count && count == up;
    });
}
