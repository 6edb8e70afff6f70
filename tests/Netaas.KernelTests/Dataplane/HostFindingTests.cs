using System.Net;
using Netaas.Core.View;
using Netaas.Dataplane.Kernel;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>What is read of a node that isn't ours.</summary>
public sealed class HostFindingTests : IDisposable
{
    private readonly TestFleet _fleet = new(1);

    private string Node => _fleet.Path("node-1");

    [Fact]
    public void Who_listens_is_read_with_the_process()
    {
        using var reader = ListenerReader.Open(Node);
        Assert.Empty(reader.Read());
        _fleet.Serve(Node, 8080);
        using var udp = TestFleet.Start(Node, "socat -u UDP6-RECV:5353,bind=[::1] OPEN:/dev/null");
        for (var i = 0; i < 200 && reader.Read().Count < 2; i++)
            TestFleet.TryShellAt(Node, "true");

        var found = reader.Read();

        udp.Kill(entireProcessTree: true);
        udp.WaitForExit();
        Assert.Equal(
            [(TransportProtocol.Tcp, IPAddress.Any, 8080, "socat"), (TransportProtocol.Udp, IPAddress.IPv6Loopback, 5353, "socat")],
            found.Select(it => (it.Protocol, it.Address, (int)it.Port, it.Process ?? "")));
        Assert.Equal(udp.Id, found[1].Pid);
    }

    [Fact]
    public void A_foreign_chain_that_drops_what_is_forwarded_is_an_obstacle_and_so_is_a_strict_filter()
    {
        _fleet.Apply(1, Items.Node(1), Items.Node(2), Items.Network(1), Items.Member(1, 1), Items.Member(1, 2));
        using var reader = ObstacleReader.Open(Node);
        Assert.Empty(reader.Read());

        _fleet.Shell("node-1", """
            nft 'add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }'
            nft 'add table inet mine; add chain inet mine input { type filter hook input priority 0; policy drop; }'
            sysctl -qw net.ipv4.conf.all.rp_filter=1
            """);

        var found = reader.Read();
        Assert.Equal(["forwardDrop", "strictReversePath"], found.Select(it => it.Kind));
        Assert.Contains("Chain FORWARD of table ip filter", found[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_uplink_that_forwards_nothing_is_an_obstacle()
    {
        _fleet.Apply(1, Items.Node(1), Items.Node(2), Items.Network(1), Items.Member(1, 1), Items.Member(1, 2));
        using var reader = ObstacleReader.Open(Node);

        _fleet.Shell("node-1", "sysctl -qw net.ipv4.conf.eth0.forwarding=0");

        var found = Assert.Single(reader.Read());
        Assert.Equal("forwardingOff", found.Kind);
        Assert.Contains("net.ipv4.conf.eth0.forwarding", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_neighbor_table_that_has_overflowed_since_it_was_read_last_is_an_obstacle()
    {
        NeighborTable[] before = [new("arp_cache", 1024, 7), new("ndisc_cache", 1024, 7)];
        NeighborTable[] now = [new("arp_cache", 1024, 8), new("ndisc_cache", 1024, 7)];

        var found = Assert.Single(ObstacleReader.Overflows(before, now));

        Assert.Equal("neighborsOverflow", found.Kind);
        Assert.Contains("net.ipv4.neigh.default.gc_thresh3", found.Message, StringComparison.Ordinal);
        Assert.Empty(ObstacleReader.Overflows(now, now));
        Assert.Empty(ObstacleReader.Overflows([], now));
    }

    public void Dispose() => _fleet.Dispose();
}
