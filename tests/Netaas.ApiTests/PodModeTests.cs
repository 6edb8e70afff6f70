using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Pods that join no network of their own.</summary>
public sealed class PodModeTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;
    private ScriptedAgent _two = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        _two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _api.DisposeAsync();
    }

    /// <summary>The answer to a PUT that changes nothing comes from the whole row; the others from what is read for answers alone.</summary>
    [Fact]
    public async Task A_pod_of_any_mode_reads_alike_by_name_by_id_in_a_list_and_as_its_own_replacement()
    {
        (await _api.PostAsync("pods?wait=ready", """{"name":"owner","node":"node-1","labels":{"app":"x"},"ports":[{"name":"http","port":80}]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"given","node":"node-1","netnsPath":"/run/netns/given"}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"beside","node":"node-1","mode":"shared","sharedWith":"owner"}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"host","node":"node-1","mode":"host"}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"alone","node":"node-1","mode":"none"}""")).Must(201);

        foreach (var listed in (await _api.GetAsync("pods")).Must(200).Find("items")!.AsArray())
        {
            var read = (await _api.GetAsync($"pods/{listed!["name"]}")).Must(200).Body!.ToJsonString();
            Assert.Equal(read, listed.ToJsonString());
            Assert.Equal(read, (await _api.GetAsync($"pods/{listed["id"]}")).Must(200).Body!.ToJsonString());
            Assert.Equal(read, (await _api.PatchAsync($"pods/{listed["name"]}", "{}")).Must(200).Body!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_namespace_is_given_to_one_pod_of_its_node_also_where_many_ask_for_it_at_once()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _api.PostAsync(
            "pods", $$"""{"name":"p{{i}}","node":"node-1","netnsPath":"/run/netns/theirs","mode":"{{(i % 2 == 0 ? "network" : "none")}}"}""")));

        var first = Assert.Single(replies, reply => reply.Status == 201)["name"];
        Assert.All(replies.Where(reply => reply.Status != 201), reply =>
        {
            Assert.Equal("netnsTaken", reply.Must(409).Code);
            Assert.Equal(first, reply["conflicts.0.name"]);
        });
        (await _api.PostAsync("pods", """{"name":"another","node":"node-2","netnsPath":"/run/netns/theirs"}""")).Must(201);
        (await _api.DeleteAsync($"pods/{first}")).Must(204);
        (await _api.PostAsync("pods", """{"name":"next","node":"node-1","netnsPath":"/run/netns/theirs"}""")).Must(201);
    }

    [Fact]
    public async Task A_pod_in_host_mode_lives_in_the_nodes_namespace_without_address_or_interface()
    {
        var made = (await _api.PostAsync("pods?wait=ready", """{"name":"agent","node":"node-1","mode":"host"}""")).Must(201);

        Assert.Equal(("/run/netns/node-1", "Ready", null, null), (made["status.netnsPath"], made["status.phase"], made["status.interface"], made["network"]));
        Assert.Empty(made.Find("addresses")!.AsArray());
        Assert.Null(made["mac"]);
        (await _api.PutAsync("pods/agent", """{"node":"node-1","mode":"host","addresses":[],"network":null,"mac":null}""")).Must(200);
        Assert.Equal("immutable", (await _api.PutAsync("pods/agent", """{"node":"node-1","mode":"none"}""")).Must(409).Code);
    }

    [Fact]
    public async Task A_node_hears_which_of_its_ports_pods_in_host_mode_listen_on_and_none_of_other_pods()
    {
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1","ports":[{"port":80}]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"proxy","node":"node-1","mode":"host","ports":[{"port":8080},{"port":53,"protocol":"udp"}]}""")).Must(201);
        Assert.Equal([], Ports("web"));
        Assert.Equal([new PodPortItem(TransportProtocol.Udp, 53), new PodPortItem(TransportProtocol.Tcp, 8080)], Ports("proxy"));
        (await _api.PatchAsync("pods/proxy?wait=ready", """{"ports":[{"port":8081}]}""")).Must(200);
        Assert.Equal([new PodPortItem(TransportProtocol.Tcp, 8081)], Ports("proxy"));

        IEnumerable<PodPortItem> Ports(string pod) => _one.View.Values.OfType<PodItem>().Single(it => it.Name == pod).HostPorts.OrderBy(it => it.Port);
    }

    [Fact]
    public async Task Ports_of_host_mode_pods_and_what_is_published_on_a_node_are_one_space()
    {
        (await _api.PostAsync("pods", """{"name":"web","node":"node-1","ports":[{"port":80}]}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"proxy","node":"node-1","mode":"host","ports":[{"port":8080}]}""")).Must(201);

        var mapping = (await _api.PostAsync("port-mappings", """{"name":"m","hostPort":8080,"pod":"web","targetPort":80}""")).Must(409);
        Assert.Equal(("portTaken", "pod", "proxy"), (mapping.Code, mapping["conflicts.0.kind"], mapping["conflicts.0.name"]));
        (await _api.PostAsync("port-mappings", """{"name":"m","hostPort":8080,"pod":"web","targetPort":80,"nodes":["node-2"]}""")).Must(201);

        var second = (await _api.PostAsync("pods", """{"name":"second","node":"node-1","mode":"host","ports":[{"port":80},{"port":8080}]}""")).Must(409);
        Assert.Equal(("portTaken", "proxy"), (second.Code, second["conflicts.0.name"]));
        var third = (await _api.PostAsync("pods", """{"name":"third","node":"node-2","mode":"host","ports":[{"port":8080}]}""")).Must(409);
        Assert.Equal(("port-mapping", "m"), (third["conflicts.0.kind"], third["conflicts.0.name"]));
        (await _api.PostAsync("pods", """{"name":"udp","node":"node-1","mode":"host","ports":[{"port":8080,"protocol":"udp"}]}""")).Must(201);

        // What is no longer declared is free at once.
        (await _api.PatchAsync("pods/proxy", """{"ports":[{"port":9090}]}""")).Must(200);
        (await _api.PostAsync("pods", """{"name":"second","node":"node-1","mode":"host","ports":[{"port":8080}]}""")).Must(201);
        (await _api.DeleteAsync("pods/second")).Must(204);
        (await _api.PatchAsync("pods/proxy", """{"ports":[{"port":8080}]}""")).Must(200);
    }

    [Fact]
    public async Task Pods_that_share_a_namespace_have_one_space_of_ports_with_its_owner()
    {
        var owner = (await _api.PostAsync("pods", """{"name":"web","node":"node-1","ports":[{"port":80}]}""")).Must(201);

        var sharer = (await _api.PostAsync("pods?wait=ready", """{"name":"side","node":"node-1","mode":"shared","sharedWith":"web","ports":[{"port":81}]}""")).Must(201);
        Assert.Equal((owner["status.netnsPath"], "eth0", "web"), (sharer["status.netnsPath"], sharer["status.interface"], sharer["sharedWith"]));

        foreach (var (port, holder) in new[] { (80, "web"), (81, "side") })
        {
            var clash = (await _api.PostAsync("pods", $$"""{"name":"other","node":"node-1","mode":"shared","sharedWith":"web","ports":[{"port":{{port}}}]}""")).Must(409);
            Assert.Equal(("portTaken", holder), (clash.Code, clash["conflicts.0.name"]));
        }
        Assert.Equal("side", (await _api.PatchAsync("pods/web", """{"ports":[{"port":81}]}""")).Must(409)["conflicts.0.name"]);
        (await _api.PatchAsync("pods/web", """{"ports":[{"port":82}]}""")).Must(200);
        (await _api.PostAsync("pods", """{"name":"other","node":"node-1","mode":"shared","sharedWith":"web","ports":[{"port":80}]}""")).Must(201);
    }

    [Fact]
    public async Task A_pod_whose_namespace_others_live_in_is_not_deleted_under_them()
    {
        (await _api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"side","node":"node-1","mode":"shared","sharedWith":"web"}""")).Must(201);

        var refused = (await _api.DeleteAsync("pods/web")).Must(409);
        Assert.Equal(("hasDependents", "side"), (refused.Code, refused["conflicts.0.name"]));
        (await _api.DeleteAsync("pods/web?cascade=true&wait=ready")).Must(204);
        (await _api.GetAsync("pods/side")).Must(404);
    }

    [Fact]
    public async Task A_pod_of_mode_none_has_a_namespace_and_nothing_in_it()
    {
        var made = (await _api.PostAsync("pods?wait=ready", """{"name":"alone","node":"node-1","mode":"none"}""")).Must(201);

        Assert.StartsWith("/run/netns/na-", made["status.netnsPath"], StringComparison.Ordinal);
        Assert.Null(made["status.interface"]);
        (await _api.PostAsync("pods", """{"name":"side","node":"node-1","mode":"shared","sharedWith":"alone"}""")).Must(201);
        (await _api.DeleteAsync("pods/alone?cascade=true&wait=ready")).Must(204);
    }

    [Theory]
    [InlineData("\"mode\":\"shared\"", "sharedWith: required")]
    [InlineData("\"mode\":\"shared\",\"sharedWith\":\"nobody\"", "sharedWith: unknownPod")]
    [InlineData("\"sharedWith\":\"web\"", "sharedWith: mismatch")]
    [InlineData("\"mode\":\"host\",\"network\":\"default\"", "network: mismatch")]
    [InlineData("\"mode\":\"none\",\"addresses\":[\"10.0.0.1\"]", "addresses: mismatch")]
    [InlineData("\"mode\":\"host\",\"mac\":\"02:00:5e:10:00:01\"", "mac: mismatch")]
    [InlineData("\"mode\":\"host\",\"netnsPath\":\"/run/netns/x\"", "netnsPath: mismatch")]
    public async Task What_a_mode_cannot_have_is_refused_by_name(string fields, string problem)
    {
        (await _api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);
        Assert.Equal([problem], (await _api.PostAsync("pods", $$"""{"name":"x","node":"node-1",{{fields}}}""")).Must(400).Problems);
    }

    [Fact]
    public async Task A_namespace_is_shared_on_its_node_and_with_its_owner_alone()
    {
        (await _api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"side","node":"node-1","mode":"shared","sharedWith":"web"}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"agent","node":"node-1","mode":"host"}""")).Must(201);

        Assert.Equal(["node: mismatch"], (await _api.PostAsync("pods", """{"name":"x","node":"node-2","mode":"shared","sharedWith":"web"}""")).Must(400).Problems);
        Assert.Equal(["sharedWith: notOwner"], (await _api.PostAsync("pods", """{"name":"x","node":"node-1","mode":"shared","sharedWith":"side"}""")).Must(400).Problems);
        Assert.Equal(["sharedWith: notOwner"], (await _api.PostAsync("pods", """{"name":"x","node":"node-1","mode":"shared","sharedWith":"agent"}""")).Must(400).Problems);
        Assert.Equal(["pod: noAddress"], (await _api.PostAsync("port-mappings", """{"name":"m","hostPort":8080,"pod":"side","targetPort":80}""")).Must(400).Problems);
    }

    [Fact]
    public async Task A_pod_of_a_bridge_network_is_published_on_its_own_node_alone()
    {
        (await _api.PostAsync("networks", """{"name":"local","type":"bridge","podCidrs":["172.20.0.0/24"]}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"web","network":"local","node":"node-1"}""")).Must(201);

        Assert.Equal(["nodes: nodeLocal"], (await _api.PostAsync("port-mappings", """{"name":"m","hostPort":8080,"pod":"web","targetPort":80}""")).Must(400).Problems);
        (await _api.PostAsync("port-mappings", """{"name":"m","hostPort":8080,"pod":"web","targetPort":80,"nodes":["node-1"]}""")).Must(201);
    }
}
