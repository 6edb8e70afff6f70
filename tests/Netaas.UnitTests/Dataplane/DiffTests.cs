using System.Net;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

public sealed class DiffTests
{
    private static readonly ViewItem[] Items =
    [
        Views.Node(1), Views.Node(2), Views.Network(1), Views.Member(1, 1), Views.Member(1, 2), Views.Pod(1, 1, 1), Views.Mapping(1, 1, 1, 1),
    ];

    [Fact]
    public void What_is_found_as_wanted_needs_no_step()
    {
        var plan = Plan(Items);
        Assert.Empty(PlanDiff.Diff(plan, NodeState.Of(plan.Objects)));
    }

    [Fact]
    public void From_nothing_everything_is_added_and_the_pod_comes_last()
    {
        var plan = Plan(Items);
        var steps = PlanDiff.Diff(plan, NodeState.Empty);

        Assert.Equal(plan.Count, steps.Length);
        Assert.All(steps, step => Assert.Equal(StepAction.Add, step.Action));
        Assert.Equal(ObjectKind.PodAttachment, steps[^1].Key.Kind);
        AssertBefore(steps, ObjectKind.Bridge, ObjectKind.Element);
        AssertBefore(steps, ObjectKind.Ruleset, ObjectKind.Element);
        AssertBefore(steps, ObjectKind.Address, ObjectKind.Route);
        AssertBefore(steps, ObjectKind.Neighbor, ObjectKind.Route);
    }

    [Fact]
    public void To_nothing_dependents_go_before_owners_and_settings_stay()
    {
        var state = NodeState.Of(Plan(Items).Objects);
        var steps = PlanDiff.Diff(NodePlan.Empty(Views.NodeId(1)), state);

        Assert.All(steps, step => Assert.Equal(StepAction.Remove, step.Action));
        Assert.DoesNotContain(steps, step => step.Key.Kind is ObjectKind.Sysctl or ObjectKind.DeviceSysctl);
        AssertBefore(steps, ObjectKind.Element, ObjectKind.PodAttachment);
        AssertBefore(steps, ObjectKind.Route, ObjectKind.Neighbor);
        AssertBefore(steps, ObjectKind.Route, ObjectKind.Vxlan);
        AssertBefore(steps, ObjectKind.PodAttachment, ObjectKind.Bridge);
        AssertBefore(steps, ObjectKind.Bridge, ObjectKind.Ruleset);
    }

    [Fact]
    public void Only_the_keys_asked_for_are_looked_at()
    {
        var plan = Plan(Items);
        var pod = plan.Objects.OfType<PodAttachmentObject>().Single();

        var step = Assert.Single(PlanDiff.Diff(plan, NodeState.Empty, new HashSet<ObjectKey> { pod.Key }));

        Assert.Equal(pod, step.Object);
    }

    [Fact]
    public void A_new_underlay_address_makes_the_tunnel_anew_with_all_that_stands_on_it()
    {
        var before = Plan(Items);
        var moved = Views.Node(1) with { UnderlayAddresses = [new(IPAddress.Parse("172.31.0.99"), 24)] };
        var change = NodeCompiler.Update(before, before.View with { Items = before.View.Items.SetItem(moved.Key, moved) }, [moved.Key]);

        var steps = PlanDiff.Diff(change.Plan, NodeState.Of(before.Objects), change.Touched);

        var vxlan = before.Objects.OfType<VxlanObject>().Single().Name;
        Assert.Equal(StepAction.Change, steps.Single(step => step.Key.Kind == ObjectKind.Vxlan).Action);
        Assert.Equal(
            change.Plan.Objects.Where(wanted => wanted.Device == vxlan).Select(wanted => wanted.Key).Order(),
            steps.Where(step => step.Action == StepAction.Add).Select(step => step.Key).Order());
    }

    [Fact]
    public void A_new_mtu_changes_the_devices_in_place()
    {
        var before = Plan(Items);
        var network = Views.Network(1) with { Mtu = 1400 };
        var change = NodeCompiler.Update(before, before.View with { Items = before.View.Items.SetItem(network.Key, network) }, [network.Key]);

        var steps = PlanDiff.Diff(change.Plan, NodeState.Of(before.Objects), change.Touched);

        Assert.Equal(
            [ObjectKind.Bridge, ObjectKind.Vxlan, ObjectKind.PodAttachment],
            steps.Select(step => step.Key.Kind));
        Assert.All(steps, step => Assert.Equal(StepAction.Change, step.Action));
    }

    private static NodePlan Plan(ViewItem[] items) => NodeCompiler.Compile(Views.Of(Views.NodeId(1), items));

    private static void AssertBefore(IReadOnlyList<Step> steps, ObjectKind first, ObjectKind second)
    {
        var kinds = steps.Select(step => step.Key.Kind).ToList();
        Assert.Contains(first, kinds);
        Assert.True(kinds.LastIndexOf(first) < kinds.IndexOf(second), $"{first} before {second}: {string.Join(", ", kinds)}");
    }
}
