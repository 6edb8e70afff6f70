using System.Collections.Immutable;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>What the kernel tells by itself, without anybody reading it in full.</summary>
public sealed class KernelWatchTests : IDisposable
{
    private static readonly ViewItem[] s_everything =
    [
        Items.Node(1), Items.Node(2), Items.Network(1), Items.Member(1, 1), Items.Member(1, 2), Items.Pod(1, 1, 1), Items.Pod(2, 1, 1),
        Items.Mapping(8080, Items.Address(1, 1, 1), 1),
    ];

    private readonly TestFleet _fleet = new(1);
    private readonly SemaphoreSlim _told = new(0);

    [Theory]
    [InlineData("nft flush chain inet netaas filter-forward", ObjectKind.Ruleset)]
    [InlineData("nft insert rule inet netaas filter-forward accept", ObjectKind.Ruleset)]
    [InlineData("nft 'delete element inet netaas any-ports-4 { tcp . 8080 }'", ObjectKind.Element)]
    [InlineData("nft 'add element inet netaas any-ports-4 { tcp . 99 : 10.9.9.9 . 99 }'", ObjectKind.Element)]
    [InlineData("nft flush map inet netaas any-ports-4", ObjectKind.Element)]
    [InlineData("ip link set BRIDGE mtu 1300", ObjectKind.Bridge)]
    [InlineData("ip addr add 10.1.1.200/32 dev BRIDGE", ObjectKind.Address)]
    [InlineData("ip route del 10.1.2.0/24", ObjectKind.Route)]
    [InlineData("ip route add 10.99.0.0/16 dev BRIDGE src 10.1.1.1 proto 110", ObjectKind.Route)]
    [InlineData("bridge fdb add 02:00:00:00:99:99 dev VXLAN dst 172.31.0.99", ObjectKind.FdbEntry)]
    [InlineData("ip neigh flush dev VXLAN nud permanent", ObjectKind.Neighbor)]
    [InlineData("ip link del POD", ObjectKind.PodAttachment)]
    [InlineData("ip link set POD nomaster", ObjectKind.PodAttachment)]
    [InlineData("bridge link set dev POD hairpin off", ObjectKind.PodAttachment)]
    [InlineData("sysctl -qw net.ipv4.ip_forward=0", ObjectKind.Sysctl)]
    public void A_foreign_change_is_told_and_named(string tampering, ObjectKind kind)
    {
        WatchAndApply();
        _fleet.Shell("node-1", Named(tampering));
        Assert.Contains(AwaitDoubts() ?? [], key => key.Kind == kind);
    }

    [Theory]
    [InlineData("nft delete table bridge netaas")]
    [InlineData("ip link del BRIDGE")]
    [InlineData("ip link set BRIDGE down; ip link set BRIDGE up")]
    [InlineData("ip addr flush dev BRIDGE")]
    public void Where_more_goes_than_is_told_everything_is_in_doubt(string tampering)
    {
        WatchAndApply();
        _fleet.Shell("node-1", Named(tampering));
        // A device takes the kernel a moment to do away with, and it tells of its ports first.
        Assert.Null(AwaitDoubts(quietMilliseconds: 1000));
    }

    [Theory]
    [InlineData("ip addr del 10.1.1.2/24 dev eth0")]
    [InlineData("ip addr add 10.1.1.77/24 dev eth0")]
    [InlineData("ip route del default")]
    [InlineData("ip link set eth0 down")]
    [InlineData("ip link set eth0 mtu 1200")]
    [InlineData("ip link set eth0 address 02:00:00:00:00:99")]
    public void A_change_inside_a_pod_is_told(string tampering)
    {
        WatchAndApply();
        TestFleet.ShellAt(_fleet.Netns(1, Items.PodId(1)), tampering);
        Assert.Equal([PodKey(1)], AwaitDoubts());
    }

    [Fact]
    public void Changes_of_our_own_leave_no_doubt()
    {
        WatchAndApply();
        _fleet.Apply(1, [.. s_everything.Where(item => item is not (PodItem or PortMappingItem)), Items.Pod(3, 1, 1), Items.Mapping(8081, Items.Address(3, 1, 1), 1)]);
        HearOut();
        _fleet.Apply(1, Items.Node(1));
        // A device takes the kernel a moment to do away with, and is wanted again behind that.
        HearOut(quietMilliseconds: 1000);
        _fleet.Apply(1, s_everything);
        HearOut();
    }

    [Fact]
    public void What_others_do_with_their_own_leaves_no_doubt()
    {
        WatchAndApply();
        _fleet.Shell("node-1", """
            nft 'add table inet theirs; add chain inet theirs input { type filter hook input priority 0; }; delete table inet theirs'
            ip link add theirs type bridge; ip link set theirs up; ip addr add 192.0.2.1/24 dev theirs; ip route add 203.0.113.0/24 dev theirs; ip link del theirs
            """);
        // Behind all of theirs, something that is noticed.
        _fleet.Shell("node-1", "ip route del 10.1.2.0/24");
        Assert.Equal([ObjectKind.Route], (AwaitDoubts() ?? []).Select(key => key.Kind));
    }

    [Fact]
    public void A_change_that_was_undone_leaves_no_doubt()
    {
        WatchAndApply();
        _fleet.Shell("node-1", Named("ip link set BRIDGE mtu 1300; ip link set BRIDGE mtu 1450"));
        Assert.Equal([], AwaitDoubts());
    }

    public void Dispose()
    {
        _fleet.Dispose();
        _told.Dispose();
    }

    private static ObjectKey PodKey(int pod) => new(ObjectKind.PodAttachment, GeneratedNames.Pod(Items.PodId(pod), $"pod-{pod}").Value);

    private static string Named(string tampering)
    {
        var network = Items.Network(1);
        return tampering
            .Replace("BRIDGE", GeneratedNames.Bridge(network.Id, network.Name).Value, StringComparison.Ordinal)
            .Replace("VXLAN", GeneratedNames.Vxlan(network.Id, network.Name).Value, StringComparison.Ordinal)
            .Replace("POD", PodKey(1).Name, StringComparison.Ordinal);
    }

    /// <summary>Brings the node to everything, and hears out what the kernel has to say of that.</summary>
    private void WatchAndApply()
    {
        _fleet.Kernel(1).Watch(() => _told.Release());
        _fleet.Apply(1, s_everything);
        HearOut();
    }

    /// <summary>Takes what is told until it is quiet: no doubt among it.</summary>
    private void HearOut(int quietMilliseconds = 300)
    {
        while (_told.Wait(quietMilliseconds))
            Assert.Equal([], _fleet.Kernel(1).Doubts(_fleet.Plan(1)) ?? throw new InvalidOperationException("Everything is in doubt."));
    }

    /// <summary>What the kernel told within a second; it may tell in parts.</summary>
    private ImmutableArray<ObjectKey>? AwaitDoubts(int quietMilliseconds = 200)
    {
        ImmutableArray<ObjectKey> doubts = [];
        Assert.True(_told.Wait(TimeSpan.FromSeconds(1)), "The kernel told nothing.");
        do
        {
            if (_fleet.Kernel(1).Doubts(_fleet.Plan(1)) is not { } more)
                return null;
            doubts = [.. doubts.Union(more)];
        }
        while (_told.Wait(quietMilliseconds));
        return doubts;
    }
}
