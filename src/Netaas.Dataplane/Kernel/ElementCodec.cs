using System.Collections.Immutable;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Elements between a plan and the kernel's messages: the bytes are the same.</summary>
internal static class ElementCodec
{
    private static readonly ImmutableDictionary<string, SetAddress> s_addresses = RulesetSet.All.ToImmutableDictionary(
        set => set.Name, set => new SetAddress(set.Family == "bridge" ? TableFamily.Bridge : TableFamily.Inet, FixedNames.Table, set.Name));

    private static readonly ImmutableDictionary<SetAddress, RulesetSet> s_sets = RulesetSet.All.Where(set => !set.IsRemembered).ToImmutableDictionary(set => s_addresses[set.Name]);

    public static SetAddress Address(string set) => s_addresses[set];

    /// <summary>The set at an address; null for one that isn't ours, or whose elements are nobody's to want.</summary>
    public static RulesetSet? SetAt(SetAddress address) => s_sets.GetValueOrDefault(address);

    public static SetElement Encode(SetElementObject element) => new(element.KeyBytes, element.ValueBytes) { KeyEnd = element.KeyEndBytes };

    public static SetElementObject Decode(RulesetSet set, SetElement element) => new(set, element.Key.Span, element.KeyEnd.Span, element.Value.Span);
}
