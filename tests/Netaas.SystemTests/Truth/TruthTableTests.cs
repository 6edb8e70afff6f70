using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Truth;

/// <summary>The table of reachability, with real packets: every cell says by which address the client is seen, or that nothing comes through.</summary>
[Collection(TwoSubnetsCollection.Name)]
public sealed class TruthTableTests(TruthFleet fleet) : IClassFixture<TruthFleet>
{
    [Theory]
    [InlineData("tunnel", 0)]
    [InlineData("tunnel", 1)]
    [InlineData("cross", 0)]
    [InlineData("cross", 1)]
    [InlineData("plain", 0)]
    [InlineData("plain", 1)]
    public async Task Pods_nodes_and_the_outside_reach_each_other_as_the_encapsulation_has_it(string network, int family) =>
        await new TruthTable(fleet, family).AddOverlay(network).AssertAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_bridge_network_ends_at_its_node(int family) => await new TruthTable(fleet, family).AddLocal().AssertAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Networks_are_kept_apart(int family) => await new TruthTable(fleet, family).AddIsolation().AssertAsync();

    [Theory]
    [InlineData("tunnel", "tcp", 8080, 0)]
    [InlineData("tunnel", "tcp", 8080, 1)]
    [InlineData("tunnel", "udp", 8080, 0)]
    [InlineData("tunnel", "udp", 8080, 1)]
    [InlineData("cross", "tcp", 8081, 0)]
    [InlineData("cross", "tcp", 8081, 1)]
    [InlineData("plain", "tcp", 8082, 0)]
    [InlineData("plain", "tcp", 8082, 1)]
    public async Task A_published_port_answers_from_everywhere(string network, string protocol, int port, int family) =>
        await new TruthTable(fleet, family).AddPublished(network, protocol, port).AssertAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_port_published_at_one_address_answers_there_alone(int family) =>
        await new TruthTable(fleet, family).AddPublishedAtChosenAddress("tunnel", 8090).AssertAsync();

    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("127.0.0.1", false)]
    public async Task A_service_of_the_node_answers_its_pods_at_the_gateway_unless_it_listens_on_localhost_alone(string at, bool reached)
    {
        var pod = fleet.Pod("tunnel", "a1");
        await using var server = await HttpServer.StartAsync(fleet.Stack.NodeNetns("node-1"), 8099, at);
        Assert.Equal("127.0.0.1", await server.SeenFromAsync(fleet.Stack.NodeNetns("node-1"), "127.0.0.1", 8099));
        foreach (var address in new[] { TruthFleet.Gateway(pod, 0), fleet.Underlay("node-1", 0) })
            Assert.Equal(reached ? pod.Addresses[0] : null, await server.SeenFromAsync(pod.Netns, address, 8099));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Pods_without_a_network_of_their_own_are_seen_as_whose_namespace_they_live_in(int family) =>
        await new TruthTable(fleet, family).AddModes().AssertAsync();

    [Theory]
    [InlineData("tunnel", "a2", 1450)]
    [InlineData("cross", "a2", 1450)]
    [InlineData("plain", "a3", 1500)]
    public async Task The_largest_packet_is_that_of_the_mtu(string network, string to, int mtu)
    {
        Assert.Equal("1450", (await fleet.Stack.Rest.GetAsync("networks/tunnel"))["mtu"].ToString());
        await AssertEdgeAsync(network, to, mtu);
    }

    [Fact]
    public async Task The_mtu_follows_the_uplinks_and_the_lowest_one_rules()
    {
        string[] nodes = ["node-1", "node-2", "node-3", "node-4"];
        try
        {
            foreach (var node in nodes)
                await SetUplinkAsync(node, 9000);
            await AwaitMtuAsync("tunnel", 8950);
            await AssertEdgeAsync("tunnel", "a2", 8950);

            await SetUplinkAsync("node-4", 1500);
            await AwaitMtuAsync("tunnel", 1450);
            await AssertEdgeAsync("tunnel", "a2", 1450);
        }
        finally
        {
            foreach (var node in nodes)
                await SetUplinkAsync(node, 1500);
            await AwaitMtuAsync("tunnel", 1450);
        }
    }

    /// <summary>With don't-fragment, the one passes and one byte more does not.</summary>
    private async Task AssertEdgeAsync(string network, string to, int mtu)
    {
        // The headers of IP and ICMP: 20 or 40, and 8.
        foreach (var (family, headers) in new[] { (0, 28), (1, 48) })
        {
            Assert.True(await PingAsync(mtu - headers), $"{network} family {family}: {mtu} bytes");
            Assert.False(await PingAsync(mtu - headers + 1), $"{network} family {family}: {mtu + 1} bytes");

            async Task<bool> PingAsync(int payload) => (await Shell.InAsync(
                fleet.Pod(network, "a1").Netns, "ping", "-M", "do", "-c", "1", "-W", "2", "-s", $"{payload}", fleet.Pod(network, to).Addresses[family])).Succeeded;
        }
    }

    private async Task SetUplinkAsync(string node, int mtu)
    {
        (await Shell.InAsync(fleet.Stack.NodeNetns("underlay"), "ip", "link", "set", node, "mtu", $"{mtu}")).Expect();
        (await Shell.InAsync(fleet.Stack.NodeNetns(node), "ip", "link", "set", "eth0", "mtu", $"{mtu}")).Expect();
    }

    /// <summary>Until the nodes have reported, and the pods have it.</summary>
    private async Task AwaitMtuAsync(string network, int mtu)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var links = await Task.WhenAll(new[] { "a1", "a2" }.Select(pod => Shell.InAsync(fleet.Pod(network, pod).Netns, "ip", "-o", "link", "show", "eth0")));
            if (links.All(link => link.Output.Contains($" mtu {mtu} ", StringComparison.Ordinal)))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
        }
    }
}
