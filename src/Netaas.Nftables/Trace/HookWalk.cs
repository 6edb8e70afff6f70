using Netaas.Core;

namespace Netaas.Nftables.Trace;

/// <summary>One packet on its way through chains.</summary>
internal sealed class HookWalk(TracedPacket packet, TracedHost host)
{
    // The kernel's own bound on nested jumps (NFT_JUMP_STACK_SIZE).
    private const int DeepestJump = 16;

    private readonly List<string> _rules = [];
    private bool _isMasqueraded;

    public TracedPacket Packet { get; set; } = packet;

    public TraceResult End(TraceOutcome outcome) => new(outcome, Packet, _isMasqueraded, _rules.ToEquatableList());

    /// <summary>False where the base chain drops the packet.</summary>
    public bool Passes(TracedTable table, TracedChain chain)
    {
        if (chain.Type == "nat" && Packet.State != ConnectionState.New)
            return true;
        switch (Walk(table, chain, depth: 0))
        {
            case "accept":
                return true;
            case "drop":
                return false;
            default:
                if (chain.DropsByPolicy)
                    _rules.Add($"{table.Family} {chain.Name}: policy drop");
                return !chain.DropsByPolicy;
        }
    }

    /// <returns>The verdict that ends the base chain; null at the end of the chain, or after a return.</returns>
    private string? Walk(TracedTable table, TracedChain chain, int depth)
    {
        if (depth > DeepestJump)
            throw new FormatException($"The chain {chain.Name} is entered too deep.");
        foreach (var rule in chain.Rules)
        {
            var (verdict, ends) = Follow(table, chain, rule, depth);
            if (verdict is not null || ends)
                return verdict;
        }
        return null;
    }

    private (string? Verdict, bool EndsChain) Follow(TracedTable table, TracedChain chain, TracedRule rule, int depth)
    {
        foreach (var statement in rule.Statements)
            switch (statement)
            {
                case Match match:
                    if (!match.Holds(Packet, host))
                        return (null, false);
                    break;
                case Translate translate:
                    if (translate.Apply(Packet, host) is not { } translated)
                        return (null, false);
                    Packet = translated;
                    Note(table, chain, rule);
                    return ("accept", true);
                case SetMark set:
                    Packet = Packet with { Mark = set.Mark };
                    break;
                case MapMark map:
                    if (map.Apply(Packet, host) is not { } marked)
                        return (null, false);
                    Packet = marked;
                    break;
                case Readdress readdress:
                    Packet = Packet with { EtherDestination = readdress.Destination };
                    Note(table, chain, rule);
                    break;
                case CountAsOwn:
                    break;
                case Masquerade:
                    _isMasqueraded = true;
                    Note(table, chain, rule);
                    return ("accept", true);
                case Decide { Verdict: "return" }:
                    Note(table, chain, rule);
                    return (null, true);
                case Decide decide:
                    Note(table, chain, rule);
                    return (decide.Verdict, true);
                case Enter enter:
                    Note(table, chain, rule);
                    var verdict = Walk(table, Chain(table, enter.Chain), depth + 1);
                    return (verdict, verdict is not null || !enter.Returns);
                default:
                    throw new InvalidOperationException($"No way through {statement.GetType().Name}.");
            }
        return (null, false);
    }

    private void Note(TracedTable table, TracedChain chain, TracedRule rule) => _rules.Add($"{table.Family} {chain.Name}: {rule.Text}");

    private static TracedChain Chain(TracedTable table, string name) =>
        table.Chains.GetValueOrDefault(name) ?? throw new FormatException($"There is no chain {name} in the table {table.Name}.");
}
