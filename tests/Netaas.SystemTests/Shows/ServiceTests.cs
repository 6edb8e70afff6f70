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

    private static Task<ShellResult> FetchAsync(string netns) => Shell.InAsync(netns, "curl", "-sS", "-m", "5", $"http://{Vip}/");

    private async Task SelectAsync(string pod, int endpoints)
    {
        (await stack.Rest.PatchAsync($"pods/{pod}", """{"labels": {"app": "shop"}}""")).Expect(HttpStatusCode.OK);
        await AwaitEndpointsAsync(endpoints);
    }

    /// <summary>Until every node has so many slots for the service: they hear of endpoints by themselves.</summary>
    private async Task AwaitEndpointsAsync(int endpoints)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        foreach (var node in new[] { "node-1", "node-2", "node-3" })
            while (!(await Shell.InAsync(stack.NodeNetns(node), "nft", "list", "map", "inet", "netaas", "services-4")).Output.Contains($"0x4e61{endpoints:x4}", StringComparison.Ordinal))
                limit.Token.ThrowIfCancellationRequested();
    }
}
