using System.Globalization;
using System.Net.Sockets;

namespace Netaas.Nftables.Trace;

/// <summary>What a rule can ask of a packet, by nft's words. Null: the packet hasn't got it, so the rule doesn't match.</summary>
internal static class Selectors
{
    private static readonly (string Words, Func<TracedPacket, TracedHost, string?> Value)[] s_all =
    [
        ("iifname", (p, _) => p.InputInterface),
        ("oifname", (p, _) => p.OutputInterface),
        ("ip saddr", (p, _) => p.Family == AddressFamily.InterNetwork ? p.Source.ToString() : null),
        ("ip daddr", (p, _) => p.Family == AddressFamily.InterNetwork ? p.Destination.ToString() : null),
        ("ip6 saddr", (p, _) => p.Family == AddressFamily.InterNetworkV6 ? p.Source.ToString() : null),
        ("ip6 daddr", (p, _) => p.Family == AddressFamily.InterNetworkV6 ? p.Destination.ToString() : null),
        ("meta nfproto", (p, _) => p.Family == AddressFamily.InterNetwork ? "ipv4" : "ipv6"),
        ("meta l4proto", (p, _) => p.Protocol),
        ("meta mark", (p, _) => $"0x{p.Mark:x8}"),
        ("th sport", (p, _) => Port(p.SourcePort)),
        ("th dport", (p, _) => Port(p.DestinationPort)),
        ("tcp sport", (p, _) => p.Protocol == "tcp" ? Port(p.SourcePort) : null),
        ("tcp dport", (p, _) => p.Protocol == "tcp" ? Port(p.DestinationPort) : null),
        ("udp sport", (p, _) => p.Protocol == "udp" ? Port(p.SourcePort) : null),
        ("udp dport", (p, _) => p.Protocol == "udp" ? Port(p.DestinationPort) : null),
        ("ether saddr", (p, _) => p.EtherSource?.ToString()),
        // A bridge's port is never the one that a frame is for: its MAC is not that of the bridge.
        ("meta pkttype", (p, _) => p.EtherSource is null ? "host" : "other"),
        ("ct state", (p, _) => p.State.ToString().ToLowerInvariant()),
        ("ct status", (p, _) => p.IsTranslated ? "dnat" : ""),
        ("fib daddr type", (p, host) => host.IsLocal(p.Destination) ? "local" : "unicast"),
        ("icmpv6 type", (p, _) => p.AdvertisedNeighbor is null ? null : "nd-neighbor-advert"),
        // Of an advertisement's header, the address that it speaks of.
        ("@th , 64 , 128", (p, _) => p.AdvertisedNeighbor?.ToString()),
        // Of an IPv6 header, parts of the addresses: enough here that other packets have others.
        ("@nh , 112 , 32", (p, _) => p.Source.ToString()),
        ("@nh , 160 , 32", (p, _) => p.Source.ToString()),
        ("@nh , 288 , 32", (p, _) => p.Destination.ToString()),
        // The packets traced here are IP's, so what a rule asks of ARP they haven't got.
        ("arp saddr ip", (_, _) => null),
        ("arp saddr ether", (_, _) => null),
    ];

    /// <summary>Takes the selector that the words begin with; null where they begin with none, and nothing is taken.</summary>
    public static Selector? TryTake(Words words)
    {
        foreach (var (name, value) in s_all)
            if (words.TryTake(name.Split(' ')))
                return new Selector(value);
        return null;
    }

    private static string? Port(ushort? port) => port?.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads one thing of a packet.</summary>
internal sealed record Selector(Func<TracedPacket, TracedHost, string?> Value);
