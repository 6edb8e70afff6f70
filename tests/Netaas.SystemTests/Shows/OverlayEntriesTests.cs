using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>Node-1 and node-3 hold a block each, node-2 holds none: what the kernel of each node has about the others.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class OverlayEntriesTests(BlueNetwork blue) : IClassFixture<BlueNetwork>
{
    private static readonly string[] s_nodes = ["node-1", "node-2", "node-3"];

    [Theory]
    [InlineData("node-1")]
    [InlineData("node-2")]
    [InlineData("node-3")]
    public async Task A_node_has_one_neighbor_and_one_forwarding_entry_for_each_other_node(string node)
    {
        var netns = blue.Stack.NodeNetns(node);
        var device = (await blue.OverlayAsync(node)).Name;
        var others = s_nodes.Where(other => other != node).ToList();

        var neighbors = await Kernel.ListAsync(netns, "ip", "-j", "neigh", "show", "dev", device, "nud", "permanent");
        var tunnels = await Task.WhenAll(others.Select(blue.TunnelAddressAsync));
        Assert.Equal(tunnels.Order(StringComparer.Ordinal), neighbors.Select(entry => (string?)entry["dst"]).Order(StringComparer.Ordinal));

        var entries = await Kernel.ListAsync(netns, "bridge", "-j", "fdb", "show", "dev", device);
        var underlay = await Task.WhenAll(others.Select(blue.UnderlayAddressAsync));
        Assert.Equal(underlay.Order(StringComparer.Ordinal), entries.Select(entry => (string?)entry["dst"]).Order(StringComparer.Ordinal));
        Assert.Equal(
            neighbors.Select(entry => (string?)entry["lladdr"]).Order(StringComparer.Ordinal),
            entries.Select(entry => (string?)entry["mac"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("node-1", 1)]
    [InlineData("node-2", 2)]
    [InlineData("node-3", 1)]
    public async Task A_node_has_one_route_for_each_other_tunnel_address_and_one_for_each_other_block(string node, int blocksElsewhere)
    {
        var netns = blue.Stack.NodeNetns(node);
        var device = (await blue.OverlayAsync(node)).Name;
        var routes = (await Kernel.ListAsync(netns, "ip", "-j", "-4", "route", "show", "dev", device)).Select(route => (string?)route["dst"] ?? "").ToList();
        var tunnels = await Task.WhenAll(s_nodes.Where(other => other != node).Select(blue.TunnelAddressAsync));
        Assert.Equal(tunnels.Order(StringComparer.Ordinal), routes.Where(route => !route.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(blocksElsewhere, routes.Count(route => route.EndsWith("/24", StringComparison.Ordinal)));
        Assert.Equal(tunnels.Length + blocksElsewhere, routes.Count);
    }

    [Fact]
    public async Task Nothing_is_flooded_and_nothing_is_learned()
    {
        foreach (var node in s_nodes)
        {
            var netns = blue.Stack.NodeNetns(node);
            var device = await blue.OverlayAsync(node);
            Assert.False((bool?)device.Data?["learning"]);
            Assert.Null(device.Details["master"]);
            var entries = await Kernel.ListAsync(netns, "bridge", "-j", "fdb", "show", "dev", device.Name);
            Assert.DoesNotContain(entries, entry => (string?)entry["mac"] == "00:00:00:00:00:00");
        }
    }
}
