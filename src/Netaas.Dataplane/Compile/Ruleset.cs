using System.Collections.Immutable;
using System.Text;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>Our tables as texts, made from <see cref="RulesetSet.All"/> and <see cref="RulesetChain.All"/>.</summary>
public static class Ruleset
{
    // A hundred bytes each; beyond, clients are served and not remembered.
    private const int MostRemembered = 1_048_576;

    /// <summary>The families in which we have a table.</summary>
    public static ImmutableArray<string> Families { get; } = ["inet", "bridge"];

    /// <summary>What nft 1.0.6 lists of an idle node (<c>nft list table</c>, both tables, one after the other).</summary>
    public static string Listing { get; } = string.Concat(Families.Select(Table));

    /// <summary>The base object of every plan.</summary>
    internal static RulesetObject Object { get; } = new(string.Concat(RulesetChain.All.Select(chain => ChainListing(chain.Family, Chain(chain)))));

    /// <summary>One chain as nft 1.0.6 lists it, under its table's name.</summary>
    internal static string ChainListing(string family, string chain) => $"table {family} {FixedNames.Table} {{\n{chain}}}\n";

    /// <summary>
    /// A script that brings our chains and rules to what is wanted and leaves the elements alone. In one transaction, so no
    /// packet ever meets a chain without its rules.
    /// </summary>
    public static string Script()
    {
        var script = new StringBuilder();
        foreach (var family in Families)
        {
            // Adding what is there already is no error; a chain must be there to be flushed.
            script.Append($"add table {family} {FixedNames.Table}\n");
            foreach (var chain in RulesetChain.All.Where(chain => chain.Family == family))
                script.Append($"add chain {family} {FixedNames.Table} {chain.Name}{(chain.IsBase ? $" {{ {Hook(chain)} }}" : "")}\nflush chain {family} {FixedNames.Table} {chain.Name}\n");
        }
        return script.Append(Listing).ToString();
    }

    /// <summary>A script that removes our tables, whether they stand or not.</summary>
    public static string RemovalScript() =>
        string.Concat(Families.Select(family => $"add table {family} {FixedNames.Table}\ndelete table {family} {FixedNames.Table}\n"));

    private static string Table(string family)
    {
        var sets = RulesetSet.All.Where(set => set.Family == family).Select(Set);
        var chains = RulesetChain.All.Where(chain => chain.Family == family).Select(Chain);
        return $"table {family} {FixedNames.Table} {{\n{string.Join('\n', sets.Concat(chains))}}}\n";
    }

    private static string Set(RulesetSet set)
    {
        var type = set.KeyFields is { } fields ? $"typeof {fields}" : $"type {Types(set.Key)}{(set.IsMap ? $" : {Types(set.Value)}" : "")}";
        return $"\t{(set.IsMap ? "map" : "set")} {set.Name} {{\n\t\t{type}\n{(set.HasRanges ? "\t\tflags interval\n" : "")}{(set.IsRemembered ? $"\t\tsize {MostRemembered}\n\t\tflags dynamic,timeout\n" : "")}\t}}\n";
    }

    private static string Chain(RulesetChain chain) =>
        $"\tchain {chain.Name} {{\n{(chain.IsBase ? $"\t\t{Hook(chain)}\n" : "")}{string.Concat(chain.Rules.Select(rule => $"\t\t{rule}\n"))}\t}}\n";

    private static string Hook(RulesetChain chain) => $"type {chain.Type} hook {chain.Hook} priority {chain.Priority}; policy accept;";

    private static string Types(ImmutableArray<PartType> types) => string.Join(" . ", types.Select(ElementPart.TypeName));
}
