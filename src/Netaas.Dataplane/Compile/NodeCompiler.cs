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
        var scope = new Scope(view);
        return plan.With(view, plan.Affected(changed.Concat(view.Concerned(plan.View))).Select(key => (key, Compile(key, view, scope))));
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
