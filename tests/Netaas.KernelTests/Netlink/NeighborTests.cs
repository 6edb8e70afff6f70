using System.Globalization;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Netlink;

public sealed class NeighborTests : IDisposable
{
    private static readonly MacAddress s_mac = new(0x02_00_5e_10_00_01);
    private static readonly MacAddress s_otherMac = new(0x02_00_5e_10_00_02);
    private readonly TestNamespace _here = new();
    private readonly int _vxlan;

    public NeighborTests()
    {
        _here.Execute(b => b.AddVxlan(new InterfaceName("vx0"), new VxlanOptions(new Vni(1), IPAddress.Loopback, 4789), new LinkOptions(Up: true)));
        _vxlan = _here.Index("vx0");
    }

    public void Dispose() => _here.Dispose();

    [Fact]
    public void Tables_are_told_with_what_the_program_knows_of_them()
    {
        var most = uint.Parse(File.ReadAllText("/proc/sys/net/ipv4/neigh/default/gc_thresh3"), CultureInfo.InvariantCulture);

        var arp = Assert.Single(_here.Socket.ListNeighborTables(), table => table.Name == "arp_cache");

        Assert.Equal(most, arp.Most);
    }

    [Theory]
    [InlineData("10.10.0.2")]
    [InlineData("fd00:10::2")]
    public void Neighbor_reads_back_is_replaced_and_deleted(string address)
    {
        var neighbor = new Neighbor(_vxlan, IPAddress.Parse(address), s_mac);
        var changed = neighbor with { Mac = s_otherMac };

        _here.Execute(b => b.AddNeighbor(neighbor));
        Assert.Equal([neighbor], Permanent());
        Assert.True(Refusal(b => b.AddNeighbor(neighbor)).IsAlreadyExists);

        _here.Execute(b => b.ReplaceNeighbor(changed));
        Assert.Equal([changed], Permanent());

        _here.Execute(b => b.DeleteNeighbor(neighbor));
        Assert.Empty(Permanent());
        Assert.True(Refusal(b => b.DeleteNeighbor(neighbor)).IsNotFound);
    }

    [Theory]
    [InlineData("172.31.0.12", "172.31.0.13")]
    public void Forwarding_entry_reads_back_is_replaced_and_deleted(string destination, string otherDestination)
    {
        var entry = new FdbEntry(_vxlan, s_mac, IPAddress.Parse(destination));
        var changed = entry with { Destination = IPAddress.Parse(otherDestination) };

        _here.Execute(b => b.AddFdb(entry));
        Assert.Equal([entry], _here.Socket.ListFdb(_vxlan));
        Assert.True(Refusal(b => b.AddFdb(entry)).IsAlreadyExists);

        _here.Execute(b => b.ReplaceFdb(changed));
        Assert.Equal([changed], _here.Socket.ListFdb(_vxlan));

        _here.Execute(b => b.DeleteFdb(changed));
        Assert.Empty(_here.Socket.ListFdb(_vxlan));
        Assert.True(Refusal(b => b.DeleteFdb(changed)).IsNotFound);
    }

    [Fact]
    public void Bridge_entry_stands_behind_its_port()
    {
        _here.Execute(b => b.AddBridge(new InterfaceName("br0"), new LinkOptions(Up: true)));
        var bridge = _here.Index("br0");
        _here.Execute(b => b.AddVeth(new InterfaceName("port"), new VethPeer(new InterfaceName("end")), new LinkOptions(Master: bridge, Up: true)));
        var entry = new FdbEntry(_here.Index("port"), s_mac, null) { Master = bridge, State = NeighborState.NoArp };

        _here.Execute(b => b.AddFdb(entry));

        Assert.Contains(entry, _here.Socket.ListFdb(entry.LinkIndex));
    }

    private IEnumerable<Neighbor> Permanent() => _here.Socket.ListNeighbors(_vxlan).Where(n => n.State == NeighborState.Permanent);

    private NetlinkException Refusal(Action<RouteBatch> append) => Assert.Throws<NetlinkException>(() => _here.Execute(append));
}
