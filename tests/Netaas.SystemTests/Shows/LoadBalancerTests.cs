using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>
/// Load-balancer addresses over the whole stack: node-1 and node-3 stand in their subnet, node-2 and node-4 in another, where the pods
/// are.
/// </summary>
[Collection(TwoSubnetsCollection.Name)]
public sealed class LoadBalancerTests(TwoSubnetsStack stack, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Address4 = "172.31.0.193";
    private const string Address6 = "2001:db8:31::1:1";

    public async ValueTask InitializeAsync()
    {
        (await stack.Rest.PostAsync("pools", """{"name": "front-4", "purpose": "external", "cidr": "172.31.0.192/26"}""")).Expect(HttpStatusCode.Created);
        (await stack.Rest.PostAsync("pools", """{"name": "front-6", "purpose": "external", "cidr": "2001:db8:31::1:0/112"}""")).Expect(HttpStatusCode.Created);
        (await stack.Rest.PostAsync(
            "networks?wait=ready",
            """{"name": "mall", "podCidrs": ["10.80.0.0/16", "fd00:80::/48"], "serviceCidrs": ["10.98.0.0/24", "fd00:98::/112"]}""")).Expect(HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in new[] { "node-1", "node-3" })
        {
            await stack.ScriptAsync("deploy/lab.sh", "restore", node);
            await stack.ScriptAsync("deploy/lab.sh", "start", node);
        }
        await stack.Rest.DeleteAsync("networks/mall?cascade=true&wait=ready&timeout=60s");
        foreach (var pool in new[] { "front-4", "front-6" })
            (await stack.Rest.DeleteAsync($"pools/{pool}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_address_is_answered_in_both_families_stays_where_it_is_without_its_agent_and_moves_when_its_node_dies()
    {
        var pod = await Pod.CreateAsync(stack, "mall-1", "mall", "node-2");
        await using var server = await HttpServer.StartAsync(pod.NetnsPath, 8080, "::");
        await CreateAsync("mall", "");
        await LabelAsync("mall-1");
        Assert.Equal([Address4, Address6], (await ServiceAsync("mall"))["loadBalancerIps"]!.AsArray().Select(it => (string?)it));
        await Patience.UntilAsync(async () => await stack.FetchesAsync(Address4) && await stack.FetchesAsync(Address6));
        var holder = await HolderAsync() ?? "";
        var other = holder == "node-1" ? "node-3" : "node-1";
        Assert.NotNull(await server.SeenFromAsync(pod.NetnsPath, Address4, 80));

        // Without its agent, for longer than the control plane has patience: nobody else takes the address.
        (await stack.ScriptAsync("deploy/lab.sh", "kill", holder)).Expect();
        await Patience.UntilAsync(async () => (string?)(await stack.Rest.GetAsync($"nodes/{holder}")).Expect(HttpStatusCode.OK)["status"]["phase"] == "Degraded");
        Assert.True(await stack.HasAsync(holder, Address4));
        Assert.False(await stack.HasAsync(other, Address4));
        Assert.True(await stack.FetchesAsync(Address4));
        Assert.True(await stack.FetchesAsync(Address6));
        (await stack.ScriptAsync("deploy/lab.sh", "start", holder)).Expect();
        await Patience.UntilAsync(async () => (string?)(await stack.Rest.GetAsync($"nodes/{holder}")).Expect(HttpStatusCode.OK)["status"]["phase"] == "Ready");
        Assert.Equal(holder, await HolderAsync());

        // Its cable is out: the other one has it, and says so.
        var since = Stopwatch.GetTimestamp();
        (await stack.ScriptAsync("deploy/lab.sh", "isolate", holder)).Expect();
        await Patience.UntilAsync(async () => await stack.HasAsync(other, Address4) || await stack.FetchesAsync(Address4));
        output.WriteLine($"answered elsewhere {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s after the cable was pulled, the script's own time included");
        await Patience.UntilAsync(async () => await stack.FetchesAsync(Address4) && await stack.FetchesAsync(Address6));
        await Patience.UntilAsync(async () => await HolderAsync() == other);

        // And back: first the one lets go, then the other has it.
        (await stack.ScriptAsync("deploy/lab.sh", "restore", holder)).Expect();
        await Patience.UntilAsync(async () => !await stack.HasAsync(other, Address4) && await stack.HasAsync(holder, Address4));
        await Patience.UntilAsync(async () => await stack.FetchesAsync(Address4) && await stack.FetchesAsync(Address6));
    }

    [Fact]
    public async Task A_dead_nodes_endpoints_go_without_the_control_plane_and_come_back()
    {
        var pods = new[] { await Pod.CreateAsync(stack, "mall-1", "mall", "node-2"), await Pod.CreateAsync(stack, "mall-3", "mall", "node-3") };
        await using var first = await HttpServer.StartAsync(pods[0].NetnsPath, 8080);
        await using var second = await HttpServer.StartAsync(pods[1].NetnsPath, 8080);
        await CreateAsync("mall", "");
        await LabelAsync("mall-1", "mall-3");
        await Patience.UntilAsync(() => stack.SlotsAsync("node-1", 2));

        (await stack.ScriptAsync("deploy/lab.sh", "isolate", "node-3")).Expect();
        await Patience.UntilAsync(() => stack.SlotsAsync("node-1", 1));
        await Patience.UntilAsync(async () => await ReasonsAsync() is ["ready", "nodeDead"]);
        // The isolated node hears nobody, and takes nobody out.
        Assert.True(await stack.SlotsAsync("node-3", 2));
        (await stack.ScriptAsync("deploy/lab.sh", "restore", "node-3")).Expect();
        await Patience.UntilAsync(() => stack.SlotsAsync("node-1", 2));
        await Patience.UntilAsync(async () => await ReasonsAsync() is ["ready", "ready"]);

        async Task<string[]> ReasonsAsync() => [.. (await stack.Rest.ListAsync("services/mall/endpoints")).Select(it => (string?)it?["reason"] ?? "ready")];
    }

    [Fact]
    public async Task With_policy_local_a_node_with_an_endpoint_answers_and_HAProxy_outside_finds_the_nodes_that_serve()
    {
        var pods = new[] { await Pod.CreateAsync(stack, "mall-1", "mall", "node-1"), await Pod.CreateAsync(stack, "mall-3", "mall", "node-3") };
        await using var first = await HttpServer.StartAsync(pods[0].NetnsPath, 8080);
        await using var second = await HttpServer.StartAsync(pods[1].NetnsPath, 8080);
        await CreateAsync("mall", """ "externalTrafficPolicy": "local", "loadBalancerSourceRanges": ["198.51.100.0/24", "2001:db8:51:100::/64"], """);
        await LabelAsync("mall-3");
        await Patience.UntilAsync(async () => await HolderAsync() == "node-3" && await second.SeenFromAsync(stack.OutsideNetns, Address4, 80) == "198.51.100.2");
        // The router between is not among those who may come.
        Assert.False((await Shell.InAsync(stack.NodeNetns("underlay"), "curl", "-sS", "-m", "2", $"http://{Address4}/")).Succeeded);
        Assert.Null(await first.SeenFromAsync(stack.OutsideNetns, "172.31.0.11", await PortAsync("nodePort")));

        var health = await PortAsync("healthCheckNodePort");
        Assert.Equal(("503", "200"), (await StatusAsync("172.31.0.11"), await StatusAsync("172.31.0.13")));
        await using var haproxy = await HaProxy.StartAsync(stack.OutsideNetns, await PortAsync("nodePort"), health, "172.31.0.11", "172.31.0.13");
        await Patience.UntilAsync(async () => await second.SeenFromAsync(stack.OutsideNetns, "127.0.0.1", HaProxy.Port) == "198.51.100.2");

        await LabelAsync("mall-1");
        await Patience.UntilAsync(async () => await StatusAsync("172.31.0.11") == "200");
        (await stack.Rest.PatchAsync("pods/mall-3", """{"drain": true}""")).Expect(HttpStatusCode.OK);
        await Patience.UntilAsync(async () => await StatusAsync("172.31.0.13") == "503");
        await Patience.UntilAsync(async () => await first.SeenFromAsync(stack.OutsideNetns, "127.0.0.1", HaProxy.Port) == "198.51.100.2");
        await Patience.UntilAsync(async () => await HolderAsync() == "node-1" && await first.SeenFromAsync(stack.OutsideNetns, Address4, 80) == "198.51.100.2");

        async Task<string> StatusAsync(string node) =>
            (await Shell.InAsync(stack.OutsideNetns, "curl", "-sS", "-m", "5", "-o", "/dev/null", "-w", "%{http_code}", $"http://{node}:{health}/")).Output.Trim();
    }

    /// <summary>With local endpoints alone, of which there is none yet, no node may answer, and the wait says so.</summary>
    private async Task CreateAsync(string name, string more) => (await stack.Rest.PostAsync(
        "services?wait=ready&timeout=30s",
        $$"""{"name": "{{name}}", "network": "mall", "type": "loadBalancer", "selector": {"app": "mall"}, {{more}} "ports": [{"port": 80, "targetPort": 8080}]}""")).Expect(more.Contains("local") ? HttpStatusCode.Accepted : HttpStatusCode.Created);

    private async Task LabelAsync(params string[] pods)
    {
        foreach (var pod in pods)
            (await stack.Rest.PatchAsync($"pods/{pod}?wait=ready", """{"labels": {"app": "mall"}}""")).Expect(HttpStatusCode.OK);
    }

    private async Task<JsonObject> ServiceAsync(string name) => JsonNode.Parse((await stack.Rest.GetAsync($"services/{name}")).Expect(HttpStatusCode.OK).Text)!.AsObject();

    private async Task<string?> HolderAsync() => (string?)(await ServiceAsync("mall"))["status"]!["loadBalancer"]![0]!["node"];

    private async Task<int> PortAsync(string field) => (int)((await ServiceAsync("mall"))[field] ?? (await ServiceAsync("mall"))["ports"]![0]![field])!;
}
