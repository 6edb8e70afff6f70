using System.Text;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Tells whether our chains are as they should be. Listing them makes nft read all elements too, a second for 60,000; so it
/// is done only when somebody else has changed the ruleset since, which the kernel's generation number tells.
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
}
