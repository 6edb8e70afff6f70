using Netaas.Api.Jobs;
using Netaas.Contracts;

namespace Netaas.ApiTests;

public sealed class EventTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Ids_go_on_after_all_events_have_become_too_old()
    {
        var newest = await MakeAsync("old");
        await ExecuteAsync("UPDATE events SET at = now() - interval '40 days'");
        await ExecuteAsync(ScheduledTask.All.Single(task => task.Name == "event-retention").Sql.Replace("$1", "30", StringComparison.Ordinal));

        Assert.Equal(1, await CountAsync("SELECT count(*) FROM events"));
        Assert.Equal(newest, await CountAsync("SELECT max(id) FROM events"));
    }

    [Fact]
    public async Task Who_resumes_before_the_oldest_event_is_told_that_some_are_gone()
    {
        var newest = await MakeAsync("one", "two");
        await ExecuteAsync($"DELETE FROM events WHERE id < {newest}");

        Assert.Equal("""{"missed":true}""", (await HelloAsync(_api.Client, "0")).Data);
        Assert.Equal((newest - 1, "{}"), await HelloAsync(_api.Client, $"{newest - 1}"));
        Assert.Equal((newest, """{"missed":true}"""), await HelloAsync(_api.Client, "nonsense"));
    }

    [Fact]
    public async Task Who_comes_with_an_id_from_before_the_database_was_put_back_hears_what_comes()
    {
        var newest = await MakeAsync("one");
        await using var events = await EventReader.OpenAsync(_api.Client, $"{newest + 1_000}");

        Assert.Equal((newest, """{"missed":true}"""), await events.NextAsync());
        await MakeAsync("two");
        Assert.Contains("\"two\"", (await events.NextAsync())!.Value.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_stream_does_not_know_is_refused()
    {
        var refused = (await _api.GetAsync("events?kinds=pod&since=1&kind=pods")).Must(400);
        Assert.Equal(["kind: invalid", "kinds: unknownParameter", "since: unknownParameter"], refused.Problems.Order());
        Assert.Contains("port-mapping", refused.Find("errors")!.AsArray().Select(error => (string?)error!["message"]).Single(text => text!.Contains("'pods'", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_some_kinds_tells_no_other_and_resumes_behind_what_it_left_out()
    {
        await MakeAsync("one", "two");
        (await _api.PostAsync("projects", """{"name":"team"}""")).Must(201);
        await MakeAsync("three");
        await using var events = await EventReader.OpenAsync(_api.Client, "0", "events?kind=project&kind=token");
        await events.NextAsync();
        Assert.Contains("\"team\"", (await events.NextAsync())!.Value.Data, StringComparison.Ordinal);
        (await _api.PostAsync("tokens", """{"name":"reader","role":"viewer"}""")).Must(201);
        Assert.Contains("\"reader\"", (await events.NextAsync())!.Value.Data, StringComparison.Ordinal);
        // With the next sign of life.
        var newest = await MakeAsync("four");
        var next = events.NextAsync();
        while (events.LastId < newest)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        (await _api.DeleteAsync("tokens/reader")).Must(204);
        await next;
    }

    [Fact]
    public async Task A_stream_ends_with_its_token()
    {
        var token = (await _api.PostAsync("tokens", """{"name":"reader","role":"viewer"}""")).Must(201);
        await using var events = await EventReader.OpenAsync(_api.As(token["secret"]!).Client, null);
        Assert.NotNull(await events.NextAsync());

        (await _api.DeleteAsync("tokens/reader")).Must(204);
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task What_was_on_its_way_when_the_leader_died_is_announced_by_the_next()
    {
        await using var node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue"}""")).Must(201);
        node.IsObedient = false;
        var pod = (await _api.PostAsync("pods", """{"name":"p","network":"blue","node":"node-1"}""")).Must(201);
        var revision = pod.Find("revision")!.GetValue<long>();
        await Patience.UntilAsync(async () => await CountAsync("SELECT revision FROM stream_positions WHERE reader = 'bus'") >= revision);
        await _api.App.StopAsync(TestContext.Current.CancellationToken);

        await using var next = await ApiHost.StartAsync(_api.Database);
        var report = new NodeReport(node.Id, Guid.NewGuid(), 1, revision, revision, [], node.Facts, new NodeStats(7, 0, 1_500));
        await Patience.UntilAsync(async () =>
        {
            await next.Bus.Publish(report);
            return await CountAsync(next, "SELECT count(*) FROM events WHERE type = 'status' AND name = 'p' AND body->>'phase' = 'Ready'") == 1;
        });
    }

    /// <summary>Makes networks and waits until the events tell of the last.</summary>
    /// <returns>The newest event.</returns>
    private async Task<long> MakeAsync(params string[] names)
    {
        foreach (var name in names)
            (await _api.PostAsync("networks", $$"""{"name":"{{name}}"}""")).Must(201);
        await Patience.UntilAsync(async () => await CountAsync($"SELECT count(*) FROM events WHERE type = 'status' AND name = '{names[^1]}'") == 1);
        return await CountAsync("SELECT max(id) FROM events");
    }

    private static async Task<(long Id, string Data)> HelloAsync(HttpClient client, string after)
    {
        await using var events = await EventReader.OpenAsync(client, after);
        return (await events.NextAsync())!.Value;
    }

    private Task<long> CountAsync(string sql) => CountAsync(_api, sql);

    private static async Task<long> CountAsync(ApiHost api, string sql)
    {
        await using var command = api.Data.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is long found ? found : 0;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _api.Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
