using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Pods that are deleted with grace: web-1 is behind a service, and node-1 does what it is told.</summary>
public sealed class GracefulDeletionTests : IAsyncLifetime
{
    private const string Pod = """{"name":"web-1","network":"blue","node":"node-1","labels":{"app":"web"}}""";

    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/29"]}""")).Must(201);
        (await _api.PostAsync("services", """{"name":"api","network":"blue","selector":{"app":"web"},"ports":[{"port":80}]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", Pod)).Must(201);
        await _one.UntilAsync(() => States() is [EndpointState.Ready]);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task In_grace_it_stands_terminating_and_takes_nothing_new_and_then_it_goes()
    {
        var accepted = (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=2")).Must(202);
        Assert.Equal("node-1", accepted["lagging.0.node"]);
        Assert.StartsWith("it keeps its connections until ", accepted["lagging.0.reason"], StringComparison.Ordinal);

        var pod = (await _api.GetAsync("pods/web-1")).Must(200);
        Assert.Equal(("Terminating", "true"), (pod["status.phase"], pod["drain"]));
        Assert.NotNull(pod["status.terminatesAt"]);
        Assert.Equal("terminating", (await _api.GetAsync("services/api/endpoints")).Must(200)["items.0.reason"]);
        await _one.UntilAsync(() => States() is [EndpointState.Draining]);
        Assert.Contains(_one.View.Values, item => item is PodItem);

        // Its name is taken as long, and nothing of it can be changed.
        Assert.Equal("nameTaken", (await _api.PostAsync("pods", Pod)).Must(409)["code"]);
        Assert.Equal("terminating", (await _api.PatchAsync("pods/web-1", """{"drain":false}""")).Must(409)["code"]);

        (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=60&wait=ready&timeout=30s")).Must(204);
        (await _api.GetAsync("pods/web-1")).Must(404);
        Assert.DoesNotContain(_one.View.Values, item => item is PodItem);
        Assert.Equal(
            [("delete", "Its grace is over."), ("update", "Deleted with grace"), ("create", "")],
            (await HistoryAsync()).Select(it => (it.Action, it.Reason.StartsWith("Deleted with grace until ", StringComparison.Ordinal) ? "Deleted with grace" : it.Reason)));
        Assert.Single((await HistoryAsync()).Select(it => it.Actor).Distinct());
    }

    [Fact]
    public async Task Grace_becomes_shorter_and_never_longer_and_without_it_the_pod_goes_at_once()
    {
        (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=600")).Must(202);
        var first = (await _api.GetAsync("pods/web-1")).Must(200)["status.terminatesAt"];
        (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=3600")).Must(202);
        Assert.Equal(first, (await _api.GetAsync("pods/web-1")).Must(200)["status.terminatesAt"]);
        (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=60")).Must(202);
        Assert.NotEqual(first, (await _api.GetAsync("pods/web-1")).Must(200)["status.terminatesAt"]);
        // Who waits for it, and not long enough, is told.
        Assert.Equal("node-1", (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=60&wait=ready&timeout=100ms")).Must(202)["lagging.0.node"]);
        (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=0&wait=ready")).Must(204);
        (await _api.GetAsync("pods/web-1")).Must(404);
    }

    [Fact]
    public async Task What_depends_on_it_is_named_or_goes_along_when_it_goes()
    {
        (await _api.PostAsync("port-mappings?wait=ready", """{"name":"web-http","hostPort":8080,"pod":"web-1","targetPort":80}""")).Must(201);
        Assert.Equal("web-http", (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=1")).Must(409)["conflicts.0.name"]);
        var dry = (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=1&cascade=true&dryRun=true")).Must(200);
        Assert.Equal(("web-1", "Terminating"), (dry["name"], dry["status.phase"]));
        Assert.Equal("Ready", (await _api.GetAsync("pods/web-1")).Must(200)["status.phase"]);
        (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=1&cascade=true")).Must(202);
        (await _api.GetAsync("port-mappings/web-http")).Must(200);
        await _one.UntilAsync(() => !_one.View.Values.Any(item => item is PodItem or PortMappingItem));
        (await _api.GetAsync("port-mappings/web-http")).Must(404);
    }

    [Fact]
    public async Task A_set_in_which_it_is_as_it_was_leaves_it_to_its_end()
    {
        const string Set = """{"resources":[{"kind":"pod","name":"web-1","network":"blue","node":"node-1","labels":{"app":"web"}},{"kind":"network","name":"more"}]}""";
        (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=60")).Must(202);
        var applied = (await _api.PostAsync("apply", Set)).Must(200);
        Assert.Equal(("web-1", "more"), (applied["unchanged.0.name"], applied["created.0.name"]));
        Assert.Equal("Terminating", (await _api.GetAsync("pods/web-1")).Must(200)["status.phase"]);
        Assert.Contains("terminating", (await _api.PostAsync("apply", Set.Replace("\"web\"", "\"other\"", StringComparison.Ordinal))).Must(409).Code, StringComparison.Ordinal);
        (await _api.DeleteAsync("pods/web-1?wait=ready")).Must(204);
    }

    [Fact]
    public async Task Only_pods_are_given_grace_and_a_day_of_it_at_most()
    {
        Assert.Equal("gracePeriodSeconds", (await _api.DeleteAsync("services/api?gracePeriodSeconds=5")).Must(400)["errors.0.field"]);
        Assert.Equal("outOfRange", (await _api.DeleteAsync("pods/web-1?gracePeriodSeconds=86401")).Must(400)["errors.0.code"]);
        Assert.Equal("unknownParameter", (await _api.PatchAsync("pods/web-1?gracePeriodSeconds=5", "{}")).Must(400)["errors.0.code"]);
    }

    private EndpointState[] States() => [.. _one.View.Values.OfType<ServiceItem>().Single().Ports[0].Endpoints.Select(endpoint => endpoint.State)];

    private async Task<List<(string Action, string Reason, string Actor)>> HistoryAsync()
    {
        var changes = (await _api.GetAsync("changes?resource=web-1&kind=pod")).Must(200);
        return [.. Enumerable.Range(0, 3).Select(i => (changes[$"items.{i}.action"] ?? "", changes[$"items.{i}.reason"] ?? "", changes[$"items.{i}.actor"] ?? ""))];
    }
}
