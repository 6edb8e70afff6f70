using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;
using Xunit;

namespace Netaas.UnitTests.Netlink;

/// <summary>Requests byte for byte, as <c>include/uapi/linux</c> lays them out on a little-endian machine.</summary>
public sealed class RequestTests
{
    private static readonly MacAddress s_mac = new(0x02_00_5e_10_00_01);

    [Fact]
    public void Bridge_is_a_link_with_its_kind_and_data_nested()
    {
        var bytes = Bytes.Of(b => b.AddBridge(new InterfaceName("br0"), new LinkOptions(Mtu: 1450, Up: true), new BridgeOptions(MulticastSnooping: false)));

        Assert.Equal(
            Bytes.Hex(
                "4c000000 1000 0506 01000000 00000000", // length, RTM_NEWLINK, REQUEST|ACK|EXCL|CREATE, sequence, port
                "00 00 0000 00000000 01000000 01000000", // ifinfomsg: IFF_UP, and that it is meant
                "0800 0300 62723000", // IFLA_IFNAME
                "0800 0400 aa050000", // IFLA_MTU
                "1c00 1280", // IFLA_LINKINFO, nested
                "0b00 0100 62726964676500 00", // IFLA_INFO_KIND, padded to 4 bytes
                "0c00 0280", // IFLA_INFO_DATA, nested
                "0500 1700 00 000000"), // IFLA_BR_MCAST_SNOOPING
            bytes);
    }

    [Fact]
    public void Veth_carries_its_peer_with_a_link_header_of_its_own()
    {
        var bytes = Bytes.Of(b => b.AddVeth(new InterfaceName("v0"), new VethPeer(new InterfaceName("eth0"), Options: new LinkOptions(s_mac)), new LinkOptions(Master: 3)));

        Assert.Equal(
            Bytes.Hex(
                "90000000 1000 0506 01000000 00000000",
                "00 00 0000 00000000 00000000 00000000",
                "0700 0300 763000 00", // IFLA_IFNAME
                "0800 0a00 03000000", // IFLA_MASTER
                "5000 1280", // IFLA_LINKINFO
                "0900 0100 7665746800 000000", // IFLA_INFO_KIND
                "4000 0280", // IFLA_INFO_DATA
                "3c00 0180", // VETH_INFO_PEER
                "00 00 0000 00000000 00000000 00000000", // the peer's ifinfomsg
                "0900 0300 6574683000 000000", // IFLA_IFNAME
                "0a00 0100 02005e100001 0000", // IFLA_ADDRESS
                "0800 1f00 01000000", // IFLA_NUM_TX_QUEUES
                "0800 2000 01000000", // IFLA_NUM_RX_QUEUES
                "0800 1f00 01000000",
                "0800 2000 01000000"),
            bytes);
    }

    [Fact]
    public void Vxlan_writes_its_port_big_endian()
    {
        var bytes = Bytes.Of(b => b.AddVxlan(new InterfaceName("vx0"), new VxlanOptions(new Vni(4096), IPAddress.Parse("172.31.0.11"), 4789)));

        Assert.Equal(
            Bytes.Hex(
                "64000000 1000 0506 01000000 00000000",
                "00 00 0000 00000000 00000000 00000000",
                "0800 0300 76783000",
                "3c00 1280",
                "0a00 0100 76786c616e00 0000",
                "2c00 0280",
                "0800 0100 00100000", // IFLA_VXLAN_ID
                "0800 0400 ac1f000b", // IFLA_VXLAN_LOCAL
                "0500 0500 00 000000", // IFLA_VXLAN_TTL
                "0500 0700 00 000000", // IFLA_VXLAN_LEARNING
                "0600 0f00 12b5 0000"), // IFLA_VXLAN_PORT
            bytes);
    }

    [Fact]
    public void Address_is_both_local_and_far_end()
    {
        var bytes = Bytes.Of(b => b.AddAddress(new LinkAddress(5, new InterfaceAddress(IPAddress.Parse("10.10.1.1"), 24))));

        Assert.Equal(
            Bytes.Hex(
                "28000000 1400 0506 01000000 00000000",
                "02 18 00 00 05000000", // ifaddrmsg: AF_INET, prefix length, flags, scope, index
                "0800 0200 0a0a0101", // IFA_LOCAL
                "0800 0100 0a0a0101"), // IFA_ADDRESS
            bytes);
    }

    [Fact]
    public void Route_of_a_small_table_names_it_in_the_header_too()
    {
        var bytes = Bytes.Of(b => b.ReplaceRoute(new Route(IPNetwork.Parse("10.10.2.0/24"))
        {
            Gateway = IPAddress.Parse("10.10.0.2"),
            LinkIndex = 5,
            Source = IPAddress.Parse("10.10.0.1"),
            OnLink = true,
            Protocol = 77,
            Metric = 9,
        }));

        Assert.Equal(
            Bytes.Hex(
                "4c000000 1800 0505 01000000 00000000", // RTM_NEWROUTE, REQUEST|ACK|CREATE|REPLACE
                "02 18 00 00 fe 4d 00 01 04000000", // rtmsg: main table, protocol, scope, unicast, RTNH_F_ONLINK
                "0800 0100 0a0a0200", // RTA_DST
                "0800 0500 0a0a0002", // RTA_GATEWAY
                "0800 0400 05000000", // RTA_OIF
                "0800 0700 0a0a0001", // RTA_PREFSRC
                "0800 0600 09000000", // RTA_PRIORITY
                "0800 0f00 fe000000"), // RTA_TABLE
            bytes);
    }

    [Fact]
    public void Default_route_has_no_destination_and_a_large_table_no_place_in_the_header()
    {
        var bytes = Bytes.Of(b => b.DeleteRoute(new Route(IPNetwork.Parse("::/0")) { LinkIndex = 5, Table = 1000 }));

        Assert.Equal(
            Bytes.Hex(
                "2c000000 1900 0500 01000000 00000000",
                "0a 00 00 00 00 04 00 01 00000000",
                "0800 0400 05000000",
                "0800 0f00 e8030000"),
            bytes);
    }

    [Fact]
    public void Neighbor_and_forwarding_entry_differ_in_family_and_table()
    {
        Assert.Equal(
            Bytes.Hex(
                "30000000 1c00 0505 01000000 00000000",
                "02 00 0000 05000000 8000 00 00", // ndmsg: AF_INET, index, NUD_PERMANENT
                "0800 0100 0a0a0002", // NDA_DST
                "0a00 0200 02005e100001 0000"), // NDA_LLADDR
            Bytes.Of(b => b.ReplaceNeighbor(new Neighbor(5, IPAddress.Parse("10.10.0.2"), s_mac))));
        Assert.Equal(
            Bytes.Hex(
                "30000000 1c00 0505 01000000 00000000",
                "07 00 0000 05000000 c000 02 00", // AF_BRIDGE, NUD_PERMANENT|NUD_NOARP, NTF_SELF
                "0a00 0200 02005e100001 0000",
                "0800 0100 ac1f000c"),
            Bytes.Of(b => b.ReplaceFdb(new FdbEntry(5, s_mac, IPAddress.Parse("172.31.0.12")))));
    }

    [Fact]
    public void Deletion_of_no_group_at_all_is_refused_before_it_is_sent() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RouteBatch().DeleteLinkGroup(0));
}
