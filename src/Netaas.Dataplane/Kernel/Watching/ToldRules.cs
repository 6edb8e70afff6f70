using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Changes to nftables in the words of a plan: those to our table alone.</summary>
internal static class ToldRules
{
    private static readonly ObjectKey s_ruleset = new RulesetObject("").Key;

    public static IEnumerable<Told> Translate(RulesetChange change) => change switch
    {
        ElementsChange elements when ElementCodec.SetAt(elements.Set) is { } set =>
            elements.Elements.Select(element => Element(ElementCodec.Decode(set, element), elements.IsGone)),
        RulesChange { Table: FixedNames.Table } or TableChange { Table: FixedNames.Table } => [Told.Touched(s_ruleset)],
        _ => [],
    };

    /// <summary>What stood in a set goes with it untold.</summary>
    public static bool IsMoreThanTold(RulesetChange change) => change is RulesetChangesLost or TableChange { Table: FixedNames.Table, IsGone: true };

    private static Told Element(SetElementObject element, bool isGone) => Told.Of(element.Key, isGone ? null : element);
}
