using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// What stands in the places of elements that steps are about. What is found as it is wanted is let go at once: a node that
/// fills up anew has a hundred thousand of them.
/// </summary>
internal sealed class FoundElements
{
    private readonly Dictionary<ObjectKey, Place> _places;

    // Thousands of neighbors are of one set.
    private (SetAddress Address, RulesetSet? Set)? _last;
    private int _told;

    public FoundElements(IReadOnlyCollection<SetElementObject> wanted)
    {
        _places = new Dictionary<ObjectKey, Place>(wanted.Count);
        foreach (var element in wanted)
            _places[element.Key] = new Place(element, null, IsTold: false);
    }

    /// <summary>Whether something was said of every place.</summary>
    public bool IsWhole => _told == _places.Count;

    /// <summary>Null for nothing.</summary>
    public SetElementObject? this[ObjectKey key] => _places[key].Found;

    /// <summary>Takes down what the kernel says of a change, at its end: what was said last of a place holds.</summary>
    public void Hear(SetAddress set, ElementBytes element, bool isGone)
    {
        if (!ReferenceEquals(_last?.Address, set))
            _last = (set, ElementCodec.SetAt(set));
        if (_last?.Set is { } ours)
            Note(new SetElementObject(ours, element.Key, element.KeyEnd, element.Value), isGone);
    }

    public void Note(SetElementObject element, bool isGone = false)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrNullRef(_places, element.Key);
        if (Unsafe.IsNullRef(ref place))
            return;
        _told += place.IsTold ? 0 : 1;
        place = place with { Found = isGone ? null : element.Equals(place.Wanted) ? place.Wanted : element, IsTold = true };
    }

    private readonly record struct Place(SetElementObject Wanted, SetElementObject? Found, bool IsTold);
}
