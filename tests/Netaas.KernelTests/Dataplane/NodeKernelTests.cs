using System.Net;
using Netaas.Core.Collections;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>What only the real kernel can show.</summary>
public sealed class NodeKernelTests : IDisposable
{
    private static readonly ViewItem[] s_everything =
    [
        Items.Node(1), Items.Node(2), Items.Network(1), Items.Member(1, 1), Items.Member(1, 2), Items.Pod(1, 1, 1), Items.Pod(2, 1, 1),
        Items.Mapping(8080, Items.Address(1, 1, 1), 1),
    ];

    private readonly TestFleet _fleet = new(1);

    private string Pod1 => _fleet.Netns(1, Items.PodId(1));

    [Fact]
    public void Deleting_everything_leaves_links_routes_and_ruleset_as_before_but_for_the_base_table()
    {
        _fleet.Apply(1, Items.Node(1));
        var before = Look();

        _fleet.Apply(1, s_everything);
        Assert.NotEqual(before, Look());
        _fleet.Apply(1, Items.Node(1));

        Assert.Equal(before, Look());
        Assert.False(File.Exists(Pod1));
    }

    [Fact]
    public void What_is_not_ours_stays_through_it_all()
    {
        _fleet.Shell("node-1", """
            ip link add nabfoo type bridge; ip link set nabfoo up; ip addr add 192.0.2.1/24 dev nabfoo
            ip route add 203.0.113.0/24 via 172.31.0.1; ip neigh add 172.31.0.77 lladdr 02:00:00:00:77:77 dev eth0 nud permanent
            nft 'add table inet theirs; add chain inet theirs input { type filter hook input priority 0; }; add rule inet theirs input counter'
            """);
        var before = _fleet.Shell("node-1", "ip -o -4 addr show nabfoo; ip route show 203.0.113.0/24; ip neigh show dev eth0; nft -s list table inet theirs");
        _fleet.Apply(1, s_everything);
        _fleet.Apply(1);
        Assert.Equal(before, _fleet.Shell("node-1", "ip -o -4 addr show nabfoo; ip route show 203.0.113.0/24; ip neigh show dev eth0; nft -s list table inet theirs"));
        Assert.DoesNotContain("netaas", _fleet.Shell("node-1", "nft list tables"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nft flush chain inet netaas filter-forward", ObjectKind.Ruleset)]
    [InlineData("nft insert rule inet netaas filter-forward accept", ObjectKind.Ruleset)]
    [InlineData("nft delete table bridge netaas", ObjectKind.Ruleset)]
    [InlineData("nft 'delete element inet netaas any-ports-4 { tcp . 8080 }'", ObjectKind.Element)]
    [InlineData("nft 'add element inet netaas any-ports-4 { tcp . 99 : 10.9.9.9 . 99 }'", ObjectKind.Element)]
    [InlineData("ip link set BRIDGE mtu 1300", ObjectKind.Bridge)]
    [InlineData("ip link set BRIDGE down", ObjectKind.Bridge)]
    [InlineData("ip link del BRIDGE", ObjectKind.Bridge)]
    [InlineData("ip link del VXLAN", ObjectKind.Vxlan)]
    [InlineData("ip link set VXLAN address 02:00:00:00:77:77", ObjectKind.Vxlan)]
    [InlineData("ip addr del 10.1.1.1/24 dev BRIDGE", ObjectKind.Address)]
    [InlineData("ip route del 10.1.2.0/24", ObjectKind.Route)]
    [InlineData("ip route add 10.99.0.0/16 dev BRIDGE src 10.1.1.1 proto 110", ObjectKind.Route)]
    [InlineData("bridge fdb add 02:00:00:00:99:99 dev VXLAN dst 172.31.0.99", ObjectKind.FdbEntry)]
    [InlineData("ip neigh flush dev VXLAN nud permanent", ObjectKind.Neighbor)]
    [InlineData("ip link del POD", ObjectKind.PodAttachment)]
    [InlineData("ip link set POD nomaster", ObjectKind.PodAttachment)]
    [InlineData("bridge link set dev POD hairpin off", ObjectKind.PodAttachment)]
    [InlineData("sysctl -qw net.ipv4.ip_forward=0", ObjectKind.Sysctl)]
    public void Drift_is_found_and_repaired(string tampering, ObjectKind kind)
    {
        _fleet.Apply(1, s_everything);
        var network = Items.Network(1);
        _fleet.Shell("node-1", tampering
            .Replace("BRIDGE", GeneratedNames.Bridge(network.Id, network.Name).Value, StringComparison.Ordinal)
            .Replace("VXLAN", GeneratedNames.Vxlan(network.Id, network.Name).Value, StringComparison.Ordinal)
            .Replace("POD", GeneratedNames.Pod(Items.PodId(1), "pod-1").Value, StringComparison.Ordinal));

        var drift = _fleet.Drift(1);
        Assert.Contains(drift, step => step.Key.Kind == kind);
        Assert.Equal("", string.Concat(_fleet.Kernel(1).Apply(drift).Failures.Values.Select(failure => failure.Message)));
        Assert.Empty(_fleet.Drift(1).Select(step => step.ToString()));
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.3"));
    }

    [Fact]
    public void Another_mtu_leaves_what_stands_on_the_devices()
    {
        _fleet.Apply(1, s_everything);
        _fleet.Apply(1, s_everything.Select(item => item is NetworkItem network ? network with { Mtu = 1400 } : item));
        Assert.Empty(_fleet.Drift(1).Select(step => step.ToString()));
    }

    [Theory]
    [InlineData("ip addr del 10.1.1.2/24 dev eth0")]
    [InlineData("ip route del default")]
    [InlineData("ip link set eth0 down")]
    [InlineData("ip link set eth0 mtu 1200")]
    [InlineData("ip link del eth0")]
    public void Drift_inside_a_pod_is_found_and_repaired_without_making_the_namespace_anew(string tampering)
    {
        _fleet.Apply(1, s_everything);
        TestFleet.ShellAt(Pod1, tampering);
        using var same = NetworkNamespace.Open(Pod1);

        var drift = _fleet.Drift(1);
        Assert.Equal(ObjectKind.PodAttachment, Assert.Single(drift).Key.Kind);
        Assert.Equal("", string.Concat(_fleet.Kernel(1).Apply(drift).Failures.Values.Select(failure => failure.Message)));

        Assert.Empty(_fleet.Drift(1).Select(step => step.ToString()));
        using var now = NetworkNamespace.Open(Pod1);
        Assert.Equal(same.Inode, now.Inode);
    }

    [Fact]
    public void On_a_node_of_many_pods_every_inside_has_its_turn()
    {
        ViewItem[] many = [.. s_everything, .. Enumerable.Range(3, 150).Select(number => Items.Pod(number, 1, 1))];
        _fleet.Apply(1, many);
        Assert.Empty(_fleet.Drift(1).Select(step => step.ToString()));
        foreach (var pod in new[] { 5, 77, 150 })
            TestFleet.ShellAt(_fleet.Netns(1, Items.PodId(pod)), "ip route del default");

        var found = Enumerable.Range(0, 3).SelectMany(_ => _fleet.Drift(1)).Select(step => step.Key).ToHashSet();

        Assert.Equal(3, found.Count);
        using var later = _fleet.OpenAgain(1);
        Assert.Equal("", string.Concat(_fleet.Kernel(1).Apply(PlanDiff.Diff(_fleet.Plan(1), later.Read(_fleet.Plan(1)))).Failures.Values.Select(failure => failure.Message)));
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Empty(_fleet.Drift(1).Select(step => step.ToString())));
    }

    [Fact]
    public void A_namespace_that_is_gone_is_made_anew_with_its_pod()
    {
        _fleet.Apply(1, s_everything);
        NetworkNamespace.Delete(Pod1);
        Assert.Empty(_fleet.Kernel(1).Apply(_fleet.Drift(1)).Failures.Values.Select(failure => failure.Message));
        Assert.Empty(_fleet.Drift(1).Select(step => step.ToString()));
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.3"));
    }

    [Fact]
    public void A_pod_in_a_given_namespace_leaves_that_where_it_was()
    {
        var given = _fleet.Path("outside");
        TestFleet.ShellAt(given, "ip link set eth0 name wan");
        var pod = Items.Pod(1, 1, 1) with { NetnsPath = given };
        _fleet.Apply(1, [.. s_everything.Where(item => item.Key != pod.Key), pod]);
        Assert.True(TestFleet.CanPing(given, "10.1.1.3"));
        Assert.Empty(_fleet.Drift(1).Select(step => step.ToString()));

        _fleet.Apply(1, Items.Node(1));

        Assert.True(NetworkNamespace.Exists(given));
        Assert.DoesNotContain("eth0", TestFleet.ShellAt(given, "ip -br link"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_given_namespace_that_is_missing_fails_its_pod_alone()
    {
        var pod = Items.Pod(1, 1, 1) with { NetnsPath = "/run/netns/there-is-none" };
        var plan = NodeCompiler.Compile(new NodeView(Items.Node(1).Id, ((ViewItem[])[.. s_everything.Where(item => item.Key != pod.Key), pod]).ToPersistentDictionary(item => item.Key)));

        var result = _fleet.Kernel(1).Apply(PlanDiff.Diff(plan, NodeState.Empty));

        var failure = Assert.Single(result.Failures.Values);
        Assert.Equal(ObjectFailureReason.NamespaceGone, failure.Reason);
        Assert.Equal(GeneratedNames.Pod(pod.Id, pod.Name).Value, failure.Key.Name);
        _fleet.Kernel(1).Apply(PlanDiff.Diff(NodePlan.Empty(Items.Node(1).Id), NodeState.Of(plan.Objects)));
    }

    [Fact]
    public void What_the_kernel_refuses_fails_alone_and_in_its_words()
    {
        _fleet.Shell("node-1", $"ip link add other type vxlan id {Items.Network(1).Vni} local 172.31.0.11 dstport 4789");
        var plan = NodeCompiler.Compile(new NodeView(Items.Node(1).Id, s_everything.ToPersistentDictionary(item => item.Key)));

        var result = _fleet.Kernel(1).Apply(PlanDiff.Diff(plan, NodeState.Empty));

        Assert.Contains("errno 17", result.Failures.Values.Single(failure => failure.Key.Kind == ObjectKind.Vxlan).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Failures.Keys, key => key.Kind is ObjectKind.Bridge or ObjectKind.PodAttachment or ObjectKind.Element);
        _fleet.Kernel(1).Apply(PlanDiff.Diff(NodePlan.Empty(Items.Node(1).Id), NodeState.Of(plan.Objects)));
    }

    [Fact]
    public void Orphans_of_an_earlier_life_are_found_and_removed()
    {
        _fleet.Apply(1, s_everything);
        using var later = _fleet.OpenAgain(1);
        var nothing = _fleet.EmptyPlan(1);
        Assert.Empty(later.Apply(PlanDiff.Diff(nothing, later.Read(nothing))).Failures.Values.Select(failure => failure.Message));
        Assert.Equal("", _fleet.Shell("node-1", "ip -br link | grep ^na; nft list tables; ip route show proto 110; true").Trim());
        Assert.False(File.Exists(Pod1));
    }

    [Fact]
    public void Both_families_work_side_by_side()
    {
        var network = Items.Network(1) with { PodCidrs = [IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd00:1::/48")] };
        var member = Items.Member(1, 1) with
        {
            TunnelAddresses = [IPAddress.Parse("10.1.0.1"), IPAddress.Parse("fd00:1::1")],
            Blocks = [IPNetwork.Parse("10.1.1.0/24"), IPNetwork.Parse("fd00:1:0:1::/64")],
        };
        var peer = Items.Member(1, 2) with
        {
            TunnelAddresses = [IPAddress.Parse("10.1.0.2"), IPAddress.Parse("fd00:1::2")],
            Blocks = [IPNetwork.Parse("10.1.2.0/24"), IPNetwork.Parse("fd00:1:0:2::/64")],
        };
        PodItem Pod(int number) => Items.Pod(number, 1, 1) with { Addresses = [Items.Address(number, 1, 1), IPAddress.Parse($"fd00:1:0:1::{number + 1}")] };

        _fleet.Apply(1, Items.Node(1), Items.Node(2), network, member, peer, Pod(1), Pod(2));

        Assert.Empty(_fleet.Drift(1).Select(step => step.ToString()));
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.3"));
        Assert.True(TestFleet.CanPing(Pod1, "fd00:1:0:1::3"));
        Assert.True(TestFleet.CanPing(Pod1, "fd00:1:0:1::1"));
        TestFleet.ShellAt(Pod1, "ip addr add fd00:1:0:1::99/64 dev eth0 nodad");
        Assert.False(TestFleet.CanPing(Pod1, "fd00:1:0:1::1", "-I fd00:1:0:1::99"));
        _fleet.Apply(1, Items.Node(1));
    }

    [Fact]
    public void A_connection_outlives_a_restart_that_writes_everything_again()
    {
        _fleet.Apply(1, s_everything);
        using var echo = TestFleet.Start(Pod1, "socat TCP-LISTEN:80,fork,reuseaddr EXEC:cat");
        TestFleet.AwaitListener(Pod1, 80);
        using var client = TestFleet.Start(_fleet.Path("outside"), "socat - TCP:172.31.0.11:8080");
        client.StandardInput.WriteLine("before");
        Assert.Equal("before", client.StandardOutput.ReadLine());

        using var later = _fleet.OpenAgain(1);
        Assert.Empty(later.Apply(PlanDiff.Diff(_fleet.Plan(1), NodeState.Empty)).Failures.Values.Select(failure => failure.Message));

        client.StandardInput.WriteLine("after");
        Assert.Equal("after", client.StandardOutput.ReadLine());
        client.Kill(entireProcessTree: true);
        echo.Kill(entireProcessTree: true);
    }

    public void Dispose() => _fleet.Dispose();

    private string Look() =>
        _fleet.Shell("node-1", "while ip -6 addr show tentative | grep -q inet6; do sleep 0.05; done; ip -o link | sed 's/qdisc.*//'; ip addr show | grep inet; ip route show table all; ip -6 route show table all; ip neigh show nud permanent; bridge fdb; nft list ruleset");
}
