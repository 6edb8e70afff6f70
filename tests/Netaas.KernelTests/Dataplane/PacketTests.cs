using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// Three nodes: 1 and 3 hold blocks of network 1, node 2 holds none. Pod 1 is on node 1, pod 2 beside it, pod 3 on node 3;
/// network 2 has pod 4 on node 1. The underlay drops what a node sends with a source that isn't its own.
/// </summary>
public abstract class PacketTests : IDisposable
{
    private const string Outside = "198.51.100.2";

    private readonly TestFleet _fleet = new(3);

    /// <param name="bridgeNetfilter">Whether bridged packets pass the hooks of IP, as other tools on a node may want it.</param>
    protected PacketTests(bool bridgeNetfilter)
    {
        for (var node = 1; node <= 3; node++)
        {
            var value = bridgeNetfilter ? 1 : 0;
            _fleet.Shell($"node-{node}", $"sysctl -qw net.bridge.bridge-nf-call-iptables={value} net.bridge.bridge-nf-call-ip6tables={value}");
            _fleet.Apply(node, ItemsOf(node));
        }
    }

    private string Pod1 => _fleet.Netns(1, Items.PodId(1));

    private string Pod2 => _fleet.Netns(1, Items.PodId(2));

    private string Pod3 => _fleet.Netns(3, Items.PodId(3));

    private string Pod4 => _fleet.Netns(1, Items.PodId(4));

    private string Node(int number) => _fleet.Path($"node-{number}");

    [Fact]
    public void Pods_reach_each_other_on_one_node_and_through_the_tunnel()
    {
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.3"));
        Assert.True(TestFleet.CanPing(Pod1, "10.1.3.4"));
        Assert.True(TestFleet.CanPing(Pod3, "10.1.1.2"));
    }

    [Fact]
    public void Pods_see_each_others_real_address()
    {
        _fleet.Serve(Pod1, 80);
        Assert.Equal("10.1.1.3", TestFleet.Ask(Pod2, "10.1.1.2", 80));
        Assert.Equal("10.1.3.4", TestFleet.Ask(Pod3, "10.1.1.2", 80));
    }

    [Fact]
    public void A_packet_of_1450_bytes_passes_the_tunnel_and_one_of_1451_does_not()
    {
        Assert.True(TestFleet.CanPing(Pod1, "10.1.3.4", "-M do -s 1422"));
        Assert.False(TestFleet.CanPing(Pod1, "10.1.3.4", "-M do -s 1423"));
    }

    [Fact]
    public void A_node_without_a_block_and_the_pods_reach_each_other_both_ways()
    {
        Assert.True(TestFleet.CanPing(Node(2), "10.1.1.2"));
        Assert.True(TestFleet.CanPing(Node(2), "10.1.3.4"));
        Assert.True(TestFleet.CanPing(Pod1, "10.1.0.2"));
        Assert.True(TestFleet.CanPing(Pod1, "172.31.0.12"));
        Assert.True(TestFleet.CanPing(Pod3, "172.31.0.12"));
        Assert.True(TestFleet.CanPing(Node(1), "10.1.1.2"));
        Assert.True(TestFleet.CanPing(Pod1, "172.31.0.11"));
    }

    [Fact]
    public void Outside_sees_the_nodes_address_and_reaches_no_pod_unasked()
    {
        _fleet.Serve(_fleet.Path("outside"), 8000);
        _fleet.Serve(Pod1, 80);
        Assert.Equal("172.31.0.13", TestFleet.Ask(Pod3, Outside, 8000));
        _fleet.Shell("underlay", "ip route add 10.1.0.0/16 via 172.31.0.11");
        Assert.Null(TestFleet.Ask(_fleet.Path("outside"), "10.1.1.2", 80));
        Assert.False(TestFleet.CanPing(_fleet.Path("outside"), "10.1.1.1"));
    }

    [Fact]
    public void A_published_port_keeps_the_clients_address_from_outside_and_from_pods()
    {
        _fleet.Serve(Pod1, 80);
        Assert.Equal(Outside, TestFleet.Ask(_fleet.Path("outside"), "172.31.0.11", 8080));
        Assert.Equal("10.1.1.3", TestFleet.Ask(Pod2, "10.1.1.1", 8080));
        Assert.Equal("10.1.1.3", TestFleet.Ask(Pod2, "172.31.0.11", 8080));
        Assert.Equal("10.2.1.5", TestFleet.Ask(Pod4, "172.31.0.11", 8080));
        Assert.NotNull(TestFleet.Ask(Node(1), "172.31.0.11", 8080));
        Assert.NotNull(TestFleet.Ask(Node(1), "127.0.0.1", 8080));
    }

    [Fact]
    public void A_pod_reaches_itself_through_its_own_published_port()
    {
        _fleet.Serve(Pod1, 80);
        Assert.Equal("10.1.1.1", TestFleet.Ask(Pod1, "172.31.0.11", 8080));
    }

    [Fact]
    public void A_port_published_for_a_pod_on_another_node_answers_from_everywhere()
    {
        _fleet.Serve(Pod3, 80);
        Assert.Equal("10.1.0.1", TestFleet.Ask(_fleet.Path("outside"), "172.31.0.11", 8083));
        Assert.Equal("10.1.0.1", TestFleet.Ask(Node(1), "172.31.0.11", 8083));
        Assert.Equal("10.1.0.1", TestFleet.Ask(Node(1), "127.0.0.1", 8083));
        Assert.Equal("10.1.1.2", TestFleet.Ask(Pod1, "172.31.0.11", 8083));
        Assert.Equal("10.1.0.1", TestFleet.Ask(Pod4, "172.31.0.11", 8083));
        Assert.NotNull(TestFleet.Ask(Pod3, "172.31.0.11", 8083));
        Assert.NotNull(TestFleet.Ask(Node(2), "172.31.0.11", 8083));
    }

    [Fact]
    public void Networks_are_kept_apart_with_their_gateways()
    {
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.1"));
        Assert.True(TestFleet.CanPing(Pod4, "10.2.1.1"));
        Assert.False(TestFleet.CanPing(Pod4, "10.1.1.2"));
        Assert.False(TestFleet.CanPing(Pod1, "10.2.1.5"));
        Assert.False(TestFleet.CanPing(Pod4, "10.1.1.1"));
        Assert.False(TestFleet.CanPing(Pod4, "10.1.0.1"));
        Assert.False(TestFleet.CanPing(Pod4, "10.1.0.2"));
        Assert.False(TestFleet.CanPing(Pod4, "10.1.3.4"));
    }

    [Fact]
    public void A_pod_reaches_services_of_its_node_at_the_gateway_and_never_its_loopback()
    {
        _fleet.Serve(Node(1), 7000);
        Assert.Equal("10.1.1.2", TestFleet.Ask(Pod1, "10.1.1.1", 7000));
        TestFleet.ShellAt(Pod1, "ip addr del 127.0.0.1/8 dev lo; ip route add 127.0.0.0/8 via 10.1.1.1; sysctl -qw net.ipv4.conf.all.route_localnet=1");
        Assert.Null(TestFleet.Ask(Pod1, "127.0.0.2", 7000));
    }

    [Fact]
    public void A_pod_cannot_send_with_an_address_that_is_not_its_own()
    {
        // Asked for first, so that it isn't the address resolution alone that fails afterwards.
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.1"));
        TestFleet.ShellAt(Pod1, "ip addr add 10.1.1.99/24 dev eth0");
        Assert.False(TestFleet.CanPing(Pod1, "10.1.1.1", "-I 10.1.1.99"));
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.1"));
        TestFleet.ShellAt(Pod1, "ip neigh flush all; ip addr flush dev eth0; ip addr add 10.1.1.99/24 dev eth0");
        Assert.False(TestFleet.CanPing(Pod1, "10.1.1.1"));
        TestFleet.ShellAt(Pod1, "ip neigh flush all; ip addr flush dev eth0; ip addr add 10.1.1.2/24 dev eth0");
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.1"));

        TestFleet.ShellAt(Pod1, "ip link set eth0 address 02:00:00:00:00:99; ip neigh flush all");
        Assert.False(TestFleet.CanPing(Pod1, "10.1.1.1"));
    }

    [Fact]
    public void A_peer_costs_one_neighbor_one_forwarding_entry_and_a_route_each_for_its_tunnel_and_its_block()
    {
        var vxlan = GeneratedNames.Vxlan(TestFleet.Network(1), "net-1");
        Assert.Equal("2", _fleet.Shell("node-1", $"ip neigh show dev {vxlan} nud permanent | wc -l").Trim());
        Assert.Equal("2", _fleet.Shell("node-1", $"bridge fdb show dev {vxlan} | wc -l").Trim());
        Assert.Equal("3", _fleet.Shell("node-1", $"ip route show dev {vxlan} | wc -l").Trim());
        Assert.DoesNotContain("00:00:00:00:00:00", _fleet.Shell("node-1", $"bridge fdb show dev {vxlan}"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _fleet.Dispose();
        GC.SuppressFinalize(this);
    }

    private static List<ViewItem> ItemsOf(int node)
    {
        List<ViewItem> items =
        [
            .. Enumerable.Range(1, 3).Select(Items.Node), Items.Network(1), Items.Member(1, 1), Items.Member(1, 2, hasBlock: false), Items.Member(1, 3),
        ];
        if (node != 2)
            items.AddRange([Items.Network(2), Items.Member(2, 1), Items.Member(2, 3, hasBlock: false)]);
        if (node == 1)
            items.AddRange([Items.Pod(1, 1, 1), Items.Pod(2, 1, 1), Items.Pod(4, 2, 1),
                Items.Mapping(8080, Items.Address(1, 1, 1), 1), Items.Mapping(8083, Items.Address(3, 1, 3), 3)]);
        if (node == 3)
            items.Add(Items.Pod(3, 1, 3));
        return items;
    }
}

public sealed class PacketTestsWithBridgeNetfilter() : PacketTests(bridgeNetfilter: true);

public sealed class PacketTestsWithoutBridgeNetfilter() : PacketTests(bridgeNetfilter: false);
