using System.Collections.Immutable;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Elements between a plan and the kernel's messages: the bytes are the same.</summary>
internal static class ElementCodec
{
    // By the sets' ranks.
    private static readonly ImmutableArray<SetAddress> s_addresses =
        [.. RulesetSet.All.OrderBy(set => set.Rank).Select(set => new SetAddress(set.Family == "bridge" ? TableFamily.Bridge : TableFamily.Inet, FixedNames.Table, set.Name))];

    private static readonly ImmutableDictionary<SetAddress, RulesetSet> s_sets = RulesetSet.All.Where(set => !set.IsRemembered).ToImmutableDictionary(Address);

    public static SetAddress Address(RulesetSet set) => s_addresses[set.Rank];

    /// <summary>The set at an address; null for one that isn't ours, or whose elements are nobody's to want.</summary>
    public static RulesetSet? SetAt(SetAddress address) => s_sets.GetValueOrDefault(address);

    public static SetElement Encode(SetElementObject element) => new(element.KeyBytes, element.ValueBytes) { KeyEnd = element.KeyEndBytes };

    public static SetElementObject Decode(RulesetSet set, SetElement element) => new(set, element.Key.Span, element.KeyEnd.Span, element.Value.Span);
}
