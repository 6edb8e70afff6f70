namespace Netaas.Dataplane.Objects;

/// <summary>The kinds of kernel object that a plan is made of.</summary>
public enum ObjectKind
{
    Sysctl,
    Bridge,
    Vxlan,
    DeviceSysctl,
    Ruleset,
    Element,
    Address,
    AnsweredAddress,
    Neighbor,
    FdbEntry,
    Route,
    PodNamespace,
    PodAttachment,
}

/// <summary>Names one kernel object on a node by what the kernel itself tells it apart by; sorts.</summary>
public readonly struct ObjectKey : IEquatable<ObjectKey>, IComparable<ObjectKey>
{
    // A text; for an element, of which there are far more than of all others together, the element itself.
    private readonly object _name;

    public ObjectKey(ObjectKind kind, string name) => (Kind, _name) = (kind, name);

    internal ObjectKey(SetElementObject element) => (Kind, _name) = (ObjectKind.Element, element);

    public ObjectKind Kind { get; }

    public string Name => _name as string ?? ((SetElementObject)_name).Name;

    public bool Equals(ObjectKey other) => Kind == other.Kind && (ReferenceEquals(_name, other._name) || (_name, other._name) switch
    {
        (SetElementObject one, SetElementObject two) => ReferenceEquals(one.In, two.In) && one.Identity.SequenceEqual(two.Identity),
        var (one, two) => Equals(one, two),
    });

    public override bool Equals(object? obj) => obj is ObjectKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add((int)Kind);
        if (_name is SetElementObject element)
            hash.AddBytes(element.Identity);
        else
            hash.Add(_name);
        return hash.ToHashCode();
    }

    public int CompareTo(ObjectKey other)
    {
        // An enum compares itself boxed; a sort of a node's steps does so some million times.
        var kind = ((int)Kind).CompareTo((int)other.Kind);
        if (kind != 0)
            return kind;
        if (_name is not SetElementObject one || other._name is not SetElementObject two)
            return string.CompareOrdinal(Name, other.Name);
        var set = ReferenceEquals(one.In, two.In) ? 0 : string.CompareOrdinal(one.Set, two.Set);
        return set != 0 ? set : one.Identity.SequenceCompareTo(two.Identity);
    }

    public override string ToString() => $"{Kind} {Name}";

    public static bool operator ==(ObjectKey left, ObjectKey right) => left.Equals(right);

    public static bool operator !=(ObjectKey left, ObjectKey right) => !left.Equals(right);

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}
