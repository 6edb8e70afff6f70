using System.Globalization;
using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// Two nodes and a host outside, IPv4 and IPv6 pods. Pods 1 and 2 on node 1, pod 3 on node 2, pod 4 on node 1 in another network.
/// Pods 1 and 3 serve on port 80.
/// </summary>
public sealed class ServiceKindTests : IDisposable
{
    private const int Port = 30_080;

    private readonly TestFleet _fleet = new(2);

    public ServiceKindTests()
    {
        Apply();
        foreach (var pod in new[] { 1, 3 })
            _fleet.Serve(Pod(pod), 80, ipv6: true);
    }

    [Theory]
    [InlineData("10.96.0.10")]
    [InlineData("fd96::10")]
    public void Every_client_reaches_a_service_in_both_families(string vip)
    {
        foreach (var policy in new[] { TrafficPolicy.Cluster, TrafficPolicy.Local })
        {
            Apply(service => service with { InternalTrafficPolicy = policy }, node: 1);
            Assert.Equal(IPAddress.Parse(vip.Contains(':') ? "fd10:1:0:1::3" : "10.1.1.3"), Ask(Pod(2), vip, 8080));
            Assert.NotNull(Ask(_fleet.Path("node-1"), vip, 8080));
        }
        // From another node, from itself, and from where there is no way.
        Apply(node: 1);
        Assert.Equal(IPAddress.Parse(vip.Contains(':') ? "fd10:1:0:2::4" : "10.1.2.4"), Ask(Pod(3), vip, 8080));
        Assert.NotNull(Ask(_fleet.Path("node-2"), vip, 8080));
        Assert.NotNull(Ask(Pod(1), vip, 8080));
        Assert.Null(Ask(Pod(4), vip, 8080));
        Apply(service => service with { InternalTrafficPolicy = TrafficPolicy.Local }, node: 1);
        Assert.Null(Ask(Pod(3), vip, 8080));
    }

    [Fact]
    public void A_node_port_leads_in_on_every_node_and_with_policy_local_only_where_the_endpoint_is_with_the_clients_address()
    {
        Apply(node: 1);
        Assert.NotNull(Ask(_fleet.Path("outside"), "172.31.0.11", Port));
        Assert.Equal(IPAddress.Parse("10.1.0.2"), Ask(_fleet.Path("outside"), "172.31.0.12", Port));
        foreach (var client in new[] { Pod(1), Pod(2), Pod(3), Pod(4), _fleet.Path("node-1"), _fleet.Path("node-2") })
            foreach (var node in new[] { "172.31.0.11", "172.31.0.12" })
                Assert.NotNull(Ask(client, node, Port));
        Assert.NotNull(Ask(_fleet.Path("node-1"), "127.0.0.1", Port));

        Apply(service => service with { ExternalTrafficPolicy = TrafficPolicy.Local }, node: 1);
        Assert.Equal(IPAddress.Parse("198.51.100.2"), Ask(_fleet.Path("outside"), "172.31.0.11", Port));
        Assert.Null(Ask(_fleet.Path("outside"), "172.31.0.12", Port));
        Assert.Empty(_fleet.Drift(1));
    }

    [Fact]
    public void A_client_keeps_its_endpoint_for_the_time_and_no_longer_and_gets_another_when_that_one_goes()
    {
        Apply(service => service with { AffinityTimeoutSeconds = 86_400 }, node: null);
        var (one, three) = Serve(12);
        Assert.True(one == 0 || three == 0, $"{one} {three}");

        Apply(service => service with { AffinityTimeoutSeconds = 86_400 }, node: one > 0 ? 2 : 1);
        var (oneNow, threeNow) = Serve(4);
        Assert.Equal(one > 0 ? (0, 4) : (4, 0), (oneNow, threeNow));
        // And stays with the new one when the old one is back.
        Apply(service => service with { AffinityTimeoutSeconds = 86_400 }, node: null);
        Assert.Equal(one > 0 ? (0, 4) : (4, 0), Serve(4));
        Assert.Empty(_fleet.Drift(1));
        Assert.Contains("timeout 1d", _fleet.Shell("node-1", "nft list map inet netaas clients-4"), StringComparison.Ordinal);

        // A second after the last connection nothing is remembered: the kernel's own clock is waited for, by asking it.
        _fleet.Shell("node-1", "nft flush map inet netaas clients-4");
        Apply(service => service with { AffinityTimeoutSeconds = 1 }, node: null);
        Assert.NotNull(Ask(Pod(2), "10.96.0.10", 8080));
        Assert.Contains("10.96.0.10", _fleet.Shell("node-1", "nft list map inet netaas clients-4"), StringComparison.Ordinal);
        _fleet.Shell("node-1", "while nft list map inet netaas clients-4 | grep -q 10.96.0.10; do :; done");
    }

    [Fact]
    public void A_given_address_outside_is_reached_by_pods_and_nodes_as_their_node_and_one_in_another_network_is_not()
    {
        _fleet.Serve(_fleet.Path("outside"), 81);
        _fleet.Serve(Pod(4), 81);
        ApplyEndpoints([new EndpointItem(IPAddress.Parse("198.51.100.2"), 81, null)]);
        Assert.Equal(IPAddress.Parse("172.31.0.11"), Ask(Pod(2), "10.96.0.10", 8080));
        Assert.Equal(IPAddress.Parse("172.31.0.11"), Ask(_fleet.Path("node-1"), "10.96.0.10", 8080));
        Assert.Equal(IPAddress.Parse("172.31.0.12"), Ask(Pod(3), "10.96.0.10", 8080));

        ApplyEndpoints([new EndpointItem(Items.Address(4, 2, 1), 81, null)]);
        Assert.Null(Ask(Pod(2), "10.96.0.10", 8080));
    }

    [Fact]
    public void Udp_to_a_node_port_ends_with_its_endpoint()
    {
        Apply(node: 1);
        TestFleet.ShellAt(_fleet.Path("outside"), "echo hello | socat -u - UDP:172.31.0.11:30080,sourceport=4000");
        Assert.Contains("src=10.1.1.2", Flows(), StringComparison.Ordinal);
        Apply(node: 2);
        Assert.DoesNotContain("src=10.1.1.2", Flows(), StringComparison.Ordinal);

        string Flows() => _fleet.Shell("node-1", "grep -h 'udp.*dport=30080' /proc/net/nf_conntrack || true");
    }

    /// <summary>200 connections with weights 1:7 (the pure test draws more): each endpoint is hit about as often as it weighs.</summary>
    [Fact]
    public void Weights_say_who_is_drawn_how_often()
    {
        Apply(service => service with
        {
            Ports = service.Ports.Select(port => port with { Endpoints = port.Endpoints.Select(it => it with { Weight = (ushort)(it.Node == TestFleet.Node(1) ? 1 : 7) }).ToEquatableList() }).ToEquatableList(),
        }, node: null);
        var before = (Counted(1), Counted(3));
        TestFleet.ShellAt(Pod(2), "for i in $(seq 200); do socat -u -T 1 TCP:10.96.0.10:8080,connect-timeout=1 - > /dev/null; done");
        var (one, three) = (Counted(1) - before.Item1, Counted(3) - before.Item2);
        Assert.Equal(200, one + three);
        // Chi-square with one degree of freedom: 10.83 for p = 0.001.
        Assert.True(Math.Pow(one - 25, 2) / 25.0 + Math.Pow(three - 175, 2) / 175.0 < 10.83, $"{one} : {three}");
    }

    /// <summary>Five connections are on their way during each roll, in which one endpoint is drained, one comes, and the one drained before goes.</summary>
    [Fact]
    public void No_connection_fails_while_endpoints_roll_fifty_times()
    {
        _fleet.Serve(Pod(2), 80, ipv6: true);
        EndpointItem[] all = [Endpoints[0], new(Items.Address(2, 1, 1), 80, TestFleet.Node(1)), Endpoints[2]];
        ApplyEndpoints([all[0]]);
        using var client = TestFleet.Start(
            _fleet.Path("node-2"), "sh -c 'while read line; do socat -u -T 5 TCP:10.96.0.10:8080,connect-timeout=5 - > /dev/null 2>&1; echo $?; done'");
        var failed = 0;
        for (var roll = 0; roll < 50; roll++)
        {
            for (var i = 0; i < 5; i++)
                client.StandardInput.WriteLine();
            client.StandardInput.Flush();
            ApplyEndpoints([all[roll % 3] with { State = EndpointState.Draining }, all[(roll + 1) % 3]]);
            for (var i = 0; i < 5; i++)
                failed += client.StandardOutput.ReadLine() == "0" ? 0 : 1;
        }
        client.StandardInput.Close();
        client.WaitForExit();
        Assert.Equal(0, failed);
    }

    public void Dispose() => _fleet.Dispose();

    private void Apply(Func<ServiceItem, ServiceItem>? change = null, int? node = null) => ApplyItem((change ?? (it => it))(Service(
        [.. Endpoints.Where(endpoint => node is null || endpoint.Node == TestFleet.Node(node.Value))])));

    private void ApplyEndpoints(EndpointItem[] endpoints) => ApplyItem(Service(endpoints));

    private void ApplyItem(ServiceItem service)
    {
        _fleet.Apply(2, ItemsOf(2, service));
        _fleet.Apply(1, ItemsOf(1, service));
    }

    private static EndpointItem[] Endpoints =>
    [
        new(Items.Address(1, 1, 1), 80, TestFleet.Node(1)), new(IPAddress.Parse("fd10:1:0:1::2"), 80, TestFleet.Node(1)),
        new(Items.Address(3, 1, 2), 80, TestFleet.Node(2)), new(IPAddress.Parse("fd10:1:0:2::4"), 80, TestFleet.Node(2)),
    ];

    private static ServiceItem Service(EndpointItem[] endpoints) => new(
        1, new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000001")), "api", TestFleet.Network(1), [IPAddress.Parse("10.96.0.10"), IPAddress.Parse("fd96::10")],
        [
            new ServicePortItem(TransportProtocol.Tcp, 8080, endpoints.ToEquatableList()) { NodePort = Port },
            new ServicePortItem(TransportProtocol.Udp, 8080, endpoints.ToEquatableList()) { NodePort = Port },
        ]);

    private static IEnumerable<ViewItem> ItemsOf(int node, ServiceItem service)
    {
        ViewItem[] all =
        [
            Items.Node(1), Items.Node(2),
            Items.Network(1) with
            {
                PodCidrs = [IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd10:1::/48")],
                ServiceCidrs = [IPNetwork.Parse("10.96.0.0/24"), IPNetwork.Parse("fd96::/112")],
            },
            Items.Network(2),
            Dual(1), Dual(2), Items.Member(2, 1), Items.Member(2, 2, hasBlock: false),
            service,
        ];
        return all.Concat(node == 1 ? [Dual(1, 1), Dual(2, 1), Items.Pod(4, 2, 1)] : [Dual(3, 2)]);
    }

    private static MemberItem Dual(int node) => Items.Member(1, node) is var member
        ? member with
        {
            TunnelAddresses = [.. member.TunnelAddresses, IPAddress.Parse($"fd10:1::{node}")],
            Blocks = [.. member.Blocks, IPNetwork.Parse($"fd10:1:0:{node}::/64")],
        }
        : member;

    private static PodItem Dual(int pod, int node) => Items.Pod(pod, 1, node) is var item
        ? item with { Addresses = [.. item.Addresses, IPAddress.Parse($"fd10:1:0:{node}::{pod + 1}")] }
        : item;

    private static IPAddress? Ask(string from, string address, int port) =>
        TestFleet.Ask(from, address.Contains(':') ? $"[{address}]" : address, port) is { } seen
            ? IPAddress.Parse(seen.Trim('[', ']')) is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : IPAddress.Parse(seen.Trim('[', ']'))
            : null;

    /// <summary>Connects so often from pod 2, and says how often pods 1 and 3 answered.</summary>
    private (int One, int Three) Serve(int times)
    {
        var before = (Counted(1), Counted(3));
        for (var i = 0; i < times; i++)
            Assert.NotNull(Ask(Pod(2), "10.96.0.10", 8080));
        return (Counted(1) - before.Item1, Counted(3) - before.Item2);
    }

    private string Pod(int number) => _fleet.Netns(number == 3 ? 2 : 1, Items.PodId(number));

    /// <summary>Connections that a serving pod has accepted, by the kernel's count.</summary>
    private int Counted(int pod) => int.Parse(
        TestFleet.ShellAt(Pod(pod), "awk '/^Tcp:/ && ++n == 2 { print $7 }' /proc/net/snmp"), CultureInfo.InvariantCulture);
}
