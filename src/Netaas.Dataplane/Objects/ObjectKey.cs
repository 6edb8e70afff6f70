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
    Neighbor,
    FdbEntry,
    Route,
    PodNamespace,
    PodAttachment,
}

/// <summary>Names one kernel object on a node: what the kernel itself tells it apart by, as a text that sorts.</summary>
public readonly record struct ObjectKey(ObjectKind Kind, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other)
    {
        var kind = Kind.CompareTo(other.Kind);
        return kind != 0 ? kind : string.CompareOrdinal(Name, other.Name);
    }

    public override string ToString() => $"{Kind} {Name}";

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}
