using System.Net;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

/// <summary>Node 1 in zone a; endpoints on nodes 2 and 3.</summary>
public sealed class ZoneTests
{
    private static readonly ServiceItem s_service = new(
        1, new ServiceId(Guid.NewGuid()), "near", Views.NetworkId(1), [IPAddress.Parse("10.96.0.1")],
        [
            new ServicePortItem(
                TransportProtocol.Tcp, 80, [new EndpointItem(IPAddress.Parse("10.1.2.2"), 80, Views.NodeId(2)), new EndpointItem(IPAddress.Parse("10.1.3.2"), 80, Views.NodeId(3))]),
        ])
    { PreferSameZone = true };

    [Theory]
    [InlineData("a", "a", "b", "10.1.2.2")]
    [InlineData("a", "b", "a", "10.1.3.2")]
    [InlineData("a", "a", "a", "10.1.2.2 10.1.3.2")]
    [InlineData("a", "b", "b", "10.1.2.2 10.1.3.2")]
    [InlineData("a", null, "b", "10.1.2.2 10.1.3.2")]
    [InlineData(null, null, "b", "10.1.2.2 10.1.3.2")]
    public void Connections_stay_in_the_zone_while_anybody_serves_there(string? own, string? two, string? three, string targets) =>
        Assert.Equal(targets, Targets(Compile(s_service, own, two, three)));

    [Fact]
    public void Without_the_wish_with_a_policy_of_its_own_and_of_the_drained_zones_say_nothing()
    {
        Assert.Equal("10.1.2.2 10.1.3.2", Targets(Compile(s_service with { PreferSameZone = false }, "a", "a", "b")));
        Assert.Equal("", Targets(Compile(s_service with { InternalTrafficPolicy = TrafficPolicy.Local }, "a", "a", "b")));
        var drained = s_service with { Ports = [s_service.Ports[0] with { Endpoints = [s_service.Ports[0].Endpoints[0] with { State = EndpointState.Draining }, s_service.Ports[0].Endpoints[1]] }] };
        Assert.Equal("10.1.3.2", Targets(Compile(drained, "a", "a", "b")));
    }

    [Fact]
    public void A_node_that_moves_to_another_zone_takes_its_endpoints_along()
    {
        var plan = Compile(s_service, "a", "a", "b");
        var moved = plan.View with { Items = plan.View.Items.SetItem(ItemKey.Of(Views.NodeId(2)), Node(2, "b")) };
        Assert.Equal("10.1.2.2 10.1.3.2", Targets(NodeCompiler.Update(plan, moved, [ItemKey.Of(Views.NodeId(2))]).Plan));
    }

    private static NodePlan Compile(ServiceItem service, string? own, string? two, string? three) =>
        NodeCompiler.Compile(Views.Of(Views.NodeId(1), [Views.Network(1), Views.Member(1, 1), Node(1, own), Node(2, two), Node(3, three), service]));

    private static NodeItem Node(int number, string? zone) => Views.Node(number) with { Zone = zone };

    private static string Targets(NodePlan plan) => string.Join(
        ' ', plan.Objects.OfType<SetElementObject>().Where(element => element.Set == "endpoints-4").Select(element => element.Value[0].ToString()).Order(StringComparer.Ordinal));
}
