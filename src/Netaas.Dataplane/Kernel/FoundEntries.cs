using System.Collections.Immutable;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// What stands in the places of the table entries that steps are about, as the kernel tells it. What is found as it is wanted
/// is let go at once: a node that fills up anew has a hundred thousand of them.
/// </summary>
internal sealed class FoundEntries
{
    private readonly ImmutableArray<Step> _steps;
    private readonly Dictionary<TableEntry, int> _places;
    private readonly KernelObject?[] _found;
    private readonly bool[] _isTold;

    // Thousands of neighbors are of one set.
    private (SetAddress Address, RulesetSet? Set)? _last;

    public FoundEntries(ImmutableArray<Step> steps)
    {
        _steps = steps;
        _places = new Dictionary<TableEntry, int>(steps.Length, Identity.Comparer);
        _found = new KernelObject?[steps.Length];
        _isTold = new bool[steps.Length];
        for (var i = 0; i < steps.Length; i++)
            if (steps[i].Object is TableEntry entry)
                _places[entry] = i;
    }

    /// <summary>What stands in the place of a step's object; null for nothing.</summary>
    public KernelObject? this[int step] => _found[step];

    /// <summary>Whether anything was said of it.</summary>
    public bool IsTold(int step) => _isTold[step];

    /// <summary>Takes down what the kernel says of a change, at its end: what was said last of a place holds.</summary>
    public void Hear(SetAddress set, ElementBytes element, bool isGone)
    {
        if (!ReferenceEquals(_last?.Address, set))
            _last = (set, ElementCodec.SetAt(set));
        if (_last?.Set is { } ours)
            Hear(new SetElementObject(ours, element.Key, element.KeyEnd, element.Value), isGone);
    }

    private void Hear(SetElementObject element, bool isGone)
    {
        if (_places.TryGetValue(element, out var step))
            Note(step, isGone ? null : element);
    }

    /// <summary>Takes back what was said of a kind: nothing of it was found.</summary>
    public void Forget(ObjectKind kind)
    {
        for (var i = 0; i < _steps.Length; i++)
            if (_steps[i].Object.Kind == kind)
                Note(i, null);
    }

    public void Note(TableEntry entry)
    {
        if (_places.TryGetValue(entry, out var step))
            Note(step, entry);
    }

    public void Note(int step, KernelObject? entry) =>
        (_found[step], _isTold[step]) = (entry is not null && entry.Equals(_steps[step].Object) ? _steps[step].Object : entry, true);

    private sealed class Identity : IEqualityComparer<TableEntry>
    {
        public static readonly Identity Comparer = new();

        public bool Equals(TableEntry? one, TableEntry? other) =>
            ReferenceEquals(one, other) || (one is not null && other is not null && one.IsSame(other));

        public int GetHashCode(TableEntry entry) => entry.IdentityHash;
    }
}
