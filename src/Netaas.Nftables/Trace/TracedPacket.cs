using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;

namespace Netaas.Nftables;

/// <summary>What connection tracking says of a packet.</summary>
public enum ConnectionState
{
    /// <summary>The first packet of a connection, the only one that NAT rules see.</summary>
    New,

    Established,
    Related,
    Invalid,
}

/// <summary>A packet as rules see it.</summary>
/// <param name="Protocol">nft's word: <c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>ipv6-icmp</c>.</param>
public sealed record TracedPacket(string Protocol, IPAddress Source, IPAddress Destination)
{
    public uint Mark { get; init; }

    /// <summary>Null for protocols without ports.</summary>
    public ushort? SourcePort { get; init; }

    /// <summary>Null for protocols without ports.</summary>
    public ushort? DestinationPort { get; init; }

    /// <summary>Where it came in; empty for a packet from this host.</summary>
    public string InputInterface { get; init; } = "";

    /// <summary>Where it goes out; empty until it is routed, and for a packet to this host.</summary>
    public string OutputInterface { get; init; } = "";

    /// <summary>Null where no rule may ask.</summary>
    public MacAddress? EtherSource { get; init; }

    /// <summary>Null where no rule has changed it.</summary>
    public MacAddress? EtherDestination { get; init; }

    /// <summary>The address that a neighbor advertisement speaks of; null for every other packet.</summary>
    public IPAddress? AdvertisedNeighbor { get; init; }

    public ConnectionState State { get; init; }

    /// <summary>Whether the connection's destination was changed, by its first packet.</summary>
    public bool IsTranslated { get; init; }

    public AddressFamily Family => Source.AddressFamily;
}
