using Netaas.Nftables.Trace;

namespace Netaas.Nftables;

/// <summary>
/// Says what a ruleset does to a packet, without a kernel: it goes from hook to hook as <c>nf_hook_slow</c> does, through
/// the base chains of each by priority. A packet from outside takes
/// <code>prerouting → routing → input, or forward → postrouting</code>
/// and one from this host <c>output → routing → postrouting</c>. NAT chains see the first packet of a connection only.
/// It reads rulesets as nft lists them and refuses rules that it doesn't know.
/// </summary>
public sealed class PacketTracer
{
    private static readonly string[] s_routed = ["ip", "ip6", "inet"];
    private static readonly string[] s_bridged = ["bridge"];

    private readonly IReadOnlyList<TracedTable> _tables;

    private PacketTracer(IReadOnlyList<TracedTable> tables) => _tables = tables;

    /// <param name="ruleset">As <c>nft list ruleset</c> prints it; <c>add element</c> commands may follow.</param>
    /// <exception cref="FormatException">It holds something that the tracer doesn't know.</exception>
    public static PacketTracer Parse(string ruleset) => new(RulesetParser.Parse(ruleset));

    /// <summary>A packet that comes in by <see cref="TracedPacket.InputInterface"/> and is routed.</summary>
    public TraceResult Arriving(TracedPacket packet, TracedHost host)
    {
        var walk = new HookWalk(packet, host);
        return Through(walk, "prerouting") ?? Routed(walk, host, forwards: true);
    }

    /// <summary>A packet that a program on this host sends.</summary>
    public TraceResult Sending(TracedPacket packet, TracedHost host)
    {
        if (!host.IsLocal(packet.Destination) && host.DeviceTo(packet.Destination) is null)
            return new TraceResult(TraceOutcome.Unroutable, packet, false, []);
        // The output hook comes after routing; where it translates the destination, the packet is routed again.
        var walk = new HookWalk(packet with { OutputInterface = host.DeviceTo(packet.Destination) ?? "lo" }, host);
        return Through(walk, "output") ?? Routed(walk, host, forwards: false);
    }

    /// <summary>A frame that comes in by a bridge's port: what the bridge family's prerouting hook says of it.</summary>
    public TraceResult Bridged(TracedPacket packet, TracedHost host)
    {
        var walk = new HookWalk(packet, host);
        return Through(walk, s_bridged, "prerouting") ?? walk.End(TraceOutcome.Sent);
    }

    private TraceResult Routed(HookWalk walk, TracedHost host, bool forwards)
    {
        if (host.IsLocal(walk.Packet.Destination))
        {
            walk.Packet = walk.Packet with { OutputInterface = "" };
            // What a host sends to itself comes in by the loopback device.
            if (!forwards)
                walk.Packet = walk.Packet with { InputInterface = "lo" };
            return Through(walk, "input") ?? walk.End(TraceOutcome.Delivered);
        }
        if (host.DeviceTo(walk.Packet.Destination) is not { } device)
            return walk.End(TraceOutcome.Unroutable);
        walk.Packet = walk.Packet with { OutputInterface = device };
        return (forwards ? Through(walk, "forward") : null) ?? Through(walk, "postrouting") ?? walk.End(TraceOutcome.Sent);
    }

    private TraceResult? Through(HookWalk walk, string hook) => Through(walk, s_routed, hook);

    /// <summary>Null where the packet goes on.</summary>
    private TraceResult? Through(HookWalk walk, string[] families, string hook)
    {
        var chains = _tables.Where(table => families.Contains(table.Family) && Concerns(table.Family, walk.Packet))
            .SelectMany(table => table.Chains.Values.Where(chain => chain.Hook == hook).Select(chain => (Table: table, Chain: chain)))
            .OrderBy(it => it.Chain.Priority);
        foreach (var (table, chain) in chains)
            if (!walk.Passes(table, chain))
                return walk.End(TraceOutcome.Dropped);
        return null;
    }

    private static bool Concerns(string family, TracedPacket packet) => family switch
    {
        "ip" => packet.Family == System.Net.Sockets.AddressFamily.InterNetwork,
        "ip6" => packet.Family == System.Net.Sockets.AddressFamily.InterNetworkV6,
        _ => true,
    };
}
