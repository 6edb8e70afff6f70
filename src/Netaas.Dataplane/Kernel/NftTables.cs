using System.Text;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Nftables;

namespace Netaas.Dataplane.Kernel;

/// <summary>Our nftables tables: chains as text, compared as nft lists them; elements one by one.</summary>
internal static class NftTables
{
    public static bool Handles(ObjectKind kind) => kind is ObjectKind.Ruleset or ObjectKind.Element;

    /// <summary>
    /// One transaction for all of it. When the kernel refuses that, the steps are done one by one, so that what is sound is
    /// done and what isn't has its own words.
    /// </summary>
    public static void Apply(IReadOnlyList<Step> steps, NodeSockets node, FailureLog failures)
    {
        if (node.Nft.Run(Script(steps)).IsSuccess)
            return;
        foreach (var step in steps)
            if (node.Nft.Run(Script([step])) is { IsSuccess: false } result)
                failures.Refused(step, result.Error);
    }

    /// <summary>The chains as nft lists them; null where one of our tables or chains is missing.</summary>
    public static RulesetObject? ReadRuleset(NodeSockets node)
    {
        var listing = new StringBuilder();
        foreach (var chain in RulesetChain.All)
        {
            var result = node.Nft.Run($"list chain {chain.Family} {FixedNames.Table} {chain.Name}");
            if (!result.IsSuccess)
                return null;
            listing.Append(result.Output);
        }
        return new RulesetObject(listing.ToString());
    }

    /// <summary>All elements of all our sets and maps.</summary>
    public static IEnumerable<SetElementObject> ReadElements(NodeSockets node) =>
        Ruleset.Families.SelectMany(family => Elements(node.Nft.Run($"list table {family} {FixedNames.Table}")));

    /// <summary>Those of some elements that are there.</summary>
    public static IEnumerable<SetElementObject> ReadElements(IReadOnlyCollection<SetElementObject> wanted, NodeSockets node)
    {
        var commands = wanted.Select(element => (Element: element, Command: GetCommand(element))).ToList();
        var all = node.Nft.Run(string.Join('\n', commands.Select(it => it.Command)));
        // One that is missing fails the whole of it, so then each is asked for by itself.
        return all.IsSuccess ? Elements(all) : commands.SelectMany(it => Elements(node.Nft.Run(it.Command)));
    }

    private static IEnumerable<SetElementObject> Elements(NftResult listing) =>
        listing.IsSuccess ? NftElementParser.Parse(listing.Output) : [];

    private static string Script(IReadOnlyList<Step> steps)
    {
        var script = new StringBuilder();
        foreach (var step in steps)
            Append(script, step);
        return script.ToString();
    }

    private static void Append(StringBuilder script, Step step)
    {
        switch (step)
        {
            case { Object: RulesetObject, Action: StepAction.Remove }:
                script.Append(Ruleset.RemovalScript());
                break;
            case { Object: RulesetObject }:
                script.Append(Ruleset.Script());
                break;
            case { Object: SetElementObject element, Action: StepAction.Remove }:
                script.Append(Command("delete", element, withValue: false));
                break;
            case { Object: SetElementObject element, Action: StepAction.Change }:
                script.Append(Command("delete", element, withValue: false)).Append(Command("add", element, withValue: true));
                break;
            case { Object: SetElementObject element }:
                script.Append(Command("add", element, withValue: true));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "Not a part of a table.");
        }
    }

    private static string GetCommand(SetElementObject element) => Command("get", element, withValue: false).TrimEnd('\n');

    private static string Command(string verb, SetElementObject element, bool withValue)
    {
        var set = RulesetSet.Named(element.Set);
        var value = withValue && set.IsMap ? $" : {SetElementObject.Joined(element.Value)}" : "";
        return $"{verb} element {set.Family} {FixedNames.Table} {set.Name} {{ {SetElementObject.Joined(element.Parts)}{value} }}\n";
    }
}
