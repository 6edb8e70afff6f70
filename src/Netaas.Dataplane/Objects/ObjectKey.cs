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
    // A text, or an entry of a table itself.
    private readonly object _name;
    private readonly int _hash;

    public ObjectKey(ObjectKind kind, string name) => (Kind, _name, _hash) = (kind, name, HashCode.Combine((int)kind, name));

    internal ObjectKey(TableEntry entry) => (Kind, _name, _hash) = (entry.Kind, entry, entry.IdentityHash);

    public ObjectKind Kind { get; }

    public string Name => _name as string ?? ((TableEntry)_name).Name;

    public bool Equals(ObjectKey other) => _hash == other._hash && Kind == other.Kind && (ReferenceEquals(_name, other._name) || (_name, other._name) switch
    {
        (TableEntry one, TableEntry two) => one.IsSame(two),
        (string one, string two) => one == two,
        _ => false,
    });

    public override bool Equals(object? obj) => obj is ObjectKey other && Equals(other);

    public override int GetHashCode() => _hash;

    public int CompareTo(ObjectKey other)
    {
        // An enum compares itself boxed; a sort of a node's steps does so some million times.
        var kind = ((int)Kind).CompareTo((int)other.Kind);
        if (kind != 0)
            return kind;
        return _name is TableEntry one && other._name is TableEntry two ? one.CompareIdentity(two) : string.CompareOrdinal(Name, other.Name);
    }

    public override string ToString() => $"{Kind} {Name}";

    public static bool operator ==(ObjectKey left, ObjectKey right) => left.Equals(right);

    public static bool operator !=(ObjectKey left, ObjectKey right) => !left.Equals(right);

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}
