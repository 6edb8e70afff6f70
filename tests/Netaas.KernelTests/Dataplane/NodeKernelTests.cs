using Netaas.Core.View;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

public sealed class NodeKernelTests
{
    private static readonly ViewItem[] Everything =
    [
        Items.Node(1), Items.Node(2), Items.Network(1), Items.Member(1, 1), Items.Member(1, 2), Items.Pod(1, 1, 1), Items.Pod(2, 1, 1),
        Items.Mapping(8080, Items.Address(1, 1, 1), 1),
    ];

    [Fact]
    public void What_was_applied_is_found_again_by_a_full_read_and_needs_no_step()
    {
        using var fleet = new TestFleet(1);
        Assert.NotEmpty(fleet.Apply(1, Everything));
        Assert.Empty(fleet.Drift(1).Select(step => $"{step}"));
        Assert.Empty(fleet.Apply(1, Everything));
    }

    [Fact]
    public void Deleting_everything_leaves_links_routes_and_ruleset_as_before_but_for_the_base_table()
    {
        using var fleet = new TestFleet(1);
        fleet.Apply(1, Items.Node(1));
        var before = Look(fleet);

        fleet.Apply(1, Everything);
        Assert.NotEqual(before, Look(fleet));
        fleet.Apply(1, Items.Node(1));

        Assert.Equal(before, Look(fleet));
        Assert.False(File.Exists(fleet.Netns(1, Items.PodId(1))));
    }

    private static string Look(TestFleet fleet) =>
        fleet.Shell("node-1", "ip -o link | sed 's/qdisc.*//'; ip addr show | grep inet; ip route show table all; ip -6 route show table all; ip neigh show nud permanent; bridge fdb; nft list ruleset");
}
