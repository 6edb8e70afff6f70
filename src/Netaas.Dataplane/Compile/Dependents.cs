using System.Collections.Immutable;
using Netaas.Core.Collections;
using Netaas.Core.View;

namespace Netaas.Dataplane.Compile;

/// <summary>Who looked at whom while they were compiled.</summary>
internal sealed class Dependents
{
    public static readonly Dependents None = new(PersistentDictionary<ItemKey, ImmutableHashSet<ItemKey>>.Empty);

    private readonly PersistentDictionary<ItemKey, ImmutableHashSet<ItemKey>> _sets;

    private Dependents(PersistentDictionary<ItemKey, ImmutableHashSet<ItemKey>> sets) => _sets = sets;

    /// <summary>Those who looked at an item.</summary>
    public ImmutableHashSet<ItemKey> Of(ItemKey item) => _sets.GetValueOrDefault(item, []);

    /// <summary>One step to the next: thousands of services look at one network, whose set is then opened once.</summary>
    public sealed class Change(Dependents before)
    {
        private readonly Dictionary<ItemKey, ImmutableHashSet<ItemKey>.Builder> _open = [];

        public void Add(ItemPlan item)
        {
            foreach (var dependency in item.Dependencies)
                Open(dependency).Add(item.Item);
        }

        public void Remove(ItemPlan item)
        {
            foreach (var dependency in item.Dependencies)
                Open(dependency).Remove(item.Item);
        }

        public Dependents Done()
        {
            var sets = before._sets.ToBuilder();
            foreach (var (item, open) in _open)
                if (open.Count > 0)
                    sets[item] = open.ToImmutable();
                else
                    sets.Remove(item);
            return new(sets.ToImmutable());
        }

        private ImmutableHashSet<ItemKey>.Builder Open(ItemKey item)
        {
            if (!_open.TryGetValue(item, out var open))
                _open[item] = open = before.Of(item).ToBuilder();
            return open;
        }
    }
}
