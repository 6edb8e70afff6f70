using System.Collections.Immutable;
using Netaas.Core.View;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>Pods whose runtime takes the interface into the container by itself, as Docker's engine does.</summary>
public sealed class HandedPodTests : IDisposable
{
    private static readonly string s_hostEnd = GeneratedNames.HandedPod(Items.PodId(1)).Value;
    private static readonly string s_farEnd = GeneratedNames.FarEnd(Items.PodId(1)).Value;
    private static readonly PodItem s_pod = Items.Pod(1, 1, 1) with { IsHanded = true, NetnsPath = "/run/docker/netns/of-somebody" };

    private readonly TestFleet _fleet = new(1);

    [Fact]
    public void A_runtime_takes_the_far_end_and_the_pod_reaches_others_and_stays_as_it_is()
    {
        Apply();
        Assert.False(Found().IsTaken);
        Take();
        Assert.True(Found().IsTaken);
        Assert.Empty(_fleet.Drift(1));
        Assert.Empty(Apply());
        var other = Items.Address(2, 1, 1);
        _fleet.Shell("outside", $"ping -c 1 -W 2 {other}");
    }

    [Theory]
    [InlineData("ip link set HOST nomaster")]
    [InlineData("ip link set HOST down")]
    [InlineData("ip link set HOST mtu 1300")]
    [InlineData("bridge link set dev HOST hairpin off")]
    public void Damage_to_the_hosts_end_is_found_and_repaired_while_the_container_has_the_other(string damage)
    {
        Apply();
        Take();
        _fleet.Shell("node-1", damage.Replace("HOST", s_hostEnd, StringComparison.Ordinal));
        var drift = _fleet.Drift(1);
        Assert.Equal(StepAction.Change, Assert.Single(drift).Action);
        Assert.Empty(_fleet.Kernel(1).Apply(drift).Failures);
        Assert.Empty(_fleet.Drift(1));
        Assert.True(Found().IsTaken);
    }

    [Fact]
    public void A_pod_that_goes_takes_its_interface_out_of_the_container()
    {
        Apply();
        Take();
        _fleet.Apply(1, Items.Node(1), Items.Network(1), Items.Member(1, 1));
        Assert.DoesNotContain("eth9", _fleet.Shell("outside", "ip -o link"), StringComparison.Ordinal);
        Assert.DoesNotContain(s_hostEnd, _fleet.Shell("node-1", "ip -o link"), StringComparison.Ordinal);
    }

    public void Dispose() => _fleet.Dispose();

    private ImmutableArray<Step> Apply() =>
        _fleet.Apply(1, Items.Node(1), Items.Network(1), Items.Member(1, 1), s_pod, Items.Pod(2, 1, 1));

    private HandedPodObject Found() => Assert.Single(_fleet.Kernel(1).Read(_fleet.Plan(1)).Objects.Values.OfType<HandedPodObject>());

    /// <summary>As libnetwork does: moved, renamed, given its address and its way out.</summary>
    private void Take()
    {
        _fleet.Shell("node-1", $"ip link set {s_farEnd} netns {Path.GetFileName(_fleet.Path("outside"))} name eth9");
        _fleet.Shell("outside", $"ip addr add {Items.Address(1, 1, 1)}/24 dev eth9; ip link set eth9 up");
    }
}
