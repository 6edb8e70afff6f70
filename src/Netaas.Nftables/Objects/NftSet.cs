using Netaas.Core;

namespace Netaas.Nftables;

/// <summary>A named set, or a map where it has a value type, without its elements.</summary>
/// <param name="Key">One type, or several that are concatenated.</param>
public sealed record NftSet(NftName Name, EquatableList<NftType> Key)
{
    /// <summary>What elements map to: empty for a set.</summary>
    public EquatableList<NftType> Value { get; init; } = [];

    public NftSetFlags Flags { get; init; }

    public bool IsMap => Value.Count > 0;
}

/// <summary>Flags of sets and maps.</summary>
[Flags]
public enum NftSetFlags
{
    None = 0,

    /// <summary>Elements may be subnets and ranges. Slow beyond a few hundred elements.</summary>
    Interval = 1,

    /// <summary>Rules may add elements.</summary>
    Dynamic = 2,

    /// <summary>Elements may go by themselves.</summary>
    Timeout = 4,
}

/// <summary>An element of a set or map.</summary>
/// <param name="Value">Null for a set.</param>
public sealed record NftElement(NftName Set, NftValue Key, NftValue? Value = null);
