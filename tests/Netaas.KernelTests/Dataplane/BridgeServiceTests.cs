using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// Two nodes and a bridge network, whose range 10.1.0.0/24 stands on both: pods 1 (node 1) and 3 (node 2) at 10.1.0.2, which serve
/// on port 80, and beside them pods 2 and 4 at 10.1.0.3.
/// </summary>
public sealed class BridgeServiceTests : IDisposable
{
    private const string Vip = "10.96.0.10";

    private const ushort NodePort = 30_080;

    private readonly TestFleet _fleet = new(2);

    public BridgeServiceTests()
    {
        Apply(1, 2);
        _fleet.Serve(Pod(1), 80);
        _fleet.Serve(Pod(3), 80);
    }

    [Fact]
    public void A_node_leads_to_its_own_endpoint_and_never_to_what_has_its_address_elsewhere()
    {
        Apply(1, 2);
        Assert.All(new[] { 2, 4 }, client => Assert.Equal("10.1.0.3", TestFleet.Ask(Pod(client), Vip, 80)));

        // Pod 3 is no endpoint.
        Apply(1);
        AssertServes(node: 1, client: 2);
        AssertRefuses(node: 2, client: 4);

        // The endpoint of node 1 is gone, as if it had been deleted.
        Apply(2);
        AssertRefuses(node: 1, client: 2);
        AssertServes(node: 2, client: 4);
        Assert.Empty(_fleet.Drift(1));
    }

    public void Dispose() => _fleet.Dispose();

    private void AssertServes(int node, int client)
    {
        Assert.Equal("10.1.0.3", TestFleet.Ask(Pod(client), Vip, 80));
        Assert.NotNull(TestFleet.Ask(_fleet.Path($"node-{node}"), Vip, 80));
        Assert.Equal("198.51.100.2", TestFleet.Ask(_fleet.Path("outside"), $"172.31.0.1{node}", NodePort));
    }

    private void AssertRefuses(int node, int client)
    {
        Assert.Equal("refused", ServiceFleet.Refusal(Pod(client), Vip, 80));
        Assert.Equal("refused", ServiceFleet.Refusal(_fleet.Path($"node-{node}"), Vip, 80));
        Assert.Equal("refused", ServiceFleet.Refusal(_fleet.Path("outside"), $"172.31.0.1{node}", NodePort));
    }

    private string Pod(int number) => _fleet.Netns(number > 2 ? 2 : 1, Items.PodId(number));

    /// <param name="nodes">Those whose pod at 10.1.0.2 is an endpoint.</param>
    private void Apply(params int[] nodes)
    {
        var endpoints = nodes.Select(node => new EndpointItem(IPAddress.Parse("10.1.0.2"), 80, TestFleet.Node(node))).ToEquatableList();
        var service = new ServiceItem(
            1, new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000001")), "api", TestFleet.Network(1), [IPAddress.Parse(Vip)],
            [new ServicePortItem(TransportProtocol.Tcp, 80, endpoints) { NodePort = NodePort }]);
        foreach (var node in new[] { 1, 2 })
            _fleet.Apply(node, [Items.Node(1), Items.Node(2), Network, Member(1), Member(2), PodAt(2 * node - 1, node, "10.1.0.2"), PodAt(2 * node, node, "10.1.0.3"), service]);
    }

    private static NetworkItem Network => Items.Network(1) with
    {
        Type = NetworkType.Bridge,
        PodCidrs = [IPNetwork.Parse("10.1.0.0/24")],
        ServiceCidrs = [IPNetwork.Parse("10.96.0.0/24")],
        Encapsulation = Encapsulation.None,
        Vni = null,
        Mtu = 1500,
    };

    private static MemberItem Member(int node) => Items.Member(1, node) with { TunnelAddresses = [], Blocks = [IPNetwork.Parse("10.1.0.0/24")] };

    private static PodItem PodAt(int number, int node, string address) => Items.Pod(number, 1, node) with { Addresses = [IPAddress.Parse(address)] };
}
