using System.Text.Json.Nodes;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Types of services beside clusterIp, given addresses, affinity, policies, weights.</summary>
public sealed class ServiceKindTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/24"]}""")).Must(201);
        (await _api.PostAsync("networks", """{"name":"red","podCidrs":["10.11.0.0/16"],"serviceCidrs":["10.97.0.0/24"]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Node_ports_are_given_or_chosen_and_keep_out_of_each_others_way_and_of_mappings_and_host_pods()
    {
        (await _api.PostAsync("pods?wait=ready", """{"name":"host","node":"node-1","mode":"host","ports":[{"port":30000}]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        (await _api.PostAsync("port-mappings?wait=ready", """{"name":"mapped","pod":"web","hostPort":30001,"targetPort":80}""")).Must(201);
        var chosen = (await _api.PostAsync("services?wait=ready", Service("a", """ "type":"nodePort","ports":[{"port":80},{"port":443,"nodePort":30443},{"port":80,"protocol":"udp"}]"""))).Must(201);
        Assert.Equal(("30002", "30443", "30000"), (chosen["ports.0.nodePort"], chosen["ports.1.nodePort"], chosen["ports.2.nodePort"]));
        Assert.Equal((ushort)30002, Item("a").Ports[0].NodePort);

        var taken = (await _api.PostAsync("services", Service("b", """ "type":"nodePort","ports":[{"port":80,"nodePort":30443}]"""))).Must(409);
        Assert.Equal(("portTaken", "a"), (taken.Code, taken["conflicts.0.name"]));
        Assert.Equal("mapped", (await _api.PostAsync("services", Service("b", """ "type":"nodePort","ports":[{"port":80,"nodePort":30001}]"""))).Must(409)["conflicts.0.name"]);
        Assert.Equal("a", (await _api.PostAsync("port-mappings", """{"name":"late","pod":"web","hostPort":30443,"targetPort":80}""")).Must(409)["conflicts.0.name"]);
        Assert.Equal("a", (await _api.PostAsync("pods", """{"name":"late","node":"node-1","mode":"host","ports":[{"port":30443}]}""")).Must(409)["conflicts.0.name"]);

        // What was chosen stays; a node that comes later has the ports taken, too.
        var changed = (await _api.PatchAsync("services/a", """{"ports":[{"port":80},{"port":81,"nodePort":30443}]}""")).Must(200);
        Assert.Equal(("30002", "30443"), (changed["ports.0.nodePort"], changed["ports.1.nodePort"]));
        await using var two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        Assert.Equal("a", (await _api.PostAsync("pods", """{"name":"late","node":"node-2","mode":"host","ports":[{"port":30443}]}""")).Must(409)["conflicts.0.name"]);

        Assert.Null((await _api.PatchAsync("services/a", """{"type":"clusterIp","ports":[{"port":80}]}""")).Must(200)["ports.0.nodePort"]);
        (await _api.PostAsync("services?wait=ready", Service("b", """ "type":"nodePort","ports":[{"port":80,"nodePort":30443}]"""))).Must(201);
        (await _api.DeleteAsync("services/b?wait=ready")).Must(204);
        (await _api.PostAsync("services", Service("c", """ "type":"nodePort","ports":[{"port":80,"nodePort":30443}]"""))).Must(201);
    }

    [Fact]
    public async Task Addresses_may_be_given_instead_of_a_selector_with_weights_but_not_in_other_networks()
    {
        var created = (await _api.PostAsync(
            "services?wait=ready",
            """{"name":"db","network":"blue","backends":[{"address":"198.51.100.7","weight":7},{"address":"10.10.200.1","port":5433}],"ports":[{"port":5432}]}""")).Must(201);
        Assert.Equal(("7", null, "1", "5433"), (created["backends.0.weight"], created["backends.0.port"], created["backends.1.weight"], created["backends.1.port"]));
        Assert.Equal([(5432, 7), (5433, 1)], Item("db").Ports[0].Endpoints.Select(endpoint => ((int)endpoint.Port, (int)endpoint.Weight)));
        var endpoints = (await _api.GetAsync("services/db/endpoints")).Must(200);
        Assert.Equal((null, "198.51.100.7", "true", "7"), (endpoints["items.0.pod"], endpoints["items.0.addresses.0"], endpoints["items.0.ready"], endpoints["items.0.weight"]));

        Assert.Equal(
            ["backends[0].address: otherNetwork", "backends[1].address: otherNetwork"],
            (await _api.PostAsync("services", """{"name":"x","network":"blue","backends":[{"address":"10.11.1.2"},{"address":"10.96.0.1"}],"ports":[{"port":1}]}""")).Must(400).Problems);
        Assert.Equal(
            ["backends: mismatch", "backends[0].address: unusable", "backends[2]: duplicate", "ports[0].nodePort: mismatch", "ports[0].targetPortName: mismatch"],
            (await _api.PostAsync(
                "services",
                """{"name":"x","network":"blue","selector":{"a":"b"},"backends":[{"address":"127.0.0.1"},{"address":"10.10.1.2"},{"address":"10.10.1.2"}],"ports":[{"port":1,"targetPortName":"x","nodePort":30000}]}""")).Must(400).Problems);
    }

    [Fact]
    public async Task Affinity_policies_and_pods_weights_reach_the_nodes()
    {
        var created = (await _api.PostAsync(
            "services",
            Service("kept", """ "sessionAffinity":"clientIp","sessionAffinityTimeoutSeconds":60,"internalTrafficPolicy":"local","externalTrafficPolicy":"local","preferSameZone":true,"ports":[{"port":80}]"""))).Must(201);
        Assert.Equal(("clientIp", "60", "local", "local"), (created["sessionAffinity"], created["sessionAffinityTimeoutSeconds"], created["internalTrafficPolicy"], created["externalTrafficPolicy"]));
        Assert.Equal("true", created["preferSameZone"]);
        Assert.Equal("3", (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1","labels":{"app":"web"},"weight":3}""")).Must(201)["weight"]);
        await _one.UntilAsync(() => Item("kept").Ports[0].Endpoints is [{ Weight: 3 }]);
        Assert.True(Item("kept").PreferSameZone);
        Assert.Equal(
            (60, TrafficPolicy.Local, TrafficPolicy.Local),
            (Item("kept").AffinityTimeoutSeconds, Item("kept").InternalTrafficPolicy, Item("kept").ExternalTrafficPolicy));
        Assert.Equal("1", (await _api.PatchAsync("pods/web", """{"weight":null}""")).Must(200)["weight"]);
        await _one.UntilAsync(() => Item("kept").Ports[0].Endpoints is [{ Weight: 1 }]);
        Assert.Equal("none", (await _api.PatchAsync("services/kept", """{"sessionAffinity":null}""")).Must(200)["sessionAffinity"]);
        await _one.UntilAsync(() => Item("kept").AffinityTimeoutSeconds is null);
    }

    [Fact]
    public async Task A_headless_service_has_endpoints_and_no_address_and_an_external_name_has_neither()
    {
        var headless = (await _api.PostAsync("services?wait=ready", Service("direct", """ "type":"headless" """))).Must(201);
        Assert.Empty(headless.Find("clusterIps")!.AsArray());
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        Assert.Equal("web", (await _api.GetAsync("services/direct/endpoints")).Must(200)["items.0.pod"]);
        var external = (await _api.PostAsync("services?wait=ready", """{"name":"mail","network":"blue","type":"externalName","externalName":"mail.example.org"}""")).Must(201);
        Assert.Equal("mail.example.org", external["externalName"]);
        Assert.Empty((await _api.GetAsync("services/mail/endpoints")).Must(200).Find("items")!.AsArray());
        Assert.Equal(["type: immutable"], (await _api.PatchAsync("services/direct", """{"type":"clusterIp","ports":[{"port":80}]}""")).Must(409).Problems);
        Assert.Equal(
            ["externalName: invalidName", "ports: mismatch", "selector: mismatch"],
            (await _api.PostAsync("services", Service("x", """ "type":"externalName","externalName":"-no-","ports":[{"port":80}]"""))).Must(400).Problems);
    }

    [Fact]
    public async Task A_headless_service_without_ports_tells_nodes_where_its_endpoints_stand_and_has_them_looked_at()
    {
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        (await _api.PostAsync("services?wait=ready", Service("direct", """ "type":"headless","healthCheck":{"type":"tcp","port":80} """))).Must(201);
        var endpoint = Assert.Single(Item("direct").Ports.SelectMany(port => port.Endpoints));
        Assert.Equal((_one.Id, EndpointState.Unhealthy), (endpoint.Node, endpoint.State));
        Assert.Equal("checking", (await _api.GetAsync("services/direct/endpoints")).Must(200)["items.0.reason"]);

        var ready = (await _api.PostAsync("services?wait=ready", Service("plain", """ "type":"headless" """))).Must(201);
        Assert.Empty(ready.Find("ports")!.AsArray());
        Assert.Equal("true", (await _api.GetAsync("services/plain/endpoints")).Must(200)["items.0.ready"]);
        Assert.Equal(["10.10.1.2"], Item("plain").NamedAddresses.Select(address => address.ToString()));
    }

    [Fact]
    public async Task An_external_name_is_changed_put_back_as_it_was_read_applied_again_and_rolled_back()
    {
        (await _api.PostAsync("services", """{"name":"mail","network":"blue","type":"externalName","externalName":"mail.example.org","selector":{},"backends":[],"ports":[]}""")).Must(201);
        var good = (await _api.GetAsync("services/mail")).Must(200);
        var (read, revision) = (good.Body!.ToJsonString(), good["revision"]);
        Assert.Equal(revision, (await _api.PutAsync("services/mail", read)).Must(200)["revision"]);
        var one = JsonNode.Parse(read)!.AsObject();
        one["kind"] = "service";
        Assert.Equal("mail", (await _api.PostAsync("apply", $$"""{"resources":[{{one.ToJsonString()}}]}""")).Must(200)["unchanged.0.name"]);

        var patched = (await _api.PatchAsync("services/mail", """{"labels":{"a":"b"},"externalName":"mx.example.org"}""")).Must(200);
        Assert.Equal(("b", "mx.example.org"), (patched["labels.a"], patched["externalName"]));
        Assert.Equal("mail", (await _api.PostAsync($"changes/{revision}/rollback", "")).Must(200)["changed.0.name"]);
        Assert.Equal("mail.example.org", (await _api.GetAsync("services/mail")).Must(200)["externalName"]);

        // As Terraform makes it: with what a service has that names nothing.
        (await _api.PostAsync(
            "services",
            """{"name":"web","network":"blue","type":"externalName","externalName":"web.example.org","selector":{},"labels":{},"sessionAffinity":"none","sessionAffinityTimeoutSeconds":10800,"internalTrafficPolicy":"cluster","externalTrafficPolicy":"cluster","terminationGraceSeconds":30,"loadBalancerSourceRanges":[]}""")).Must(201);
        Assert.Equal(
            ["backends: mismatch", "clusterIps: mismatch", "healthCheckNodePort: mismatch", "loadBalancerIps: mismatch", "loadBalancerSourceRanges: mismatch"],
            (await _api.PatchAsync(
                "services/web",
                """{"backends":[{"address":"198.51.100.7"}],"clusterIps":["10.96.0.9"],"healthCheckNodePort":30100,"loadBalancerIps":["172.31.0.9"],"loadBalancerSourceRanges":["10.0.0.0/8"]}""")).Must(400).Problems);
    }

    [Fact]
    public async Task Node_ports_that_nobody_named_give_way_to_a_patch_that_makes_the_service_one_without()
    {
        (await _api.PostAsync("services", Service("a", """ "type":"nodePort","ports":[{"port":80}]"""))).Must(201);
        Assert.Equal(
            ["ports[0].nodePort: mismatch"],
            (await _api.PatchAsync("services/a", """{"type":"clusterIp","ports":[{"port":80,"nodePort":30000}]}""")).Must(400).Problems);
        var plain = (await _api.PatchAsync("services/a", """{"type":"clusterIp"}""")).Must(200);
        Assert.Equal(("80", null), (plain["ports.0.port"], plain["ports.0.nodePort"]));
        Assert.Equal("30000", (await _api.PostAsync("services", Service("b", """ "type":"nodePort","ports":[{"port":80}]"""))).Must(201)["ports.0.nodePort"]);
        // What no type is, is refused for that alone.
        Assert.Equal(["type: invalid"], (await _api.PatchAsync("services/b", """{"type":"none"}""")).Must(400).Problems);
    }

    [Fact]
    public async Task A_checked_endpoint_is_ready_when_its_nodes_agent_says_so_and_a_report_that_says_nothing_changes_nothing()
    {
        var created = (await _api.PostAsync("services", Service("seen", """ "healthCheck":{"type":"http","path":"/healthz"},"ports":[{"port":80,"targetPort":8080}]"""))).Must(201);
        Assert.Equal(("http", "5", "2"), (created["healthCheck.type"], created["healthCheck.intervalSeconds"], created["healthCheck.threshold"]));
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        await StateAsync(EndpointState.Unhealthy);
        Assert.Equal(new HealthCheck(HealthCheckType.Http, null, "/healthz", 5, 2), Item("seen").HealthCheck);
        Assert.Equal("checking", (await _api.GetAsync("services/seen/endpoints")).Must(200)["items.0.reason"]);

        var address = Item("seen").Ports[0].Endpoints[0].Address;
        await SayAsync([new EndpointHealth(Item("seen").Id, address, true, "")], EndpointState.Ready);
        Assert.Equal("true", (await _api.GetAsync("services/seen/endpoints")).Must(200)["items.0.ready"]);
        await SayAsync([new EndpointHealth(Item("seen").Id, address, false, "It answered with status 503.")], EndpointState.Unhealthy);
        var endpoints = (await _api.GetAsync("services/seen/endpoints")).Must(200);
        Assert.Equal(("unhealthy", "It answered with status 503."), (endpoints["items.0.reason"], endpoints["items.0.message"]));
        await SayAsync([], EndpointState.Unhealthy);
        await SayAsync([new EndpointHealth(Item("seen").Id, address, true, "")], EndpointState.Ready);

        Assert.Null((await _api.PatchAsync("services/seen", """{"healthCheck":{"type":"none"}}""")).Must(200).Find("healthCheck"));
        Assert.Equal(
            ["healthCheck.path: invalid", "healthCheck.port: required", "healthCheck.threshold: outOfRange"],
            (await _api.PostAsync("services", Service("x", """ "healthCheck":{"type":"http","path":"no","threshold":0},"ports":[{"port":53,"protocol":"udp"}]"""))).Must(400).Problems);

        Task StateAsync(EndpointState state) => _one.UntilAsync(() => Item("seen").Ports[0].Endpoints is [var endpoint] && endpoint.State == state);

        async Task SayAsync(EquatableList<EndpointHealth> health, EndpointState state)
        {
            _one.Health = health;
            await _one.ReportAsync();
            await StateAsync(state);
        }
    }

    private static string Service(string name, string more) => $$"""{"name":"{{name}}","network":"blue","selector":{"app":"web"},{{more}}}""";

    private ServiceItem Item(string name) => _one.View.Values.OfType<ServiceItem>().Single(service => service.Name == name);
}
