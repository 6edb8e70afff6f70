using System.Net;
using Netaas.Agent.Health;
using Netaas.Core;
using Netaas.Core.Collections;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.KernelTests.Dataplane;
using Xunit;

namespace Netaas.KernelTests.Agent;

/// <summary>What a balancer outside hears at a service's health port, over real sockets.</summary>
public sealed class HealthPortTests : IDisposable
{
    private const ushort Port = 30_100;

    private readonly TestFleet _fleet = new(1);

    [Fact]
    public void A_node_says_how_many_ready_endpoints_it_has_and_503_without_any()
    {
        using var ports = new HealthPorts(TestFleet.Node(1), _fleet.Path("node-1"));
        Follow(ports, Service(Endpoint("10.1.1.2", 1), Endpoint("fd10::2", 1), Endpoint("10.1.1.3", 1), Endpoint("10.1.2.2", 2)));
        Assert.Equal("200 {\"localEndpoints\": 2}", Ask());
        Follow(ports, Service(Endpoint("10.1.1.2", 1) with { State = EndpointState.Draining }, Endpoint("10.1.2.2", 2)));
        Assert.Equal("503 {\"localEndpoints\": 0}", Ask());
        Follow(ports, Service(Endpoint("10.1.1.2", 1)) with { HealthPort = null });
        Assert.StartsWith("000", Ask(), StringComparison.Ordinal);
        Assert.Empty(ports.Troubles);
    }

    [Fact]
    public void A_port_that_somebody_has_is_told_and_tried_again()
    {
        _fleet.Serve(_fleet.Path("node-1"), Port);
        using var ports = new HealthPorts(TestFleet.Node(1), _fleet.Path("node-1"));
        Follow(ports, Service(Endpoint("10.1.1.2", 1)));
        Assert.Equal("healthPortTaken", Assert.Single(ports.Troubles).Reason);
    }

    public void Dispose() => _fleet.Dispose();

    private string Ask() => TestFleet.ShellAt(
        _fleet.Path("outside"), $"curl -s -m 5 -o /tmp/body-$$ -w '%{{http_code}} ' http://172.31.0.11:{Port}/; cat /tmp/body-$$ 2> /dev/null; rm -f /tmp/body-$$").Trim();

    private static void Follow(HealthPorts ports, ServiceItem service) =>
        ports.Follow(new NodeView(TestFleet.Node(1), PersistentDictionary<ItemKey, ViewItem>.Empty.SetItem(service.Key, service)), [service.Key]);

    private static ServiceItem Service(params EndpointItem[] endpoints) => new(
        1, new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000001")), "api", TestFleet.Network(1), [IPAddress.Parse("10.96.0.10")],
        [new ServicePortItem(TransportProtocol.Tcp, 80, endpoints.ToEquatableList())])
    {
        HealthPort = Port,
    };

    private static EndpointItem Endpoint(string address, int node) => new(IPAddress.Parse(address), 8080, TestFleet.Node(node));
}
