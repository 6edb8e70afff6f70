using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Netlink;

public sealed class AddressTests : IDisposable
{
    private readonly TestNamespace _here = new();
    private readonly int _link;

    public AddressTests()
    {
        _here.Execute(b => b.AddBridge(new InterfaceName("br0"), new LinkOptions(Up: true)));
        _link = _here.Index("br0");
    }

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData("10.10.1.1/24")]
    [InlineData("10.10.0.1/32")]
    [InlineData("fd00:10::1/64")]
    [InlineData("fd00:10::2/128")]
    public void Address_reads_back_as_written_and_goes_when_deleted(string text)
    {
        var address = Address(text) with { Flags = text.Contains(':', StringComparison.Ordinal) ? AddressFlags.NoDuplicateDetection : AddressFlags.None };

        _here.Execute(b => b.AddAddress(address));
        var found = Assert.Single(_here.Socket.ListAddresses(_link), a => a.Address == address.Address);
        Assert.Equal(address with { Flags = address.Flags | AddressFlags.Permanent }, found);

        _here.Execute(b => b.DeleteAddress(address));
        Assert.DoesNotContain(_here.Socket.ListAddresses(_link), a => a.Address == address.Address);
    }

    [Fact]
    public void Address_without_prefix_route_adds_no_route()
    {
        _here.Execute(b => b.AddAddress(Address("10.10.1.1/24") with { Flags = AddressFlags.NoPrefixRoute }));
        Assert.DoesNotContain(_here.Socket.ListRoutes(), r => r.Destination == IPNetwork.Parse("10.10.1.0/24"));

        _here.Execute(b => b.ReplaceAddress(Address("10.10.1.1/24")));
        _here.Execute(b => b.AddAddress(Address("10.10.2.1/24")));
        Assert.Contains(_here.Socket.ListRoutes(), r => r.Destination == IPNetwork.Parse("10.10.2.0/24"));
    }

    [Fact]
    public void Refusals_say_whether_the_address_is_there_or_not()
    {
        _here.Execute(b => b.AddAddress(Address("10.10.1.1/24")));

        Assert.True(Refusal(b => b.AddAddress(Address("10.10.1.1/24"))).IsAlreadyExists);
        Assert.True(Refusal(b => b.DeleteAddress(Address("10.10.1.9/24"))).IsNotFound);
        Assert.True(Refusal(b => b.AddAddress(Address("10.10.1.1/24") with { LinkIndex = 999 })).IsNotFound);
    }

    [Fact]
    public void Listing_one_link_leaves_out_the_others()
    {
        _here.Execute(b => b.AddBridge(new InterfaceName("br1"), new LinkOptions(Up: true)));
        var other = _here.Index("br1");
        _here.Execute(b => b.AddAddress(new LinkAddress(other, Address("10.10.2.1/24").Address)));

        Assert.DoesNotContain(_here.Socket.ListAddresses(_link), a => a.LinkIndex != _link);
        Assert.Contains(_here.Socket.ListAddresses(), a => a.LinkIndex == other);
    }

    private NetlinkException Refusal(Action<RouteBatch> append) => Assert.Throws<NetlinkException>(() => _here.Execute(append));

    private LinkAddress Address(string text) =>
        InterfaceAddress.TryParse(text, out var address) ? new LinkAddress(_link, address) : throw new ArgumentException(text);
}
