using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>What Kubernetes promises of services, case by case in both families. Pods 1 and 3 serve TCP and UDP on port 80.</summary>
public sealed class ServiceCaseTests : IDisposable
{
    private readonly ServiceFleet _fleet = new();

    public ServiceCaseTests()
    {
        _fleet.Apply();
        foreach (var pod in new[] { 1, 3 })
        {
            _fleet.Nodes.Serve(_fleet.Pod(pod), 80, ipv6: true);
            _fleet.Nodes.ServeUdp(_fleet.Pod(pod), 80);
        }
    }

    /// <summary>The service's address, the nodes' own, and by what addresses the server knows pod 2, pod 3, the host outside, and node 2.</summary>
    public static TheoryData<Family> Families =>
    [
        new Family("10.96.0.10", "172.31.0.11", "172.31.0.12", "10.1.1.3", "10.1.2.4", "198.51.100.2", "10.1.0.2", "10.1.1.1"),
        new Family("fd96::10", "fd31::11", "fd31::12", "fd10:1:0:1::3", "fd10:1:0:2::4", "2001:db8::2", "fd10:1::2", "fd10:1:0:1::1"),
    ];

    public sealed record Family(string Vip, string Node1, string Node2, string Pod2, string Pod3, string Outside, string Tunnel2, string Gateway1)
    {
        public override string ToString() => Vip.Contains(':') ? "IPv6" : "IPv4";
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_cluster_address_is_reached_from_everywhere_inside_and_the_server_sees_who_asks(Family family)
    {
        _fleet.Apply(node: 1);
        foreach (var ask in new Func<string, string, int, IPAddress?>[] { ServiceFleet.Ask, ServiceFleet.AskUdp })
        {
            Assert.Equal(IPAddress.Parse(family.Pod2), ask(_fleet.Pod(2), family.Vip, 8080));
            Assert.Equal(IPAddress.Parse(family.Pod3), ask(_fleet.Pod(3), family.Vip, 8080));
            Assert.NotNull(ask(_fleet.Node(1), family.Vip, 8080));
            Assert.Equal(IPAddress.Parse(family.Tunnel2), ask(_fleet.Node(2), family.Vip, 8080));
            // Itself, through its gateway: a pod doesn't answer itself from outside.
            Assert.Equal(IPAddress.Parse(family.Gateway1), ask(_fleet.Pod(1), family.Vip, 8080));
            Assert.Null(ask(_fleet.Pod(4), family.Vip, 8080));
            Assert.Null(ask(_fleet.Outside, family.Vip, 8080));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_node_port_takes_tcp_and_udp_on_every_node_from_everybody(Family family)
    {
        _fleet.Apply(node: 1);
        foreach (var ask in new Func<string, string, int, IPAddress?>[] { ServiceFleet.Ask, ServiceFleet.AskUdp })
        {
            Assert.Equal(IPAddress.Parse(family.Outside), ask(_fleet.Outside, family.Node1, ServiceFleet.NodePort));
            Assert.Equal(IPAddress.Parse(family.Tunnel2), ask(_fleet.Outside, family.Node2, ServiceFleet.NodePort));
            foreach (var node in new[] { family.Node1, family.Node2 })
                foreach (var client in Inside(family))
                    Assert.NotNull(ask(client, node, ServiceFleet.NodePort));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void With_policy_local_only_nodes_with_an_endpoint_answer_and_the_server_sees_the_clients_address(Family family)
    {
        _fleet.Apply(service => service with { ExternalTrafficPolicy = TrafficPolicy.Local, InternalTrafficPolicy = TrafficPolicy.Local }, node: 1);
        Assert.Equal(IPAddress.Parse(family.Outside), ServiceFleet.Ask(_fleet.Outside, family.Node1, ServiceFleet.NodePort));
        Assert.Null(ServiceFleet.Ask(_fleet.Outside, family.Node2, ServiceFleet.NodePort));
        Assert.Equal(IPAddress.Parse(family.Pod2), ServiceFleet.Ask(_fleet.Pod(2), family.Vip, 8080));
        Assert.Null(ServiceFleet.Ask(_fleet.Pod(3), family.Vip, 8080));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Without_an_endpoint_everybody_is_refused_with_the_first_packet_and_it_serves_when_one_comes(Family family)
    {
        // The kernel tells one asker of six refusals by ICMP, and then of one a second.
        foreach (var node in new[] { 1, 2 })
            TestFleet.ShellAt(_fleet.Node(node), "sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0");
        for (var round = 0; round < 2; round++)
        {
            _fleet.ApplyEndpoints();
            foreach (var refusal in new Func<string, string, int, string>[] { ServiceFleet.Refusal, ServiceFleet.RefusalUdp })
            {
                foreach (var client in new[] { _fleet.Pod(1), _fleet.Pod(2), _fleet.Pod(3), _fleet.Node(1), _fleet.Node(2) })
                    Assert.Equal("refused", refusal(client, family.Vip, 8080));
                foreach (var node in new[] { family.Node1, family.Node2 })
                    foreach (var client in (string[])[.. Inside(family), _fleet.Outside])
                        Assert.Equal("refused", refusal(client, node, ServiceFleet.NodePort));
            }
            _fleet.Apply(node: 2);
            Assert.Equal(IPAddress.Parse(family.Pod2), ServiceFleet.Ask(_fleet.Pod(2), family.Vip, 8080));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Several_ports_and_several_services_lead_to_one_pod(Family family)
    {
        var endpoints = ServiceFleet.Endpoints[..2];
        var other = ServiceFleet.Service(endpoints) with
        {
            Id = new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000002")),
            ClusterIps = [IPAddress.Parse("10.96.0.11"), IPAddress.Parse("fd96::11")],
            Ports =
            [
                new ServicePortItem(TransportProtocol.Tcp, 80, endpoints.ToEquatableList()),
                new ServicePortItem(TransportProtocol.Tcp, 443, endpoints.ToEquatableList()),
                new ServicePortItem(TransportProtocol.Udp, 53, endpoints.ToEquatableList()),
            ],
        };
        _fleet.ApplyItems(ServiceFleet.Service(endpoints), other);
        var second = family.Vip.Replace("10", "11", StringComparison.Ordinal).Replace("11.96", "10.96", StringComparison.Ordinal);
        Assert.NotNull(ServiceFleet.Ask(_fleet.Pod(2), family.Vip, 8080));
        Assert.NotNull(ServiceFleet.Ask(_fleet.Pod(2), second, 80));
        Assert.NotNull(ServiceFleet.Ask(_fleet.Pod(3), second, 443));
        Assert.NotNull(ServiceFleet.AskUdp(_fleet.Pod(3), second, 53));
        Assert.Null(ServiceFleet.Ask(_fleet.Pod(2), second, 8080));
        Assert.Null(ServiceFleet.Ask(_fleet.Pod(2), second, 53));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_published_port_leads_to_a_service_and_goes_with_its_endpoints(Family family)
    {
        var service = ServiceFleet.Service(ServiceFleet.Endpoints[..2]);
        var mapping = Items.Mapping(8000, IPAddress.Any, 1) with
        {
            HostAddress = family.Vip.Contains(':') ? IPAddress.IPv6Any : IPAddress.Any,
            TargetAddress = null,
            TargetNetwork = null,
            TargetNode = null,
            TargetPort = 8080,
            TargetService = service.Id,
        };
        _fleet.ApplyItems(service, mapping);
        Assert.Equal(IPAddress.Parse(family.Outside), ServiceFleet.Ask(_fleet.Outside, family.Node1, 8000));
        Assert.Equal(IPAddress.Parse(family.Tunnel2), ServiceFleet.Ask(_fleet.Outside, family.Node2, 8000));
        foreach (var client in Inside(family))
            Assert.NotNull(ServiceFleet.Ask(client, family.Node1, 8000));

        _fleet.ApplyItems(service with { ExternalTrafficPolicy = TrafficPolicy.Local }, mapping);
        Assert.NotNull(ServiceFleet.Ask(_fleet.Outside, family.Node1, 8000));
        Assert.Null(ServiceFleet.Ask(_fleet.Outside, family.Node2, 8000));
        _fleet.ApplyItems(ServiceFleet.Service([]), mapping);
        Assert.Null(ServiceFleet.Ask(_fleet.Outside, family.Node1, 8000));
        Assert.Empty(_fleet.Nodes.Drift(1));
    }

    public void Dispose() => _fleet.Dispose();

    /// <summary>Pod 4 has no IPv6 address.</summary>
    private string[] Inside(Family family)
    {
        string[] both = [_fleet.Pod(1), _fleet.Pod(2), _fleet.Pod(3), _fleet.Node(1), _fleet.Node(2)];
        return family.Vip.Contains(':') ? both : [.. both, _fleet.Pod(4)];
    }
}
