using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Netlink;

public sealed class LinkTests : IDisposable
{
    private static readonly MacAddress s_mac = new(0x02_00_5e_10_00_01);
    private static readonly MacAddress s_peerMac = new(0x02_00_5e_10_00_02);
    private readonly TestNamespace _here = new();
    private readonly TestNamespace _there = new();

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public void Bridge_reads_back_as_it_was_made()
    {
        _here.Execute(b => b.AddBridge(new InterfaceName("br0"), new LinkOptions(s_mac, Mtu: 1450, Group: 7, Up: true), new BridgeOptions(MulticastSnooping: false)));

        var bridge = _here.Socket.FindLink(new InterfaceName("br0"));

        Assert.NotNull(bridge);
        Assert.Equal(("br0", "bridge", 1450, 7u, s_mac), (bridge.Name, bridge.Kind, bridge.Mtu, bridge.Group, bridge.Mac));
        Assert.True(bridge.IsUp);
        Assert.Equal(new BridgeOptions(MulticastSnooping: false), bridge.Bridge);
        Assert.Equal(bridge, _here.Socket.ListLinks().Single(l => l.Kind == "bridge"));
    }

    [Fact]
    public void Bridge_options_change_in_place()
    {
        _here.Execute(b => b.AddBridge(new InterfaceName("br0")));
        Assert.Equal(new BridgeOptions(MulticastSnooping: true), _here.Socket.FindLink(new InterfaceName("br0"))?.Bridge);

        _here.Execute(b => b.SetBridge(_here.Index("br0"), new BridgeOptions(MulticastSnooping: false)));

        Assert.Equal(new BridgeOptions(MulticastSnooping: false), _here.Socket.FindLink(new InterfaceName("br0"))?.Bridge);
    }

    [Fact]
    public void Veth_peer_is_made_in_the_other_namespace_with_its_own_mac_and_mtu()
    {
        _here.Execute(b => b.AddBridge(new InterfaceName("br0")));
        var bridge = _here.Index("br0");

        _here.Execute(b => b.AddVeth(
            new InterfaceName("veth0"),
            new VethPeer(new InterfaceName("eth0"), _there.Namespace, new LinkOptions(s_peerMac, Mtu: 1400)),
            new LinkOptions(s_mac, Mtu: 1450, Master: bridge, Group: 9, Up: true)));
        _there.Execute(b => b.SetLink(_there.Index("eth0"), new LinkOptions(Up: true)));

        var near = _here.Socket.FindLink(new InterfaceName("veth0"));
        var far = _there.Socket.FindLink(new InterfaceName("eth0"));
        Assert.NotNull(near);
        Assert.NotNull(far);
        Assert.Equal(("veth", s_mac, 1450, bridge, 9u), (near.Kind, near.Mac, near.Mtu, near.Master, near.Group));
        Assert.Equal(("veth", (MacAddress?)s_peerMac, 1400, 0), (far.Kind, far.Mac, far.Mtu, far.Master));
        Assert.Equal((far.Index, near.Index), (near.Peer, far.Peer));
        Assert.NotNull(near.PeerNamespaceId);
        Assert.True((far.Flags & LinkFlags.LowerUp) != 0);
    }

    [Fact]
    public void Vxlan_reads_back_as_it_was_made()
    {
        var wanted = new VxlanOptions(new Vni(4096), IPAddress.Parse("172.31.0.11"), 4789, Learning: false, Ttl: 64);

        _here.Execute(b => b.AddVxlan(new InterfaceName("vx0"), wanted, new LinkOptions(s_mac, Mtu: 1450, Up: true)));

        var found = _here.Socket.FindLink(new InterfaceName("vx0"));
        Assert.NotNull(found);
        Assert.Equal(wanted, found.Vxlan);
        Assert.Equal((s_mac, 1450, true), (found.Mac, found.Mtu, found.IsUp));
    }

    [Fact]
    public void Missing_link_is_null()
    {
        Assert.Null(_here.Socket.FindLink(new InterfaceName("none")));
        Assert.Null(_here.Socket.FindLink(999));
    }
}
