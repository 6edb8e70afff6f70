using System.Collections.Immutable;
using Netaas.Core;

namespace Netaas.Nftables;

/// <summary>What the kernel has in one table.</summary>
public sealed record NftTableState(NftTable Table)
{
    public ImmutableDictionary<NftName, NftChainState> Chains { get; init; } = ImmutableDictionary<NftName, NftChainState>.Empty;

    public ImmutableDictionary<NftName, NftSetState> Sets { get; init; } = ImmutableDictionary<NftName, NftSetState>.Empty;
}

/// <summary>A chain with its rules.</summary>
/// <param name="Comments">The comments of the rules in order, by which they compare (<see cref="NftRule.Comment"/>); empty for a rule that has none.</param>
public sealed record NftChainState(NftChain Chain, EquatableList<string> Comments);

/// <summary>A set or map with its elements.</summary>
/// <param name="Elements">Keys with their values; null values for a set.</param>
public sealed record NftSetState(NftSet Set, ImmutableDictionary<NftValue, NftValue?> Elements);
