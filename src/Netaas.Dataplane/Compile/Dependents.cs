using Netaas.Core.Collections;
using Netaas.Core.View;

namespace Netaas.Dataplane.Compile;

/// <summary>Who looked at whom while they were compiled.</summary>
internal sealed class Dependents
{
    public static readonly Dependents None = new(PersistentDictionary<ItemKey, IReadOnlyCollection<ItemKey>>.Empty);

    // One alone in an array, as it is for each peer of thousands; more in a persistent set.
    private readonly PersistentDictionary<ItemKey, IReadOnlyCollection<ItemKey>> _groups;

    private Dependents(PersistentDictionary<ItemKey, IReadOnlyCollection<ItemKey>> groups) => _groups = groups;

    /// <summary>Those who looked at an item.</summary>
    public IReadOnlyCollection<ItemKey> Of(ItemKey item) => _groups.GetValueOrDefault(item, []);

    /// <summary>One step to the next: thousands of services look at one network, whose set is then opened once.</summary>
    public sealed class Change(Dependents before)
    {
        private readonly PersistentDictionary<ItemKey, IReadOnlyCollection<ItemKey>>.Builder _groups = before._groups.ToBuilder();
        private readonly Dictionary<ItemKey, PersistentSet<ItemKey>.Builder> _open = [];

        public void Add(ItemPlan item)
        {
            foreach (var dependency in item.Dependencies)
                if (_open.ContainsKey(dependency) || _groups.TryGetValue(dependency, out _))
                    Open(dependency).Add(item.Item);
                else
                    _groups[dependency] = [item.Item];
        }

        public void Remove(ItemPlan item)
        {
            foreach (var dependency in item.Dependencies)
                Open(dependency).Remove(item.Item);
        }

        public Dependents Done()
        {
            foreach (var (item, open) in _open)
                if (open.Count > 0)
                    _groups[item] = open.ToImmutable();
                else
                    _groups.Remove(item);
            return new(_groups.ToImmutable());
        }

        private PersistentSet<ItemKey>.Builder Open(ItemKey item)
        {
            if (_open.TryGetValue(item, out var open))
                return open;
            var group = _groups.TryGetValue(item, out var known) ? known : [];
            open = (group as PersistentSet<ItemKey> ?? PersistentSet<ItemKey>.Empty).ToBuilder();
            if (group is not PersistentSet<ItemKey>)
                foreach (var single in group)
                    open.Add(single);
            return _open[item] = open;
        }
    }
}
