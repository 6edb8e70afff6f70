using System.Globalization;
using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// Two nodes. Network 1 has service addresses 10.96.0.0/24, pods 1 and 2 on node 1, pod 3 on node 2; network 2 has pod 4 on
/// node 1. Pods 1 and 3 serve on port 80.
/// </summary>
public sealed class ServiceTests : IDisposable
{
    private const string Vip = "10.96.0.10";

    private readonly TestFleet _fleet = new(2);

    public ServiceTests()
    {
        Apply(One, Three);
        _fleet.Serve(Pod(1), 80);
        _fleet.Serve(Pod(3), 80);
    }

    private static EndpointItem One => new(Items.Address(1, 1, 1), 80, TestFleet.Node(1));

    private static EndpointItem Three => new(Items.Address(3, 1, 2), 80, TestFleet.Node(2));

    [Fact]
    public void A_server_sees_the_client_pods_own_address_on_its_node_and_from_another()
    {
        Apply(One);
        Assert.Equal("10.1.1.3", Ask(Pod(2)));
        Assert.Equal("10.1.2.4", Ask(Pod(3)));
    }

    [Fact]
    public void A_node_reaches_a_service_from_its_tunnel_address_wherever_the_endpoint_is()
    {
        Apply(One);
        Assert.NotNull(Ask(_fleet.Path("node-1")));
        Assert.Equal("10.1.0.2", Ask(_fleet.Path("node-2")));
    }

    [Fact]
    public void A_pod_reaches_itself_through_its_own_service()
    {
        Apply(One);
        Assert.Equal("10.1.1.1", Ask(Pod(1)));
    }

    [Fact]
    public void Connections_are_spread_over_all_endpoints()
    {
        var seen = Enumerable.Range(0, 40).Select(_ => Ask(_fleet.Path("node-2"))).ToList();
        Assert.DoesNotContain(null, seen);
        // The endpoint on the node itself knows it as its gateway's neighbor, the other by its tunnel address: both were drawn.
        Assert.True(Counted(1) > 0 && Counted(2) > 0);
    }

    [Fact]
    public void Without_an_endpoint_a_connection_is_refused_at_once_and_works_when_one_comes_back()
    {
        Apply();
        Assert.Contains("refused", Refusal(Pod(2)), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("refused", Refusal(_fleet.Path("node-1")), StringComparison.OrdinalIgnoreCase);
        Apply(Three);
        Assert.Equal("10.1.1.3", Ask(Pod(2)));
    }

    [Fact]
    public void A_pod_of_another_network_is_refused()
    {
        Assert.Null(Ask(Pod(4)));
        Assert.Contains("refused", Refusal(Pod(4)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void No_packet_to_a_service_address_is_on_the_underlay()
    {
        _fleet.Shell("underlay", "nft 'add table ip watch; add counter ip watch vip; add chain ip watch packets { type filter hook prerouting priority -300; }; add rule ip watch packets ip daddr 10.96.0.0/24 counter name vip'; nft 'add rule bridge filter check ip daddr 10.96.0.0/24 drop'");
        Apply(Three);
        Assert.NotNull(Ask(Pod(2)));
        Assert.NotNull(Ask(_fleet.Path("node-1")));
        Assert.Contains("packets 0 ", _fleet.Shell("underlay", "nft list counter ip watch vip"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_endpoint_changed_is_changed_elements_alone_and_nothing_is_left_to_do()
    {
        var steps = Apply(One);
        Assert.All(steps, step => Assert.StartsWith("element", step.Object.Text, StringComparison.Ordinal));
        Assert.True(steps.Length <= 8, string.Join('\n', steps.Select(step => step.Object.Text)));
        Assert.Empty(_fleet.Drift(1));
        Assert.Empty(_fleet.Drift(2));
        Assert.Empty(Apply(One));
    }

    [Fact]
    public void A_udp_flow_ends_with_its_endpoint_and_the_next_packet_goes_to_another()
    {
        Apply(One);
        TestFleet.ShellAt(Pod(2), $"echo hello | socat -u - UDP:{Vip}:5353,sourceport=4000");
        Assert.Contains("10.1.1.2", FlowsToVip(), StringComparison.Ordinal);
        Apply(Three);
        Assert.DoesNotContain("10.1.1.2", FlowsToVip(), StringComparison.Ordinal);
        TestFleet.ShellAt(Pod(2), $"echo hello | socat -u - UDP:{Vip}:5353,sourceport=4000");
        Assert.Contains("10.1.2.4", FlowsToVip(), StringComparison.Ordinal);

        string FlowsToVip() => Flows(5353);
    }

    [Fact]
    public void A_drained_endpoint_keeps_its_flows_takes_no_new_ones_and_loses_them_when_it_is_let_go()
    {
        Apply(One);
        Assert.NotNull(Ask(Pod(2)));
        TestFleet.ShellAt(Pod(2), $"echo hello | socat -u - UDP:{Vip}:5353,sourceport=4000");
        var steps = Apply(One with { State = EndpointState.Draining }, Three);
        Assert.All(steps, step => Assert.StartsWith("element", step.Object.Text, StringComparison.Ordinal));
        Assert.Contains("10.1.1.2", Flows(5353), StringComparison.Ordinal);
        Assert.Contains("10.1.1.2", Flows(8080), StringComparison.Ordinal);
        var before = Counted(1);
        Assert.NotNull(Ask(Pod(2)));
        Assert.NotNull(Ask(_fleet.Path("node-1")));
        Assert.Equal(before, Counted(1));

        Apply(Three);
        Assert.DoesNotContain("10.1.1.2", Flows(5353), StringComparison.Ordinal);
        Assert.DoesNotContain("10.1.1.2", Flows(8080), StringComparison.Ordinal);
        Assert.Empty(_fleet.Drift(1));
    }

    [Fact]
    public void The_mark_of_the_draw_is_gone_when_the_packet_leaves()
    {
        _fleet.Shell("node-1", "nft 'add table inet probe; add chain inet probe out { type filter hook postrouting priority 300; }; add rule inet probe out ip daddr 10.1.0.0/16 meta mark != 0 counter'");
        Apply(Three);
        Assert.NotNull(Ask(Pod(2)));
        Assert.Contains("packets 0 ", _fleet.Shell("node-1", "nft list chain inet probe out"), StringComparison.Ordinal);
    }

    public void Dispose() => _fleet.Dispose();

    private System.Collections.Immutable.ImmutableArray<Netaas.Dataplane.Diff.Step> Apply(params EndpointItem[] endpoints)
    {
        _fleet.Apply(2, ItemsOf(2, endpoints));
        return _fleet.Apply(1, ItemsOf(1, endpoints));
    }

    private static IEnumerable<ViewItem> ItemsOf(int node, EndpointItem[] endpoints)
    {
        ViewItem[] all =
        [
            Items.Node(1), Items.Node(2),
            Items.Network(1) with { ServiceCidrs = [IPNetwork.Parse("10.96.0.0/24")] }, Items.Network(2),
            Items.Member(1, 1), Items.Member(1, 2), Items.Member(2, 1), Items.Member(2, 2, hasBlock: false),
            new ServiceItem(
                1, new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000001")), "api", TestFleet.Network(1), [IPAddress.Parse(Vip)],
                [
                    new ServicePortItem(TransportProtocol.Tcp, 8080, endpoints.ToEquatableList()),
                    new ServicePortItem(TransportProtocol.Udp, 5353, endpoints.ToEquatableList()),
                ]),
        ];
        return all.Concat(node == 1 ? [Items.Pod(1, 1, 1), Items.Pod(2, 1, 1), Items.Pod(4, 2, 1)] : [Items.Pod(3, 1, 2)]);
    }

    private static string? Ask(string from) => TestFleet.Ask(from, Vip, 8080);

    private static string Refusal(string from) => TestFleet.TryShellAt(from, $"socat -u -T 1 TCP:{Vip}:8080,connect-timeout=1 -").Output;

    private string Pod(int number) => _fleet.Netns(number == 3 ? 2 : 1, Items.PodId(number));

    private string Flows(int port) => _fleet.Shell("node-1", $"grep -h 'dport={port}' /proc/net/nf_conntrack || true");

    /// <summary>Connections that a node's serving pod has accepted, by the kernel's count.</summary>
    private int Counted(int node) => int.Parse(
        TestFleet.ShellAt(Pod(node == 1 ? 1 : 3), "awk '/^Tcp:/ && ++n == 2 { print $7 }' /proc/net/snmp"), CultureInfo.InvariantCulture);
}
