using System.Diagnostics;
using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>A load-balancer address while there is neither bus nor API. An installation of its own: both are ended.</summary>
public sealed class LonelyLoadBalancerTests(FleetStack stack, ITestOutputHelper output) : IClassFixture<FleetStack>
{
    private const string Address = "172.31.0.193";

    private static readonly string[] s_nodes = ["node-1", "node-2", "node-3"];

    [Fact]
    public async Task Without_bus_and_api_an_address_stays_where_it_is_and_moves_when_its_node_dies()
    {
        (await stack.Rest.PostAsync("pools", """{"name": "front", "purpose": "external", "cidr": "172.31.0.192/26"}""")).Expect(HttpStatusCode.Created);
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "mall", "podCidrs": ["10.80.0.0/16"], "serviceCidrs": ["10.98.0.0/24"]}""")).Expect(HttpStatusCode.Created);
        (await stack.Rest.PostAsync(
            "services?wait=ready&timeout=30s",
            """{"name": "mall", "network": "mall", "type": "loadBalancer", "selector": {"app": "mall"}, "ports": [{"port": 80, "targetPort": 8080}]}""")).Expect(HttpStatusCode.Created);
        var servers = new List<HttpServer>();
        foreach (var node in s_nodes)
        {
            var pod = await Pod.CreateAsync(stack, "mall-" + node, "mall", node);
            servers.Add(await HttpServer.StartAsync(pod.NetnsPath, 8080));
            (await stack.Rest.PatchAsync($"pods/mall-{node}?wait=ready", """{"labels": {"app": "mall"}}""")).Expect(HttpStatusCode.OK);
        }
        await Patience.UntilAsync(() => stack.SlotsAsync("node-1", 3));
        await Patience.UntilAsync(() => stack.FetchesAsync(Address));
        var holder = Assert.Single(await HoldersAsync());

        (await stack.ScriptAsync("deploy/lab.sh", "broker", "stop")).Expect();
        (await Shell.RunAsync(["kill", "-9", $"{stack.Pids()["api"]}"])).Expect();
        // For longer than nodes take to find one dead: each of these goes to whoever is drawn, on any node.
        for (var i = 0; i < 100; i++)
            Assert.True(await stack.FetchesAsync(Address));
        Assert.Equal([holder], await HoldersAsync());

        var since = Stopwatch.GetTimestamp();
        (await stack.ScriptAsync("deploy/lab.sh", "isolate", holder)).Expect();
        await Patience.UntilAsync(() => stack.FetchesAsync(Address));
        output.WriteLine($"answered elsewhere {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s after the cable was pulled, the script's own time included");
        var other = s_nodes.First(node => node != holder);
        await Patience.UntilAsync(() => stack.SlotsAsync(other, 2));
        // The one that is cut off has kept it, and one of the others has taken it.
        var taken = Assert.Single((await HoldersAsync()).Except([holder]));
        for (var i = 0; i < 20; i++)
            Assert.True(await stack.FetchesAsync(Address));

        (await stack.ScriptAsync("deploy/lab.sh", "restore", holder)).Expect();
        await Patience.UntilAsync(async () => await HoldersAsync() is [var one] && one == holder);
        await Patience.UntilAsync(() => stack.SlotsAsync(taken, 3));
        await Patience.UntilAsync(() => stack.FetchesAsync(Address));

        await stack.UpAsync();
        await Patience.UntilAsync(async () => (string?)(await stack.Rest.GetAsync("services/mall")).Expect(HttpStatusCode.OK)["status"]["loadBalancer"]?[0]?["node"] == holder);
        foreach (var server in servers)
            await server.DisposeAsync();
    }

    private async Task<string[]> HoldersAsync()
    {
        var holders = new List<string>();
        foreach (var node in s_nodes)
            if (await stack.HasAsync(node, Address))
                holders.Add(node);
        return [.. holders];
    }
}
