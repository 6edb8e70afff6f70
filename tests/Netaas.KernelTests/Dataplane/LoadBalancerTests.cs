using System.Collections.Immutable;
using System.Net;
using Netaas.Agent.Peers;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// Two nodes on an underlay of both families and a host outside. Pods 1 and 2 on node 1, pod 3 on node 2, pod 4 on node 1 in
/// another network; pods 1 and 3 serve on port 80.
/// </summary>
public sealed class LoadBalancerTests : IDisposable
{
    private const string Address4 = "172.31.0.200";
    private const string Address6 = "2001:db8:31::1:5";
    private const string Outside6 = "2001:db8:51::2";

    private readonly TestFleet _fleet = new(2);

    public LoadBalancerTests()
    {
        _fleet.Shell("underlay", "sysctl -qw net.ipv6.conf.all.forwarding=1");
        Join("underlay", "br0", "2001:db8:31::1");
        Join("underlay", "out", "2001:db8:51::1");
        foreach (var node in new[] { 1, 2 })
            Join($"node-{node}", "eth0", $"2001:db8:31::1{node}", "2001:db8:31::1");
        Join("outside", "eth0", Outside6, "2001:db8:51::1");
        Apply(answering: 1);
        foreach (var pod in new[] { 1, 3 })
            _fleet.Serve(Pod(pod), 80, ipv6: true);
    }

    [Theory]
    [InlineData(Address4)]
    [InlineData(Address6)]
    public void Everybody_reaches_an_address_whichever_node_answers_for_it(string address)
    {
        foreach (var answering in new[] { 1, 2 })
        {
            Apply(answering);
            ForgetNeighbors();
            var clients = new Dictionary<string, string>
            {
                ["outside"] = _fleet.Path("outside"),
                ["node 1"] = _fleet.Path("node-1"),
                ["node 2"] = _fleet.Path("node-2"),
                ["pod 1"] = Pod(1),
                ["pod 2"] = Pod(2),
                ["pod 3"] = Pod(3),
                ["pod 4"] = Pod(4),
            };
            Assert.Empty(clients.Where(client => Ask(client.Value, address) is null).Select(client => $"{client.Key}, while node {answering} answers"));
            Assert.Empty(_fleet.Drift(1));
            Assert.Empty(_fleet.Drift(2));
        }
    }

    [Theory]
    [InlineData(Address4)]
    [InlineData(Address6)]
    public void The_kernel_answers_for_an_address_and_for_no_longer_than_it_is_wanted(string address)
    {
        Assert.NotNull(Ask(_fleet.Path("outside"), address));
        Apply(answering: null);
        ForgetNeighbors();
        Assert.Null(Ask(_fleet.Path("outside"), address));
        // The node itself and its pods need nobody who answers.
        Assert.NotNull(Ask(Pod(2), address));
        Assert.NotNull(Ask(_fleet.Path("node-1"), address));
    }

    [Fact]
    public void Other_ports_of_an_address_are_refused_although_the_node_serves_there_and_a_ping_is_answered()
    {
        _fleet.Serve(_fleet.Path("node-1"), 22);
        Assert.NotNull(Ask(_fleet.Path("outside"), "172.31.0.11", 22));
        foreach (var client in new[] { _fleet.Path("outside"), Pod(2), _fleet.Path("node-1"), _fleet.Path("node-2") })
        {
            foreach (var address in new[] { Address4, Address6 })
            {
                Assert.Equal("refused", ServiceFleet.Refusal(client, address, 22));
                Assert.Equal("refused", ServiceFleet.Refusal(client, address, NodePort));
            }
        }
        TestFleet.ShellAt(_fleet.Path("outside"), $"ping -qc 1 -W 2 {Address4}; ping -qc 1 -W 2 {Address6}");
    }

    [Fact]
    public void With_policy_local_the_client_is_seen_and_the_nodes_own_clients_come_everywhere()
    {
        Apply(answering: 1, service => service with { ExternalTrafficPolicy = TrafficPolicy.Local }, node: 1);
        Assert.Equal(IPAddress.Parse("198.51.100.2"), Ask(_fleet.Path("outside"), Address4));
        Assert.Equal(IPAddress.Parse(Outside6), Ask(_fleet.Path("outside"), Address6));
        Assert.Equal(IPAddress.Parse("10.1.2.4"), Ask(Pod(3), Address4));
        Assert.NotNull(Ask(_fleet.Path("node-2"), Address6));
    }

    [Fact]
    public void Only_chosen_ranges_are_let_in()
    {
        Apply(answering: 1, service => service with { LoadBalancerSourceRanges = [IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("10.2.0.0/16"), IPNetwork.Parse("2001:db8:51::/64")] });
        Assert.NotNull(Ask(_fleet.Path("outside"), Address4));
        Assert.NotNull(Ask(_fleet.Path("outside"), Address6));
        Assert.NotNull(Ask(Pod(4), Address4));
        Assert.Null(Ask(Pod(2), Address4));
        Assert.Null(Ask(_fleet.Path("node-1"), Address4));
        // Its node port is another door.
        Assert.NotNull(Ask(_fleet.Path("outside"), "172.31.0.11", NodePort));
        Apply(answering: 1, service => service with { LoadBalancerSourceRanges = [IPNetwork.Parse("203.0.113.0/24")] });
        Assert.Null(Ask(_fleet.Path("outside"), Address4));
        Assert.Empty(_fleet.Drift(1));
    }

    [Fact]
    public void A_dead_nodes_endpoints_are_sent_nobody_until_it_is_back()
    {
        Apply(answering: 1);
        var steps = Apply(answering: 1, dead: 2);
        Assert.All(steps, step => Assert.IsType<SetElementObject>(step.Object));
        for (var i = 0; i < 6; i++)
            Assert.Equal(IPAddress.Parse("10.1.1.3"), Ask(Pod(2), "10.96.0.10", 8080));
        Assert.Equal(steps.Length, Apply(answering: 1).Length);
        Assert.Empty(_fleet.Drift(1));
    }

    [Fact]
    public void An_agents_next_life_finds_what_it_answers_for_and_the_node_keeps_its_own_addresses()
    {
        using var reader = HostReader.Open(_fleet.Path("node-1"), null);
        Assert.Equal(["172.31.0.11/24", "2001:db8:31::11/64"], reader.Read().UnderlayAddresses.Select(it => it.ToString()));
        Assert.DoesNotContain(reader.Read().Routes, route => route.Contains(IPAddress.Parse(Address6)) && route.PrefixLength == 128);
        Assert.Equal("172.31.0.11", _fleet.Shell("node-1", "ip -o route get 198.51.100.2 | sed 's/.*src \\([^ ]*\\).*/\\1/'").Trim());
        Assert.Equal("2001:db8:31::11", _fleet.Shell("node-1", $"ip -o route get {Outside6} | sed 's/.*src \\([^ ]*\\).*/\\1/'").Trim());
        using (var later = _fleet.OpenAgain(1))
            Assert.Equal([Address4, Address6], later.Read(_fleet.EmptyPlan(1)).Objects.Values.OfType<AnsweredAddressObject>().Select(it => it.Address.ToString()).Order(StringComparer.Ordinal));
        using (var voice = KernelVoice.Open(_fleet.Path("node-1")))
            Assert.Equal([Address4, Address6], voice.Held().Select(it => it.ToString()).Order(StringComparer.Ordinal));
        // Somebody takes it away, and somebody else's address is none of ours.
        _fleet.Shell("node-1", $"ip addr del {Address4}/32 dev eth0; ip addr add 172.31.0.199/32 dev eth0");
        Assert.Equal(new AnsweredAddressObject(IPAddress.Parse(Address4)), Assert.Single(_fleet.Drift(1)).Object);
    }

    public void Dispose() => _fleet.Dispose();

    private const int NodePort = 30_080;

    private ImmutableArray<Netaas.Dataplane.Diff.Step> Apply(int? answering, Func<ServiceItem, ServiceItem>? change = null, int? node = null, int? dead = null)
    {
        var service = (change ?? (it => it))(Service([.. Endpoints.Where(endpoint => node is null || endpoint.Node == TestFleet.Node(node.Value))]));
        _fleet.ApplyView(2, view => Around(view, answering == 2), ItemsOf(2, service));
        return _fleet.ApplyView(1, view => Around(view, answering == 1) with { Dead = dead is { } number ? [_fleet.UniqueNode(number)] : [] }, ItemsOf(1, service));
    }

    private static NodeView Around(NodeView view, bool isAnswering) => view with { Answered = isAnswering ? [IPAddress.Parse(Address4), IPAddress.Parse(Address6)] : [] };

    private static EndpointItem[] Endpoints =>
    [
        new(Items.Address(1, 1, 1), 80, TestFleet.Node(1)), new(IPAddress.Parse("fd10:1:0:1::2"), 80, TestFleet.Node(1)),
        new(Items.Address(3, 1, 2), 80, TestFleet.Node(2)), new(IPAddress.Parse("fd10:1:0:2::4"), 80, TestFleet.Node(2)),
    ];

    private static ServiceItem Service(EndpointItem[] endpoints) => new(
        1, new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000001")), "api", TestFleet.Network(1), [IPAddress.Parse("10.96.0.10"), IPAddress.Parse("fd96::10")],
        [new ServicePortItem(TransportProtocol.Tcp, 8080, endpoints.ToEquatableList()) { NodePort = NodePort }])
    {
        LoadBalancerIps = [IPAddress.Parse(Address4), IPAddress.Parse(Address6)],
    };

    private static IEnumerable<ViewItem> ItemsOf(int node, ServiceItem service)
    {
        ViewItem[] all =
        [
            Dual(Items.Node(1)), Dual(Items.Node(2)),
            Items.Network(1) with
            {
                PodCidrs = [IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd10:1::/48")],
                ServiceCidrs = [IPNetwork.Parse("10.96.0.0/24"), IPNetwork.Parse("fd96::/112")],
            },
            Items.Network(2) with { PodCidrs = [IPNetwork.Parse("10.2.0.0/16"), IPNetwork.Parse("fd10:2::/48")] },
            Dual(Items.Member(1, 1), 1), Dual(Items.Member(1, 2), 1), Dual(Items.Member(2, 1), 2), Items.Member(2, 2, hasBlock: false),
            service,
        ];
        return all.Concat(node == 1 ? [Dual(Items.Pod(1, 1, 1), 1, 1), Dual(Items.Pod(2, 1, 1), 1, 1), Dual(Items.Pod(4, 2, 1), 2, 1)] : [Dual(Items.Pod(3, 1, 2), 1, 2)]);
    }

    private static NodeItem Dual(NodeItem node) => node with
    {
        UnderlayAddresses = [.. node.UnderlayAddresses, new InterfaceAddress(IPAddress.Parse($"2001:db8:31::1{node.Name[^1]}"), 64)],
    };

    private static MemberItem Dual(MemberItem member, int network) => member with
    {
        TunnelAddresses = [.. member.TunnelAddresses, IPAddress.Parse($"fd10:{network}::{NumberOf(member.Node)}")],
        Blocks = [.. member.Blocks, IPNetwork.Parse($"fd10:{network}:0:{NumberOf(member.Node)}::/64")],
    };

    private static PodItem Dual(PodItem pod, int network, int node) => pod with
    {
        Addresses = [.. pod.Addresses, IPAddress.Parse($"fd10:{network}:0:{node}::{int.Parse(pod.Name[^1..], System.Globalization.CultureInfo.InvariantCulture) + 1}")],
    };

    private static int NumberOf(NodeId node) => node == TestFleet.Node(1) ? 1 : 2;

    /// <summary>Nobody looks for duplicates: without a link-local address that is in use, neighbors aren't even asked for.</summary>
    private void Join(string name, string device, string address, string? router = null) => _fleet.Shell(
        name,
        $"ip -6 addr flush dev {device}; ip addr add fe80::{address[^1]}/64 dev {device} nodad; ip addr add {address}/64 dev {device} nodad{(router is null ? "" : $"; ip route add default via {router}")}");

    /// <summary>Whoever had the address is forgotten: here nobody tells that it has moved.</summary>
    private void ForgetNeighbors()
    {
        foreach (var name in new[] { "underlay", "node-1", "node-2" })
            _fleet.Shell(name, "ip neigh flush all 2> /dev/null; true");
    }

    private static IPAddress? Ask(string from, string address, int port = 8080) =>
        TestFleet.Ask(from, address.Contains(':') ? $"[{address}]" : address, port) is { } seen
            ? IPAddress.Parse(seen.Trim('[', ']')) is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : IPAddress.Parse(seen.Trim('[', ']'))
            : null;

    private string Pod(int number) => _fleet.Netns(number == 3 ? 2 : 1, Items.PodId(number));
}
