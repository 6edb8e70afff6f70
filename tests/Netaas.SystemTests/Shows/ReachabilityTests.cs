using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

[Collection(AllInOneCollection.Name)]
public sealed class ReachabilityTests(BlueNetwork blue) : IClassFixture<BlueNetwork>
{
    private const string Outsider = "198.51.100.2";

    [Fact]
    public async Task A_pod_reaches_a_pod_on_another_node_and_is_seen_by_its_own_address() =>
        Assert.Equal(blue.Client.Address, await blue.Server.SeenFromAsync(blue.Client.NetnsPath, blue.Web.Address, 80));

    [Fact]
    public async Task The_internet_reaches_a_published_port_and_is_seen_by_its_own_address() =>
        Assert.Equal(Outsider, await blue.Server.SeenFromAsync(blue.Stack.OutsideNetns, await blue.UnderlayAddressAsync("node-1"), 8080));

    [Fact]
    public async Task A_port_is_published_on_the_nodes_that_were_named_and_on_no_other() =>
        Assert.Null(await blue.Server.SeenFromAsync(blue.Stack.OutsideNetns, await blue.UnderlayAddressAsync("node-2"), 8080));

    [Fact]
    public async Task A_node_without_a_block_reaches_pods_from_its_tunnel_address()
    {
        var seen = await blue.Server.SeenFromAsync(blue.Stack.NodeNetns("node-2"), blue.Web.Address, 80);
        Assert.StartsWith("10.10.0.", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node-1")]
    [InlineData("node-2")]
    [InlineData("node-3")]
    public async Task Pods_reach_every_node_at_its_tunnel_address_and_at_its_underlay_address(string node)
    {
        foreach (var pod in new[] { blue.Web, blue.Client })
        {
            foreach (var address in new[] { await blue.TunnelAddressAsync(node), await blue.UnderlayAddressAsync(node) })
            {
                var ping = await Shell.InAsync(pod.NetnsPath, "ping", "-c", "2", "-i", "0.1", "-W", "2", address);
                Assert.True(ping.Succeeded, $"{pod.Name} → {node} {address}\n{ping.Output}");
            }
        }
    }

    [Fact]
    public async Task A_pod_reaches_the_internet_which_sees_its_nodes_address()
    {
        await using var outside = await HttpServer.StartAsync(blue.Stack.OutsideNetns, 80);
        Assert.Equal(await blue.UnderlayAddressAsync("node-3"), await outside.SeenFromAsync(blue.Client.NetnsPath, Outsider, 80));
    }

    [Fact]
    public async Task A_pods_interface_has_the_mtu_that_the_overlay_leaves()
    {
        var link = await Shell.InAsync(blue.Client.NetnsPath, "ip", "-o", "link", "show", "eth0");
        Assert.Contains(" mtu 1450 ", link.Expect(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1422, true)]
    [InlineData(1423, false)]
    public async Task The_largest_packet_between_nodes_is_that_of_the_mtu(int payload, bool passes)
    {
        var ping = await Shell.InAsync(blue.Client.NetnsPath, "ping", "-M", "do", "-c", "1", "-W", "2", "-s", $"{payload}", blue.Web.Address);
        Assert.Equal(passes, ping.Succeeded);
    }

    [Fact]
    public async Task The_underlay_drops_what_has_not_its_nodes_own_address()
    {
        var spoofed = await Shell.BashAsync(
            $"nsenter --net={blue.Stack.NodeNetns("node-2")} ip addr add 172.31.0.99/32 dev eth0 && " +
            $"nsenter --net={blue.Stack.NodeNetns("node-2")} ping -c 1 -W 1 -I 172.31.0.99 {await blue.UnderlayAddressAsync("node-1")}; s=$?; " +
            $"nsenter --net={blue.Stack.NodeNetns("node-2")} ip addr del 172.31.0.99/32 dev eth0; exit $s");
        Assert.False(spoofed.Succeeded);
        Assert.Contains("1 packets transmitted, 0 received", spoofed.Output, StringComparison.Ordinal);
    }
}
