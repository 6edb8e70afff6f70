using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Dataplane.Compile;

/// <summary>From a node's view to its plan: pure, and item by item, so that a change costs work for what it concerns.</summary>
public static class NodeCompiler
{
    /// <summary>Compiles a whole view.</summary>
    public static NodePlan Compile(NodeView view) => Update(NodePlan.Empty(view.Node), view, view.Items.Keys).Plan;

    /// <summary>Compiles again what changed between a plan's view and a new one, and what depends on it.</summary>
    /// <param name="changed">Keys of the items that were added, changed or removed; more than those do no harm.</param>
    public static PlanChange Update(NodePlan plan, NodeView view, IEnumerable<ItemKey> changed)
    {
        var affected = plan.Affected(changed.Concat(view.Concerned(plan.View)));
        var compiled = new (ItemKey Key, ItemPlan? Plan)[affected.Count];
        var place = 0;
        foreach (var key in affected)
            compiled[place++].Key = key;
        TwoHands.Run(
            compiled.Length,
            () => Compile(compiled.AsSpan(..(compiled.Length / 2)), view),
            () => Compile(compiled.AsSpan((compiled.Length / 2)..), view));
        return plan.With(view, compiled);
    }

    private static void Compile(Span<(ItemKey Key, ItemPlan? Plan)> items, NodeView view)
    {
        var scope = new Scope(view);
        foreach (ref var item in items)
            item.Plan = Compile(item.Key, view, scope);
    }

    private static ItemPlan? Compile(ItemKey key, NodeView view, Scope scope)
    {
        if (view.Find<ViewItem>(key) is not { } item)
            return null;
        switch (item)
        {
            case NodeItem node:
                NodeItemCompiler.Compile(node, scope);
                break;
            case NetworkItem network:
                NetworkCompiler.Compile(network, scope);
                break;
            case MemberItem member:
                MemberCompiler.Compile(member, scope);
                break;
            case PodItem pod:
                PodCompiler.Compile(pod, scope);
                break;
            case PortMappingItem mapping:
                PortMappingCompiler.Compile(mapping, scope);
                break;
            case ServiceItem service:
                ServiceCompiler.Compile(service, scope);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(key), item, "Not a kind of item.");
        }
        return scope.Finish(item);
    }
}
