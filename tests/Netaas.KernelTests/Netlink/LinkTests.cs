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
    public void Vxlan_over_ipv6_reads_back_as_it_was_made()
    {
        var wanted = new VxlanOptions(new Vni(Vni.Max), IPAddress.Parse("fd00:31::11"), 8472, Learning: true);

        _here.Execute(b => b.AddVxlan(new InterfaceName("vx0"), wanted));

        Assert.Equal(wanted, _here.Socket.FindLink(new InterfaceName("vx0"))?.Vxlan);
    }

    [Fact]
    public void Second_device_of_a_vni_and_port_is_refused_as_existing()
    {
        var vxlan = new VxlanOptions(new Vni(1), IPAddress.Loopback, 4789);
        _here.Execute(b => b.AddVxlan(new InterfaceName("vx0"), vxlan));

        Assert.True(Refusal(b => b.AddVxlan(new InterfaceName("vx1"), vxlan)).IsAlreadyExists);
        Assert.True(Refusal(b => b.AddBridge(new InterfaceName("vx0"))).IsAlreadyExists);
    }

    [Fact]
    public void All_options_of_a_link_change_in_one_message()
    {
        _here.Execute(b =>
        {
            b.AddBridge(new InterfaceName("br0"));
            b.AddVeth(new InterfaceName("veth0"), new VethPeer(new InterfaceName("veth1")));
        });
        var (bridge, veth) = (_here.Index("br0"), _here.Index("veth0"));

        _here.Execute(b => b.SetLink(veth, new LinkOptions(s_mac, Mtu: 1400, Master: bridge, Group: 5, Alias: "pod blue/web", Up: true)));
        var changed = _here.Socket.FindLink(veth);
        Assert.NotNull(changed);
        Assert.Equal((s_mac, 1400, bridge, 5u, "pod blue/web", true), (changed.Mac, changed.Mtu, changed.Master, changed.Group, changed.Alias, changed.IsUp));

        _here.Execute(b => b.SetLink(veth, new LinkOptions(Master: 0, Up: false)));
        var released = _here.Socket.FindLink(veth);
        Assert.NotNull(released);
        Assert.Equal((0, false, 1400, "pod blue/web"), (released.Master, released.IsUp, released.Mtu, released.Alias));
    }

    [Fact]
    public void Port_options_read_back_and_change_one_by_one()
    {
        _here.Execute(b => b.AddBridge(new InterfaceName("br0")));
        var bridge = _here.Index("br0");
        _here.Execute(b => b.AddVeth(new InterfaceName("veth0"), new VethPeer(new InterfaceName("veth1")), new LinkOptions(Master: bridge)));
        var port = _here.Index("veth0");
        var fresh = new BridgePortOptions(Hairpin: false, Isolated: false, Learning: true, UnicastFlood: true);
        Assert.Equal(fresh, _here.Socket.FindLink(port)?.Port);

        _here.Execute(b => b.SetBridgePort(port, new BridgePortOptions(Hairpin: true)));
        Assert.Equal(fresh with { Hairpin = true }, _here.Socket.FindLink(port)?.Port);

        _here.Execute(b => b.SetBridgePort(port, new BridgePortOptions(Isolated: true, Learning: false, UnicastFlood: false)));
        Assert.Equal(new BridgePortOptions(true, true, false, false), _here.Socket.FindLink(port)?.Port);
    }

    [Fact]
    public void Link_is_renamed_moved_and_deleted()
    {
        _here.Execute(b => b.AddVeth(new InterfaceName("veth0"), new VethPeer(new InterfaceName("veth1"))));

        _here.Execute(b => b.RenameLink(_here.Index("veth0"), new InterfaceName("renamed")));
        _here.Execute(b => b.MoveLink(_here.Index("veth1"), _there.Namespace));
        Assert.NotNull(_there.Socket.FindLink(new InterfaceName("veth1")));

        _here.Execute(b => b.DeleteLink(_here.Index("renamed")));
        Assert.Null(_here.Socket.FindLink(new InterfaceName("renamed")));
        Assert.Null(_there.Socket.FindLink(new InterfaceName("veth1")));
        Assert.True(Refusal(b => b.DeleteLink(999)).IsNotFound);
    }

    [Fact]
    public void Group_goes_at_once_and_leaves_others()
    {
        _here.Execute(b =>
        {
            for (var i = 0; i < 10; i++)
                b.AddVeth(new InterfaceName($"a{i}"), new VethPeer(new InterfaceName($"b{i}")), new LinkOptions(Group: i < 9 ? 7u : 8u));
        });

        _here.Execute(b => b.DeleteLinkGroup(7));

        Assert.Equal(["a9", "b9"], _here.Socket.ListLinks().Where(l => l.Kind == "veth").Select(l => l.Name).Order());
        Assert.True(Refusal(b => b.DeleteLinkGroup(7)).IsNotFound);
    }

    [Fact]
    public void Peers_namespace_is_known_by_its_number()
    {
        Assert.Null(_here.Socket.FindNamespaceId(_there.Namespace));

        _here.Execute(b => b.AddVeth(new InterfaceName("veth0"), new VethPeer(new InterfaceName("eth0"), _there.Namespace)));

        var id = _here.Socket.FindLink(new InterfaceName("veth0"))?.PeerNamespaceId;
        Assert.NotNull(id);
        Assert.Equal(id, _here.Socket.FindNamespaceId(_there.Namespace));
    }

    private NetlinkException Refusal(Action<RouteBatch> append) => Assert.Throws<NetlinkException>(() => _here.Execute(append));

    [Fact]
    public void Missing_link_is_null()
    {
        Assert.Null(_here.Socket.FindLink(new InterfaceName("none")));
        Assert.Null(_here.Socket.FindLink(999));
    }
}
