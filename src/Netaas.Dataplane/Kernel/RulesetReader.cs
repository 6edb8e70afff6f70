using System.Text;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Tells whether our chains are as they should be. Listing them takes nft milliseconds; so it is done only when somebody else
/// has changed the ruleset since, which the kernel's generation number tells.
/// </summary>
internal sealed class RulesetReader(NodeSockets node)
{
    // What nft listed right after the rules were written. Another release may put them in other words than ours.
    private RulesetObject? _accepted;

    // The generation at which the chains were known to be right; null for none.
    private uint? _right;

    /// <summary>The wanted chains if they stand; else what is listed; null where one of our tables or chains is missing.</summary>
    public RulesetObject? Read()
    {
        var generation = node.Elements.Generation();
        if (generation == _right)
            return Ruleset.Object;
        var listed = List();
        if (listed is null || !(listed.Equals(Ruleset.Object) || listed.Equals(_accepted)))
            return listed;
        _right = generation;
        return Ruleset.Object;
    }

    /// <summary>The rules have just been written: how they are listed now is how they are listed when they are right.</summary>
    public void Accept()
    {
        _accepted = List();
        _right = null;
    }

    /// <summary>Runs a change of elements alone, which leaves the chains as they are if nobody else comes between.</summary>
    public void Around(Action change)
    {
        var before = node.Elements.Generation();
        change();
        if (before == _right && node.Elements.Generation() == before + 1)
            _right = before + 1;
    }

    private RulesetObject? List()
    {
        var chains = new Dictionary<(string Family, string Name), string>();
        foreach (var family in Ruleset.Families)
        {
            if (node.Nft.ListRules(family) is not { IsSuccess: true, Output: var output })
                return null;
            foreach (var (name, text) in ChainsOf(family, output))
                chains[(family, name)] = text;
        }
        var listing = new StringBuilder();
        foreach (var chain in RulesetChain.All)
        {
            if (!chains.TryGetValue((chain.Family, chain.Name), out var text))
                return null;
            listing.Append(Ruleset.ChainListing(chain.Family, text));
        }
        return new RulesetObject(listing.ToString());
    }

    /// <summary>The chains of our table in a listing: nft puts a tab before what is in a table, two before what is in a chain.</summary>
    private static IEnumerable<(string Name, string Text)> ChainsOf(string family, string output)
    {
        const string Chain = "\tchain ";
        var isOurs = false;
        string? name = null;
        var text = new StringBuilder();
        foreach (var line in output.Split('\n'))
        {
            if (line.StartsWith("table ", StringComparison.Ordinal))
                isOurs = line == $"table {family} {FixedNames.Table} {{";
            else if (isOurs && line.StartsWith(Chain, StringComparison.Ordinal))
                name = line[Chain.Length..line.LastIndexOf(' ')];
            if (name is null)
                continue;
            text.Append(line).Append('\n');
            if (line != "\t}")
                continue;
            yield return (name, text.ToString());
            name = null;
            text.Clear();
        }
    }
}
