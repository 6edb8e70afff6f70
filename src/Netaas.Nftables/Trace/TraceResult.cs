using Netaas.Core;

namespace Netaas.Nftables;

/// <summary>Where a packet ended.</summary>
public enum TraceOutcome
{
    /// <summary>Given to this host.</summary>
    Delivered,

    /// <summary>Sent out by <see cref="TracedPacket.OutputInterface"/>.</summary>
    Sent,

    /// <summary>A rule or a policy dropped it.</summary>
    Dropped,

    /// <summary>No route leads to its destination.</summary>
    Unroutable,
}

/// <summary>What a ruleset made of a packet.</summary>
/// <param name="Packet">As it ended, with its destination translated.</param>
/// <param name="IsMasqueraded">Whether it took the address of the device that it left by as its source.</param>
/// <param name="Rules">The rules that decided something, in order: <c>inet filter-forward: ct status dnat accept</c>.</param>
public sealed record TraceResult(TraceOutcome Outcome, TracedPacket Packet, bool IsMasqueraded, EquatableList<string> Rules);
