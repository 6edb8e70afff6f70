using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core.View;

namespace Netaas.ApiTests;

public sealed class ServiceTests : IAsyncLifetime
{
    private const string Service = """{"name":"api","network":"blue","selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080}]}""";

    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;
    private ScriptedAgent _two = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        _two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/29"]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Every_node_hears_of_a_service_and_of_its_pods_as_they_come_change_and_go()
    {
        var created = (await _api.PostAsync("services?wait=ready", Service)).Must(201);
        Assert.Equal(("10.96.0.1", "Ready", "clusterIp"), (created["clusterIps.0"], created["status.phase"], created["type"]));
        Assert.Empty(Heard(_two).Ports[0].Endpoints);

        (await _api.PostAsync("pods?wait=ready", """{"name":"web-1","network":"blue","node":"node-1","labels":{"app":"web","v":"1"}}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"other","network":"blue","node":"node-1","labels":{"app":"db"}}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web-2","network":"blue","node":"node-2"}""")).Must(201);
        await HeardAsync(endpoints: 1);
        Assert.Equal(("10.10.1.2", 8080), (Heard(_two).Ports[0].Endpoints[0].Address.ToString(), Heard(_two).Ports[0].Endpoints[0].Port));
        Assert.Equal(_one.Id, Heard(_two).Ports[0].Endpoints[0].Node);

        (await _api.PatchAsync("pods/web-2", """{"labels":{"app":"web"}}""")).Must(200);
        await HeardAsync(endpoints: 2);
        (await _api.PatchAsync("pods/web-1", """{"labels":{"app":null}}""")).Must(200);
        await HeardAsync(endpoints: 1);
        (await _api.DeleteAsync("pods/web-2")).Must(204);
        await HeardAsync(endpoints: 0);
    }

    [Fact]
    public async Task A_named_target_port_is_the_pods_own_and_a_pod_without_it_is_no_endpoint()
    {
        (await _api.PostAsync("services", """{"name":"api","network":"blue","selector":{"app":"web"},"ports":[{"port":80,"targetPortName":"http"}]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web-1","network":"blue","node":"node-1","labels":{"app":"web"},"ports":[{"name":"http","port":3000}]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web-2","network":"blue","node":"node-2","labels":{"app":"web"}}""")).Must(201);
        await HeardAsync(endpoints: 1);
        Assert.Equal(3000, Heard(_one).Ports[0].Endpoints[0].Port);

        var endpoints = (await _api.GetAsync("services/api/endpoints")).Must(200);
        Assert.Equal(("web-1", "node-1", "3000", "Ready"), (endpoints["items.0.pod"], endpoints["items.0.node"], endpoints["items.0.ports.0.targetPort"], endpoints["items.0.phase"]));
        Assert.Empty(endpoints.Find("items.1.ports")!.AsArray());
    }

    [Fact]
    public async Task Addresses_are_given_in_turn_until_none_is_left_and_come_back_when_the_nodes_have_let_go()
    {
        for (var i = 1; i <= 6; i++)
            Assert.Equal($"10.96.0.{i}", (await _api.PostAsync("services", Named($"s{i}"))).Must(201)["clusterIps.0"]);
        Assert.Equal("noFreeAddress", (await _api.PostAsync("services", Named("s7"))).Must(409).Code);
        (await _api.DeleteAsync("services/s3?wait=ready")).Must(204);
        Assert.Equal("10.96.0.3", (await _api.PostAsync("services", Named("s7"))).Must(201)["clusterIps.0"]);
        Assert.DoesNotContain(_one.View.Values.OfType<ServiceItem>(), service => service.Name == "s3");
    }

    [Fact]
    public async Task Refusals_name_what_stands_in_the_way()
    {
        (await _api.PostAsync("services", Service)).Must(201);
        Assert.Equal("nameTaken", (await _api.PostAsync("services", Service)).Must(409).Code);
        var taken = (await _api.PostAsync("services", """{"name":"b","network":"blue","selector":{"a":"b"},"ports":[{"port":1}],"clusterIps":["10.96.0.1"]}""")).Must(409);
        Assert.Equal(("addressTaken", "api"), (taken.Code, taken["conflicts.0.name"]));
        Assert.Equal(["clusterIps: outsideNetwork"], (await _api.PostAsync("services", """{"name":"b","network":"blue","selector":{"a":"b"},"ports":[{"port":1}],"clusterIps":["10.96.0.7"]}""")).Must(400).Problems);
        (await _api.PostAsync("networks", """{"name":"bare","podCidrs":["10.11.0.0/16"]}""")).Must(201);
        Assert.Equal(["network: noServiceCidr"], (await _api.PostAsync("services", """{"name":"b","network":"bare","selector":{"a":"b"},"ports":[{"port":1}]}""")).Must(400).Problems);
        Assert.Equal(
            ["network: unknownNetwork", "ports[1]: duplicate", "ports[2].targetPortName: mismatch", "selector: required"],
            (await _api.PostAsync("services", """{"name":"b","network":"nowhere","ports":[{"port":1},{"port":1},{"port":2,"targetPort":3,"targetPortName":"x"}]}""")).Must(400).Problems);
        var dependents = (await _api.DeleteAsync("networks/blue")).Must(409);
        Assert.Equal(("hasDependents", "service"), (dependents.Code, dependents["conflicts.0.kind"]));
        Assert.Equal(["clusterIps: immutable"], (await _api.PatchAsync("services/api", """{"clusterIps":["10.96.0.2"]}""")).Must(409).Problems);
        (await _api.DeleteAsync("networks/blue?cascade=true&wait=ready")).Must(204);
        Assert.Empty((await _api.GetAsync("services")).Must(200).Find("items")!.AsArray());
    }

    [Fact]
    public async Task A_set_with_a_network_its_pods_and_a_service_is_applied_at_once_and_again_without_a_change()
    {
        const string Set = """
            {"resources":[
            {"kind":"service","name":"api","network":"red","selector":{"app":"web"},"ports":[{"port":80}]},
            {"kind":"pod","name":"web","network":"red","node":"node-1","labels":{"app":"web"}},
            {"kind":"network","name":"red","podCidrs":["10.12.0.0/16"],"serviceCidrs":["10.97.0.0/24"]}]}
            """;
        var plan = (await _api.PostAsync("apply?dryRun=true", Set)).Must(200);
        Assert.Contains("service-cidrs-4", plan.Body!.ToJsonString(), StringComparison.Ordinal);
        (await _api.PostAsync("apply?wait=ready", Set)).Must(200);
        await HeardAsync(endpoints: 1);
        var again = (await _api.PostAsync("apply", Set)).Must(200);
        Assert.Empty(again.Find("created")!.AsArray());
        Assert.Empty(again.Find("changed")!.AsArray());
        Assert.Equal(3, again.Find("unchanged")!.AsArray().Count);
    }

    [Fact]
    public async Task A_pod_is_an_endpoint_when_its_node_has_verified_it_and_none_while_the_node_fails_on_it()
    {
        (await _api.PostAsync("services", Service)).Must(201);
        _one.IsObedient = false;
        (await _api.PostAsync("pods", """{"name":"web-1","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"web-2","network":"blue","node":"node-2","labels":{"app":"web"}}""")).Must(201);
        await _two.UntilAsync(() => Ready(_two) == 1);
        var before = (await _api.GetAsync("services/api/endpoints")).Must(200);
        Assert.Equal(("false", "pending", "true", null), (before["items.0.ready"], before["items.0.reason"], before["items.1.ready"], before["items.1.reason"]));

        var pod = _one.View.Keys.Single(key => key.Kind == ItemKind.Pod);
        await _one.ReportAsync();
        await _two.UntilAsync(() => Ready(_two) == 2);
        await _one.ReportAsync(new ItemFailure(pod, _one.Received, FailureReason.NamespaceGone, "It is gone."));
        await _two.UntilAsync(() => Ready(_two) == 1);
        var failing = (await _api.GetAsync("services/api/endpoints")).Must(200);
        Assert.Equal(("false", "namespaceGone", "It is gone."), (failing["items.0.ready"], failing["items.0.reason"], failing["items.0.message"]));
        await _one.ReportAsync();
        await _two.UntilAsync(() => Ready(_two) == 2);

        // What a snapshot says is what the stream has said, and a service that comes later begins with what is ready.
        (await _api.PostAsync("services", Service.Replace("api", "later", StringComparison.Ordinal))).Must(201);
        await _two.UntilAsync(() => _two.View.Values.OfType<ServiceItem>().Count() == 2);
        foreach (var item in (await _two.SnapshotAsync()).Items.OfType<ServiceItem>())
            Assert.Equal(item, _two.View[item.Key]);
        Assert.Equal(2, _two.Heard.SelectMany(update => update.Items).OfType<ServiceItem>().First(item => item.Name == "later").Ports[0].Endpoints.Count);
    }

    [Fact]
    public async Task A_drained_pod_takes_nothing_new_and_is_let_go_when_its_grace_is_over()
    {
        (await _api.PostAsync("services", Service.Replace("\"ports\"", "\"terminationGraceSeconds\":1,\"ports\"", StringComparison.Ordinal))).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web-1","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        await _two.UntilAsync(() => Ready(_two) == 1);

        Assert.Equal("true", (await _api.PatchAsync("pods/web-1", """{"drain":true}""")).Must(200)["drain"]);
        await _two.UntilAsync(() => Heard(_two).Ports[0].Endpoints.Any(endpoint => endpoint.State == EndpointState.Draining));
        await HeardAsync(endpoints: 0);
        var drained = (await _api.GetAsync("services/api/endpoints")).Must(200);
        Assert.Equal(("false", "drained"), (drained["items.0.ready"], drained["items.0.reason"]));

        Assert.Equal("false", (await _api.PatchAsync("pods/web-1", """{"drain":null}""")).Must(200)["drain"]);
        await _two.UntilAsync(() => Ready(_two) == 1);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web-2","network":"blue","node":"node-1","labels":{"app":"web"},"drain":true}""")).Must(201);
        await _two.UntilAsync(() => Heard(_two).Ports[0].Endpoints.Count == 2);
        Assert.Equal(1, Ready(_two));
    }

    [Fact]
    public async Task An_agents_silence_takes_no_endpoint_out_and_what_other_nodes_say_of_a_dead_one_is_told()
    {
        var time = new Clock();
        await using var api = await ApiHost.StartAsync(time: time);
        await using var one = await ScriptedAgent.JoinAsync(api, "node-1", 1);
        await using var two = await ScriptedAgent.JoinAsync(api, "node-2", 2);
        await using var three = await ScriptedAgent.JoinAsync(api, "node-3", 3);
        (await api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/29"]}""")).Must(201);
        (await api.PostAsync("services", Service)).Must(201);
        (await api.PostAsync("pods?wait=ready", """{"name":"web-1","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        await two.UntilAsync(() => Ready(two) == 1);

        // It would speak up at once, hearing of itself; what it has said before must be through.
        await one.UntilAsync(() => Ready(one) == 1);
        one.IsObedient = false;
        one.Listeners = [new Listener(TransportProtocol.Tcp, IPAddress.Any, 9, "last", 1)];
        await one.ReportAsync();
        await SaidAsync(one, report => report.Listeners.Count == 1);
        time.Advance(TimeSpan.FromSeconds(14));
        await two.ReportAsync();
        await three.ReportAsync();
        (await api.PostAsync("pods", """{"name":"web-2","network":"blue","node":"node-2","labels":{"app":"web"}}""")).Must(201);
        await two.UntilAsync(() => Ready(two) == 2);
        Assert.Equal("Degraded", (await api.GetAsync("nodes/node-1")).Must(200)["status.phase"]);
        Assert.Equal(("true", "Degraded"), await EndpointAsync());

        // One of two is half of them, as the silent one has no say.
        two.DeadPeers = [one.Id];
        await two.ReportAsync();
        await SaidAsync(two, report => report.DeadPeers.Count == 1);
        var dead = (await api.GetAsync("services/api/endpoints")).Must(200);
        Assert.Equal(("false", "nodeDead", "node-2: node-1 does not answer on the underlay."), (dead["items.0.ready"], dead["items.0.reason"], dead["items.0.message"]));
        Assert.Equal("true", dead["items.1.ready"]);
        Assert.Equal(2, Ready(two));

        // Its agent speaks again: now it is one of three who says so.
        one.Listeners = [];
        await one.ReportAsync();
        await SaidAsync(one, report => report.Listeners.Count == 0);
        Assert.Equal("false", (await EndpointAsync()).Ready);
        two.DeadPeers = [];
        await two.ReportAsync();
        await SaidAsync(two, report => report.DeadPeers.Count == 0);
        Assert.Equal(("true", "Ready"), await EndpointAsync());

        async Task<(string? Ready, string? Phase)> EndpointAsync() =>
            (await api.GetAsync("services/api/endpoints")).Must(200) is var answer ? (answer["items.0.ready"], answer["items.0.phase"]) : default;

        async Task SaidAsync(ScriptedAgent agent, Func<NodeReport, bool> condition)
        {
            var board = api.App.Services.GetRequiredService<NodeBoard>();
            for (var changed = board.Changed; board.Nodes[agent.Id].Report is not { } report || !condition(report); changed = board.Changed)
                await changed;
        }
    }

    private static int Ready(ScriptedAgent agent) =>
        agent.View.Values.OfType<ServiceItem>().Min(service => service.Ports[0].Endpoints.Count(endpoint => endpoint.State == EndpointState.Ready));

    private static string Named(string name) => $$"""{"name":"{{name}}","network":"blue","selector":{"app":"web"},"ports":[{"port":80}]}""";

    private static ServiceItem Heard(ScriptedAgent agent) => agent.View.Values.OfType<ServiceItem>().Single();

    /// <summary>Until both nodes have heard of so many endpoints: they hear of them by themselves, after the pod is ready.</summary>
    private async Task HeardAsync(int endpoints)
    {
        foreach (var agent in new[] { _one, _two })
            await agent.UntilAsync(() => agent.View.Values.OfType<ServiceItem>().Single().Ports[0].Endpoints.Count == endpoints);
    }
}
