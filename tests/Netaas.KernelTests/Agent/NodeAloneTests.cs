using Netaas.Core.Naming;
using Netaas.Dataplane.Names;
using Netaas.KernelTests.Dataplane;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Agent;

/// <summary>A node whose API, database and snapshots are away: what it has saved is enough.</summary>
public sealed class NodeAloneTests : IAsyncLifetime
{
    private readonly TestFleet _fleet = new(1);
    private readonly NodeId _node = new(Guid.NewGuid());
    private readonly LonelyControlPlane _control;

    public NodeAloneTests() => _control = new LonelyControlPlane(
        _node,
        Items.Node(1) with { Id = _node },
        Items.Node(2),
        Items.Network(1),
        Items.Member(1, 1) with { Node = _node },
        Items.Member(1, 2),
        Items.Pod(1, 1, 1),
        Items.Pod(2, 1, 1),
        Items.Mapping(8080, Items.Address(1, 1, 1), 1) with { TargetNode = _node });

    private string Pod1 => GeneratedNames.Netns(_node, Items.PodId(1));

    private string Pod2 => GeneratedNames.Netns(_node, Items.PodId(2));

    public async ValueTask InitializeAsync()
    {
        await _control.StartAsync();
        await using (_control.Run(_fleet.Path("node-1")))
            await _control.ReportAsync(report => report.AppliedRevision == 10);
        _control.IsAway = true;
        _control.ForgetReports();
    }

    [Fact]
    public void A_stopped_agent_leaves_its_data_plane_running()
    {
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.3"));
        _fleet.Serve(Pod1, 80);
        Assert.Equal("198.51.100.2", TestFleet.Ask(_fleet.Path("outside"), "172.31.0.11", 8080));
    }

    [Fact]
    public async Task After_a_reboot_pods_return_with_their_addresses()
    {
        Reboot();
        Assert.False(NetworkNamespace.Exists(Pod1));

        await using var agent = _control.Run(_fleet.Path("node-1"));
        await _control.ReportAsync(report => report.AppliedRevision == 10);

        Assert.Contains("inet 10.1.1.2/24", TestFleet.ShellAt(Pod1, "ip -o addr show eth0"), StringComparison.Ordinal);
        Assert.Contains("inet 10.1.1.3/24", TestFleet.ShellAt(Pod2, "ip -o addr show eth0"), StringComparison.Ordinal);
        Assert.True(TestFleet.CanPing(Pod1, "10.1.1.3"));
        _fleet.Serve(Pod1, 80);
        Assert.Equal("198.51.100.2", TestFleet.Ask(_fleet.Path("outside"), "172.31.0.11", 8080));
    }

    [Fact]
    public async Task A_restarted_agent_has_nothing_to_do_and_then_repairs_what_others_break()
    {
        await using var agent = _control.Run(_fleet.Path("node-1"));
        var first = await _control.ReportAsync(report => report.AppliedRevision == 10);
        Assert.Empty(first.Failures);
        Assert.Empty(first.Drift);

        _fleet.Shell("node-1", "ip route del 10.1.2.0/24; nft flush chain inet netaas filter-forward");

        var report = await _control.ReportAsync(report => report.Stats is { DriftRepaired: >= 2 });
        Assert.All(report.Drift, drift => Assert.True(drift.IsRepaired));
        Assert.Contains(report.Drift, drift => drift.Wanted?.StartsWith("route 10.1.2.0/24", StringComparison.Ordinal) == true && drift.Found is null);
        Assert.Contains("10.1.2.0/24", _fleet.Shell("node-1", "ip route"), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        Reboot();
        await _control.DisposeAsync();
        _fleet.Dispose();
    }

    /// <summary>What a reboot leaves of a node: nothing in /run, no link of ours, no rule, no route.</summary>
    private void Reboot()
    {
        NetworkNamespace.Delete(Pod1);
        NetworkNamespace.Delete(Pod2);
        _fleet.Shell("node-1", "for link in $(ip -br link | grep -oE '^na[bxp][a-z2-7]{8}-[^@ ]*'); do ip link del $link 2>/dev/null; done; nft flush ruleset; sysctl -qw net.ipv4.ip_forward=0");
    }
}
