using System.Net;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

/// <summary>Who answers for an address, and what a death comes to in the plan.</summary>
public sealed class ElectionTests
{
    private static readonly IPAddress s_address = IPAddress.Parse("172.31.0.200");

    private static readonly NodeItem[] s_nodes = [.. Enumerable.Range(1, 20).Select(number => Views.Node(number))];

    [Fact]
    public void All_come_to_the_same_in_whatever_order_they_know_the_nodes()
    {
        var elected = Elect(s_address, s_nodes);
        Assert.NotNull(elected);
        Assert.Equal(elected, Elect(s_address, [.. s_nodes.Reverse()]));
        Assert.Equal(elected, Elect(s_address, [.. s_nodes, .. s_nodes]));
    }

    [Fact]
    public void Addresses_spread_over_the_nodes()
    {
        var counts = Enumerable.Range(0, 250).Select(i => Elect(IPAddress.Parse($"172.31.0.{i}"), s_nodes)).OfType<NodeId>().CountBy(node => node).ToList();
        Assert.Equal(s_nodes.Length, counts.Count);
        Assert.All(counts, count => Assert.InRange(count.Value, 4, 26));
    }

    [Fact]
    public void A_death_moves_the_dead_nodes_addresses_and_no_others_and_a_return_moves_them_back()
    {
        var before = Enumerable.Range(0, 250).Select(i => Elect(IPAddress.Parse($"172.31.0.{i}"), s_nodes)).ToList();
        var dead = before[0]!.Value;
        var after = Enumerable.Range(0, 250).Select(i => Elect(IPAddress.Parse($"172.31.0.{i}"), s_nodes, dead)).ToList();
        Assert.DoesNotContain(dead, after.OfType<NodeId>());
        Assert.All(before.Zip(after), pair => Assert.True(pair.First == pair.Second || pair.First == dead));
    }

    [Fact]
    public void Only_nodes_in_the_subnet_stand_and_with_policy_local_only_those_with_ready_endpoints_of_the_family()
    {
        var elsewhere = Views.Node(30) with { UnderlayAddresses = [new InterfaceAddress(IPAddress.Parse("172.31.1.11"), 24)] };
        Assert.Null(Elect(s_address, [elsewhere]));
        Assert.Equal(Views.NodeId(3), Elect(s_address, [elsewhere, Views.Node(3)]));
        var service = Service(Endpoint(2, EndpointState.Draining), Endpoint(5), Endpoint(7, EndpointState.Unhealthy)) with { ExternalTrafficPolicy = TrafficPolicy.Local };
        Assert.Equal(Views.NodeId(5), Election.Elect(service, s_address, s_nodes, new HashSet<NodeId>()));
        Assert.Null(Election.Elect(service, s_address, s_nodes, new HashSet<NodeId> { Views.NodeId(5) }));
        Assert.Null(Election.Elect(service with { LoadBalancerIps = [IPAddress.Parse("2001:db8::1")] }, IPAddress.Parse("2001:db8::1"), s_nodes, new HashSet<NodeId>()));
    }

    /// <summary>Deaths, returns and addresses come in any order, twice and with nothing between: the plan depends on the last alone, and costs what is concerned.</summary>
    [Fact]
    public void A_view_in_which_nodes_died_is_compiled_incrementally_to_what_it_is_compiled_to_in_full()
    {
        ViewItem[] items = [.. s_nodes, Views.Network(1) with { ServiceCidrs = [IPNetwork.Parse("10.96.0.0/24")] }, Views.Member(1, 1), Views.Member(1, 2), Service(Endpoint(1), Endpoint(2), Endpoint(3)), Other(Endpoint(1))];
        var alive = Views.Of(Views.NodeId(1), items);
        NodeView[] states =
        [
            alive,
            alive with { Dead = [Views.NodeId(2)] },
            alive with { Dead = [Views.NodeId(2), Views.NodeId(3)], Answered = [s_address] },
            alive with { Dead = [Views.NodeId(9)], Answered = [s_address] },
        ];
        var plan = NodeCompiler.Compile(alive);
        var random = new Random(5);
        foreach (var view in states.Concat(states.Reverse()).Concat(states.SelectMany(it => new[] { it, it })).Concat(Enumerable.Range(0, 50).Select(_ => states[random.Next(states.Length)])))
        {
            var change = NodeCompiler.Update(plan, view, []);
            Assert.Equal(Texts(NodeCompiler.Compile(view)), Texts(change.Plan));
            Assert.Empty(PlanDiff.Diff(change.Plan, NodeState.Of(change.Plan.Objects)));
            plan = change.Plan;
        }
        // The other service stands on node 1 alone, and nothing of it is looked at again.
        Assert.DoesNotContain(NodeCompiler.Update(NodeCompiler.Compile(alive), states[2], []).Touched, key => key.Name.Contains("10.96.0.11", StringComparison.Ordinal));
        Assert.Contains(new AnsweredAddressObject(s_address), NodeCompiler.Compile(states[3]).Objects);
        Assert.DoesNotContain(NodeCompiler.Compile(states[2]).Objects.OfType<SetElementObject>(), it => it.Set == "endpoints-4" && it.Text.Contains("10.1.2.2", StringComparison.Ordinal));
    }

    private static NodeId? Elect(IPAddress address, NodeItem[] nodes, NodeId? dead = null) =>
        Election.Elect(Service(Endpoint(1)), address, nodes, dead is { } one ? new HashSet<NodeId> { one } : new HashSet<NodeId>());

    private static string Texts(NodePlan plan) => string.Join('\n', plan.Objects.Select(it => it.Text).Order(StringComparer.Ordinal));

    private static ServiceItem Service(params EndpointItem[] endpoints) => new(
        1, new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000001")), "api", Views.NetworkId(1), [IPAddress.Parse("10.96.0.10")],
        [new ServicePortItem(TransportProtocol.Tcp, 80, endpoints.ToEquatableList()) { NodePort = 30_080 }])
    {
        LoadBalancerIps = [s_address],
    };

    private static ServiceItem Other(params EndpointItem[] endpoints) => Service(endpoints) with
    {
        Id = new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000002")),
        ClusterIps = [IPAddress.Parse("10.96.0.11")],
        LoadBalancerIps = [],
        Ports = [new ServicePortItem(TransportProtocol.Tcp, 80, endpoints.ToEquatableList())],
    };

    private static EndpointItem Endpoint(int node, EndpointState state = EndpointState.Ready) =>
        new(IPAddress.Parse($"10.1.{node}.2"), 8080, Views.NodeId(node)) { State = state };
}
