using Netaas.Core;
using Netaas.Core.Collections;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>Everything that a node's kernel should hold, and for which item each part is. Depends on the view alone.</summary>
public sealed class NodePlan
{
    private readonly PersistentDictionary<ObjectKey, Claims> _claims;
    private readonly Dependents _dependents;

    private NodePlan(
        NodeView view,
        PersistentDictionary<ItemKey, ItemPlan> items,
        PersistentDictionary<ObjectKey, Claims> claims,
        Dependents dependents) =>
        (View, Items, _claims, _dependents) = (view, items, claims, dependents);

    public NodeView View { get; }

    public PersistentDictionary<ItemKey, ItemPlan> Items { get; }

    /// <summary>Number of kernel objects.</summary>
    public int Count => _claims.Count;

    /// <summary>Keys of all objects, in no particular order.</summary>
    public IEnumerable<ObjectKey> Keys => _claims.Keys;

    /// <summary>All objects, in no particular order.</summary>
    public IEnumerable<KernelObject> Objects => _claims.Values.Select(claims => claims.First.Object);

    /// <summary>Items that the view is too incomplete for.</summary>
    public IEnumerable<ItemPlan> Incomplete => Items.Values.Where(item => item.Incomplete is not null);

    public static NodePlan Empty(NodeId node) => new(
        NodeView.Empty(node),
        PersistentDictionary<ItemKey, ItemPlan>.Empty,
        PersistentDictionary<ObjectKey, Claims>.Empty,
        Dependents.None);

    public KernelObject? Find(ObjectKey key) => _claims.TryGetValue(key, out var claims) ? claims.First.Object : null;

    /// <summary>The items that want an object of this key; the first one's is taken.</summary>
    public IEnumerable<ItemKey> Owners(ObjectKey key) => _claims.TryGetValue(key, out var claims) ? claims.Owners : [];

    /// <summary>The items to compile again when these have changed: they and all that looked at one of them.</summary>
    internal HashSet<ItemKey> Affected(IEnumerable<ItemKey> changed)
    {
        var affected = new HashSet<ItemKey>();
        foreach (var key in changed)
        {
            affected.Add(key);
            if (_dependents.Of(key) is { Count: > 0 } dependents)
                affected.UnionWith(dependents);
        }
        return affected;
    }

    /// <summary>This plan with some items compiled anew; null for one that is gone.</summary>
    /// <param name="compiled">Each item once.</param>
    internal PlanChange With(NodeView view, (ItemKey Key, ItemPlan? Plan)[] compiled)
    {
        var items = Items.ToBuilder();
        var claims = _claims.ToBuilder();
        var dependents = new Dependents.Change(_dependents);
        var touched = new List<ObjectKey>(2 * compiled.Length);
        TwoHands.Run(compiled.Length, ClaimObjects, KeepItems);
        return new PlanChange(new NodePlan(view, items.ToImmutable(), claims.ToImmutable(), dependents.Done()), touched);

        void ClaimObjects()
        {
            foreach (var (key, plan) in compiled)
            {
                if (Items.TryGetValue(key, out var before))
                    Withdraw(before, claims, touched);
                if (plan is not null)
                    Enter(plan, claims, touched);
            }
        }

        void KeepItems()
        {
            foreach (var (key, plan) in compiled)
            {
                if (Items.TryGetValue(key, out var before))
                    dependents.Remove(before);
                if (plan is null)
                {
                    items.Remove(key);
                    continue;
                }
                items[key] = plan;
                dependents.Add(plan);
            }
        }
    }

    private static void Withdraw(
        ItemPlan item,
        PersistentDictionary<ObjectKey, Claims>.Builder claims,
        List<ObjectKey> touched)
    {
        foreach (var wanted in item.Objects)
        {
            var key = wanted.Key;
            touched.Add(key);
            if (!claims.TryGetValue(key, out var all))
                continue;
            if (all.Without(new Claim(item, wanted)) is { } left)
                claims[key] = left;
            else
                claims.Remove(key);
        }
    }

    private static void Enter(
        ItemPlan item,
        PersistentDictionary<ObjectKey, Claims>.Builder claims,
        List<ObjectKey> touched)
    {
        foreach (var wanted in item.Objects)
        {
            var (key, claim) = (wanted.Key, new Claim(item, wanted));
            touched.Add(key);
            claims[key] = claims.TryGetValue(key, out var others) ? others.With(claim) : new Claims(claim, null);
        }
    }
}
