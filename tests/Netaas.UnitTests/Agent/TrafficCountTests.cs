using System.Net;
using Netaas.Agent.Traffic;
using Netaas.Contracts;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Netlink;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>Which flows are a service's: it is at 10.96.0.10 and 172.31.0.200, TCP port 80, node port 30080, and published at 8000.</summary>
public sealed class TrafficCountTests
{
    private const byte Tcp = 6;
    private const byte Udp = 17;

    private static readonly ServiceId s_service = new(Guid.Parse("01900000-0000-7000-8005-000000000001"));
    private static readonly ServiceId s_other = new(Guid.Parse("01900000-0000-7000-8005-000000000002"));
    private static readonly NetworkId s_network = new(Guid.Parse("01900000-0000-7000-8002-000000000001"));

    private static readonly NodeView s_view = View(
        new NetworkItem(1, s_network, "blue", NetworkType.Overlay, [IPNetwork.Parse("10.10.0.0/16")], Encapsulation.Vxlan, new Vni(4096), 4789, 1450, Egress.Masquerade, NodeEgress.Masquerade)
        {
            ServiceCidrs = [IPNetwork.Parse("10.96.0.0/24")],
        },
        Service(s_service, "10.96.0.10", "172.31.0.200") with { Ports = [new ServicePortItem(TransportProtocol.Tcp, 80, []) { NodePort = 30_080 }] },
        Service(s_other, "10.96.0.11", "172.31.0.201"),
        new PortMappingItem(1, new PortMappingId(Guid.Parse("01900000-0000-7000-8004-000000000001")), "web", IPAddress.Any, TransportProtocol.Tcp, 8000, 8000, null, 80, null, null) { TargetService = s_service });

    [Theory]
    [InlineData("10.96.0.10", 80, Tcp, true)]
    [InlineData("172.31.0.200", 80, Tcp, true)]
    [InlineData("172.31.0.11", 30_080, Tcp, true)]
    [InlineData("127.0.0.1", 30_080, Tcp, true)]
    [InlineData("172.31.0.11", 8000, Tcp, true)]
    [InlineData("10.96.0.10", 80, Udp, false)]
    [InlineData("10.96.0.10", 81, Tcp, false)]
    [InlineData("10.96.0.11", 80, Tcp, false)]
    [InlineData("10.96.0.11", 30_080, Tcp, false)]
    [InlineData("172.31.0.201", 30_080, Tcp, false)]
    [InlineData("172.31.0.11", 80, Tcp, false)]
    public void A_flow_is_the_services_whose_door_it_came_to(string address, int port, byte protocol, bool isIts)
    {
        var shares = TrafficCount.Of(s_view, s_service, [Flow(address, port, "10.10.1.2", protocol)]);
        Assert.Equal(isIts ? [80] : [], shares.Select(share => (int)share.Port));
    }

    [Fact]
    public void Flows_are_summed_by_endpoint()
    {
        var shares = TrafficCount.Of(
            s_view, s_service, [Flow("10.96.0.10", 80, "10.10.2.2"), Flow("10.96.0.10", 80, "10.10.1.2"), Flow("172.31.0.11", 30_080, "10.10.1.2")]);
        Assert.Equal(
            [
                new TrafficShare(TransportProtocol.Tcp, 80, IPAddress.Parse("10.10.1.2"), 8080, 2, 6, 600, 4, 2000),
                new TrafficShare(TransportProtocol.Tcp, 80, IPAddress.Parse("10.10.2.2"), 8080, 1, 3, 300, 2, 1000),
            ],
            shares);
    }

    [Fact]
    public void A_service_that_the_node_does_not_know_has_none() =>
        Assert.Empty(TrafficCount.Of(View(), s_service, [Flow("10.96.0.10", 80, "10.10.1.2")]));

    private static Flow Flow(string address, int port, string endpoint, byte protocol = Tcp) =>
        new(protocol, IPAddress.Parse(address), (ushort)port, IPAddress.Parse(endpoint), 8080, new FlowCount(3, 300), new FlowCount(2, 1000));

    private static ServiceItem Service(ServiceId id, string address, string balanced) =>
        new(1, id, $"{id}", s_network, [IPAddress.Parse(address)], [new ServicePortItem(TransportProtocol.Tcp, 80, [])]) { LoadBalancerIps = [IPAddress.Parse(balanced)] };

    private static NodeView View(params ViewItem[] items) =>
        NodeView.Empty(new NodeId(Guid.Parse("01900000-0000-7000-8001-000000000001"))) is var empty ? empty with { Items = empty.Items.SetItems(items.Select(item => KeyValuePair.Create(item.Key, item))) } : empty;
}
