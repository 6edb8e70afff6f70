using System.Collections.Immutable;
using Netaas.Core.Naming;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Diff;

/// <summary>From the state found to the plan wanted: pure, ordered by <see cref="StepOrder"/>, sorted within a phase.</summary>
public static class PlanDiff
{
    /// <summary>All that has to be done.</summary>
    public static ImmutableArray<Step> Diff(NodePlan plan, NodeState state) =>
        Diff(plan, state, plan.Keys.Concat(state.Keys.Where(key => plan.Find(key) is null)));

    /// <summary>What has to be done about some objects, and about those that stand on a device among them which is made anew.</summary>
    /// <param name="keys">One may be named more than once.</param>
    public static ImmutableArray<Step> Diff(NodePlan plan, NodeState state, IEnumerable<ObjectKey> keys)
    {
        var steps = new List<Step>();
        var remade = new HashSet<InterfaceName>();
        foreach (var key in keys)
        {
            if (StepFor(plan.Find(key), state.Find(key)) is not { } step)
                continue;
            steps.Add(step);
            if (IsMadeAnew(step) is { } device)
                remade.Add(device);
        }
        if (remade.Count > 0)
            steps = WithDependents(plan, remade, steps);
        steps.Sort(StepOrder.Compare);
        return Distinct(steps);
    }

    /// <summary>Of steps in their order: there is one for an object.</summary>
    private static ImmutableArray<Step> Distinct(List<Step> steps)
    {
        var distinct = ImmutableArray.CreateBuilder<Step>(steps.Count);
        foreach (var step in steps)
            if (distinct.Count == 0 || StepOrder.Compare(distinct[^1], step) != 0)
                distinct.Add(step);
        return distinct.DrainToImmutable();
    }

    private static Step? StepFor(KernelObject? wanted, KernelObject? found) => (wanted, found) switch
    {
        (null, null) => null,
        (null, { } old) => StepOrder.IsRemovable(old.Kind) ? new Step(StepAction.Remove, old, old) : null,
        ({ } made, null) => new Step(StepAction.Add, made, null),
        ({ } changed, { } old) => changed.Equals(old) ? null : new Step(StepAction.Change, changed, old),
    };

    /// <summary>A device that is new takes nothing over from the one before, whatever is remembered of that; one with a new MAC no neighbors.</summary>
    private static InterfaceName? IsMadeAnew(Step step) => step switch
    {
        { Action: StepAction.Add, Object: BridgeObject bridge } => bridge.Name,
        { Action: StepAction.Add, Object: VxlanObject vxlan } => vxlan.Name,
        { Action: StepAction.Change, Object: VxlanObject vxlan, Found: VxlanObject found } =>
            CanChange(found, vxlan) && found.Mac == vxlan.Mac ? null : vxlan.Name,
        _ => null,
    };

    /// <summary>Whether the kernel changes one VXLAN device into the other in place: the MTU and the MAC, nothing of the tunnel.</summary>
    internal static bool CanChange(VxlanObject found, VxlanObject wanted) => found with { Mac = wanted.Mac, Mtu = wanted.Mtu, IsHealthy = true } == wanted;

    private static List<Step> WithDependents(NodePlan plan, HashSet<InterfaceName> remade, List<Step> steps)
    {
        var all = new Dictionary<ObjectKey, Step>();
        foreach (var step in steps)
            all[step.Key] = step;
        foreach (var wanted in plan.Objects)
            if (wanted.Device is { } device && remade.Contains(device))
                all[wanted.Key] = new Step(StepAction.Add, wanted, null);
        return [.. all.Values];
    }
}
