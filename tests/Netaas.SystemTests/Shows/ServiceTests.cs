using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>A service over the whole stack: pods on two nodes answer, one on the third asks.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class ServiceTests(AllInOneStack stack) : IAsyncLifetime
{
    private const string Vip = "10.96.0.10";

    public async ValueTask InitializeAsync()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "shop", "podCidrs": ["10.20.0.0/16"], "serviceCidrs": ["10.96.0.0/20"]}""")).Expect(HttpStatusCode.Created);
        (await stack.Rest.PostAsync(
            "services?wait=ready",
            """{"name": "shop", "network": "shop", "selector": {"app": "shop"}, "ports": [{"port": 80, "targetPort": 8080}], "clusterIps": ["10.96.0.10"]}""")).Expect(HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync() =>
        (await stack.Rest.DeleteAsync("networks/shop?cascade=true&wait=ready&timeout=30s")).Expect(HttpStatusCode.NoContent);

    [Fact]
    public async Task Connections_follow_the_pods_as_they_come_and_go_and_servers_see_who_asks()
    {
        var client = await Pod.CreateAsync(stack, "client", "shop", "node-2");
        // curl's "failed to connect": one that hangs would be 28, a timeout.
        Assert.Equal(7, (await FetchAsync(client.NetnsPath)).Status);

        var one = await Pod.CreateAsync(stack, "shop-1", "shop", "node-1");
        var two = await Pod.CreateAsync(stack, "shop-2", "shop", "node-2");
        await using var first = await HttpServer.StartAsync(one.NetnsPath, 8080);
        await using var second = await HttpServer.StartAsync(two.NetnsPath, 8080);

        await SelectAsync("shop-1", endpoints: 1);
        Assert.Equal(client.Address, await first.SeenFromAsync(client.NetnsPath, Vip, 80));
        Assert.StartsWith("10.20.0.", await first.SeenFromAsync(stack.NodeNetns("node-3"), Vip, 80), StringComparison.Ordinal);
        Assert.Null(await first.SeenFromAsync(stack.OutsideNetns, Vip, 80));

        // Beside the client, on one bridge: the reply must come back the way it went.
        await SelectAsync("shop-2", endpoints: 2);
        (await stack.Rest.DeleteAsync("pods/shop-1?wait=ready")).Expect(HttpStatusCode.NoContent);
        await AwaitEndpointsAsync(1);
        Assert.Equal(client.Address, await second.SeenFromAsync(client.NetnsPath, Vip, 80));
    }

    [Fact]
    public async Task A_pod_deleted_with_grace_takes_nothing_new_and_keeps_its_connections_until_the_grace_is_over()
    {
        var client = await Pod.CreateAsync(stack, "client", "shop", "node-2");
        var one = await Pod.CreateAsync(stack, "shop-1", "shop", "node-1");
        using var server = LongConnection.Serve(one.NetnsPath, 8080);
        await SelectAsync("shop-1", endpoints: 1);
        await using var through = await LongConnection.OpenAsync(client.NetnsPath, Vip, 80);
        await using var direct = await LongConnection.OpenAsync(stack.NodeNetns("node-3"), one.Address, 8080);

        var traffic = (await stack.Rest.GetAsync("services/shop/traffic")).Expect(HttpStatusCode.OK);
        // Beside it there may be what is left of a pod that had gone: its connections are followed for a while.
        Assert.Contains("shop-1", traffic["endpoints"].AsArray().Select(endpoint => (string?)endpoint?["pod"]));
        Assert.Empty(traffic["silent"].AsArray());
        Assert.True((long?)traffic["total"]["connections"] > 0 && (long?)traffic["total"]["bytesIn"] > 0 && (long?)traffic["total"]["bytesOut"] > 0, traffic.Text);

        (await stack.Rest.DeleteAsync("pods/shop-1?gracePeriodSeconds=600")).Expect(HttpStatusCode.Accepted);
        Assert.Equal("Terminating", (string?)(await stack.Rest.GetAsync("pods/shop-1")).Expect(HttpStatusCode.OK)["status"]["phase"]);
        await AwaitNoEndpointAsync();
        Assert.Equal(7, (await FetchAsync(client.NetnsPath)).Status);
        Assert.True(await through.EchoesAsync());
        Assert.True(await direct.EchoesAsync());

        (await stack.Rest.DeleteAsync("pods/shop-1?gracePeriodSeconds=1&wait=ready&timeout=30s")).Expect(HttpStatusCode.NoContent);
        (await stack.Rest.GetAsync("pods/shop-1")).Expect(HttpStatusCode.NotFound);
        Assert.False(File.Exists(one.NetnsPath));
        server.Kill(entireProcessTree: true);
    }

    [Fact]
    public async Task A_node_port_leads_to_pods_that_their_agents_found_healthy_until_they_are_drained()
    {
        (await stack.Rest.PostAsync(
            "services?wait=ready",
            """
            {"name": "door", "network": "shop", "type": "nodePort", "selector": {"app": "door"}, "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30099}],
            "healthCheck": {"type": "http", "intervalSeconds": 1, "threshold": 1}}
            """)).Expect(HttpStatusCode.Created);
        var pods = new[] { await Pod.CreateAsync(stack, "door-1", "shop", "node-1"), await Pod.CreateAsync(stack, "door-2", "shop", "node-3") };
        await using var first = await HttpServer.StartAsync(pods[0].NetnsPath, 8080);
        foreach (var name in new[] { "door-1", "door-2" })
            (await stack.Rest.PatchAsync($"pods/{name}", """{"labels": {"app": "door"}}""")).Expect(HttpStatusCode.OK);
        // Nobody serves in the second one.
        await AwaitReasonsAsync("ready", "unhealthy");
        var node = ((string?)(await stack.Rest.GetAsync("nodes/node-2")).Expect(HttpStatusCode.OK)["underlayAddresses"][0] ?? "").Split('/')[0];
        Assert.NotNull(await first.SeenFromAsync(stack.OutsideNetns, node, 30099));

        await using var second = await HttpServer.StartAsync(pods[1].NetnsPath, 8080);
        await AwaitReasonsAsync("ready", "ready");
        (await stack.Rest.PatchAsync("pods/door-1", """{"drain": true}""")).Expect(HttpStatusCode.OK);
        await AwaitReasonsAsync("draining", "ready");
        Assert.NotNull(await second.SeenFromAsync(stack.OutsideNetns, node, 30099));
    }

    /// <summary>Until the pods of the service door are ready, or are not for these reasons, and every node has heard so.</summary>
    private async Task AwaitReasonsAsync(params string[] wanted)
    {
        await Patience.UntilAsync(async () =>
            (await stack.Rest.ListAsync("services/door/endpoints")).Select(endpoint => (string?)endpoint?["reason"] ?? "ready").SequenceEqual(wanted), seconds: 30);
        var slots = $"30099 : 0x4e61{wanted.Count(reason => reason == "ready"):x4}";
        await AwaitMapsAsync("node-services-4", map => map.Contains(slots, StringComparison.Ordinal), seconds: 30);
    }

    private static Task<ShellResult> FetchAsync(string netns) => Shell.InAsync(netns, "curl", "-sS", "-m", "5", $"http://{Vip}/");

    private async Task SelectAsync(string pod, int endpoints)
    {
        (await stack.Rest.PatchAsync($"pods/{pod}", """{"labels": {"app": "shop"}}""")).Expect(HttpStatusCode.OK);
        await AwaitEndpointsAsync(endpoints);
    }

    private Task AwaitNoEndpointAsync() => AwaitMapsAsync("services-4", map => !map.Contains(Vip, StringComparison.Ordinal), seconds: 10);

    /// <summary>Until every node has so many slots for the service: they hear of endpoints by themselves.</summary>
    private Task AwaitEndpointsAsync(int endpoints) => AwaitMapsAsync("services-4", map => map.Contains($"0x4e61{endpoints:x4}", StringComparison.Ordinal), seconds: 10);

    /// <summary>Until a map in every node's kernel is as it should be.</summary>
    private Task AwaitMapsAsync(string map, Func<string, bool> isSo, int seconds) => Patience.UntilAsync(
        async () =>
        {
            foreach (var node in new[] { "node-1", "node-2", "node-3" })
                if (!isSo((await Shell.InAsync(stack.NodeNetns(node), "nft", "list", "map", "inet", "netaas", map)).Output))
                    return false;
            return true;
        },
        seconds: seconds);
}
