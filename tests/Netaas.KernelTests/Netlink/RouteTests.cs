using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Netlink;

public sealed class RouteTests : IDisposable
{
    private const byte OurProtocol = 77;
    private readonly TestNamespace _here = new();
    private readonly int _link;

    public RouteTests()
    {
        _here.Execute(b => b.SetLink(1, new LinkOptions(Up: true)));
        _here.Execute(b => b.AddBridge(new InterfaceName("br0"), new LinkOptions(Up: true)));
        _link = _here.Index("br0");
        _here.Execute(b =>
        {
            b.AddAddress(new LinkAddress(_link, new InterfaceAddress(IPAddress.Parse("10.10.0.1"), 24)));
            b.AddAddress(new LinkAddress(_link, new InterfaceAddress(IPAddress.Parse("fd00:10::1"), 64)) { Flags = AddressFlags.NoDuplicateDetection });
        });
    }

    public void Dispose() => _here.Dispose();

    public static TheoryData<string, string, string?, RouteType, uint> Routes => new()
    {
        { "10.10.2.0/24", "10.10.0.2", "10.10.0.1", RouteType.Unicast, 0 },
        { "10.10.3.0/24", "10.10.99.3", "10.10.0.1", RouteType.Unicast, 7 },
        { "0.0.0.0/0", "10.10.0.2", null, RouteType.Unicast, 0 },
        { "fd00:10:2::/64", "fd00:10::2", "fd00:10::1", RouteType.Unicast, 7 },
        { "::/0", "fd00:10::2", null, RouteType.Unicast, 7 },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public void Route_reads_back_as_written_and_goes_when_deleted(string destination, string gateway, string? source, RouteType type, uint metric) =>
        RoundTrip(new Route(IPNetwork.Parse(destination))
        {
            Gateway = IPAddress.Parse(gateway),
            LinkIndex = _link,
            Source = source is null ? null : IPAddress.Parse(source),
            OnLink = gateway == "10.10.99.3",
            Type = type,
            Metric = metric,
            Protocol = OurProtocol,
        });

    [Theory]
    [InlineData("10.10.4.0/24", RouteType.Unreachable)]
    [InlineData("10.10.5.0/24", RouteType.Blackhole)]
    [InlineData("10.10.6.0/24", RouteType.Prohibit)]
    [InlineData("fd00:10:4::/64", RouteType.Unreachable)]
    [InlineData("fd00:10:5::/64", RouteType.Blackhole)]
    public void Route_that_drops_reads_back_as_written(string destination, RouteType type) =>
        RoundTrip(new Route(IPNetwork.Parse(destination)) { Type = type, Metric = 9, Protocol = OurProtocol });

    [Fact]
    public void Link_scope_and_other_tables_read_back()
    {
        RoundTrip(new Route(IPNetwork.Parse("10.10.7.0/24")) { LinkIndex = _link, Scope = RouteScope.Link, Protocol = OurProtocol });
        RoundTrip(new Route(IPNetwork.Parse("10.10.8.0/24")) { LinkIndex = _link, Scope = RouteScope.Link, Protocol = OurProtocol, Table = 1000 });
    }

    [Fact]
    public void Replacing_changes_the_gateway_of_the_one_route()
    {
        var route = new Route(IPNetwork.Parse("10.10.2.0/24")) { Gateway = IPAddress.Parse("10.10.0.2"), LinkIndex = _link, Protocol = OurProtocol };
        var changed = route with { Gateway = IPAddress.Parse("10.10.0.3") };

        _here.Execute(b => b.ReplaceRoute(route));
        _here.Execute(b => b.ReplaceRoute(changed));

        Assert.Equal([changed], Ours(Route.MainTable));
    }

    [Fact]
    public void Refusals_carry_their_reason()
    {
        var route = new Route(IPNetwork.Parse("10.10.2.0/24")) { Gateway = IPAddress.Parse("10.10.0.2"), LinkIndex = _link };
        _here.Execute(b => b.AddRoute(route));

        Assert.True(Refusal(b => b.AddRoute(route)).IsAlreadyExists);
        Assert.True(Refusal(b => b.DeleteRoute(route with { Destination = IPNetwork.Parse("10.10.9.0/24") })).IsNotFound);
        var unreachable = Refusal(b => b.AddRoute(new Route(IPNetwork.Parse("10.10.9.0/24")) { Gateway = IPAddress.Parse("192.0.2.1") }));
        Assert.Equal((NetlinkReason.Unreachable, "Nexthop has invalid gateway"), (unreachable.Reason, unreachable.Detail));
    }

    private void RoundTrip(Route route)
    {
        _here.Execute(b => b.AddRoute(route));
        Assert.Equal([route], Ours(route.Table));

        _here.Execute(b => b.DeleteRoute(route));
        Assert.Empty(Ours(route.Table));
    }

    private IEnumerable<Route> Ours(uint table) => _here.Socket.ListRoutes(table).Where(r => r.Protocol == OurProtocol);

    private NetlinkException Refusal(Action<RouteBatch> append) => Assert.Throws<NetlinkException>(() => _here.Execute(append));
}
