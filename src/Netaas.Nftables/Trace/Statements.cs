using System.Net;
using Netaas.Core.Addressing;

namespace Netaas.Nftables.Trace;

/// <summary>A part of a rule, in the order in which the kernel goes through them.</summary>
internal abstract record Statement;

/// <summary>Goes on only where the selectors' values are among the elements, or aren't.</summary>
internal sealed record Match(IReadOnlyList<Selector> Selectors, bool IsNegated, ElementTable Elements) : Statement
{
    public bool Holds(TracedPacket packet, TracedHost host) =>
        Values.Read(Selectors, packet, host) is { } values && (Elements.Find(values) is not null) != IsNegated;
}

/// <summary>Changes the destination to what the selectors' values map to; goes no further where they map to nothing.</summary>
internal sealed record Translate(IReadOnlyList<Selector> Selectors, ElementTable Map) : Statement
{
    /// <summary>Null where there is nothing to change it to.</summary>
    public TracedPacket? Apply(TracedPacket packet, TracedHost host)
    {
        if (Values.Read(Selectors, packet, host) is not { } values || Map.Find(values) is not { } target)
            return null;
        var parts = target.Split(" . ");
        return packet with
        {
            Destination = IPAddress.Parse(parts[0]),
            DestinationPort = parts.Length > 1 ? ushort.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : packet.DestinationPort,
            IsTranslated = true,
        };
    }
}

/// <summary>Gives the packet a mark. What is drawn by chance comes out as the first of what may be drawn.</summary>
internal sealed record SetMark(uint Mark) : Statement;

/// <summary>Gives the packet the mark that the selectors' values map to; goes no further where they map to nothing.</summary>
internal sealed record MapMark(IReadOnlyList<Selector> Selectors, ElementTable Map) : Statement
{
    /// <summary>Null where there is none.</summary>
    public TracedPacket? Apply(TracedPacket packet, TracedHost host) =>
        Values.Read(Selectors, packet, host) is { } values && Map.Find(values) is { } mark
            ? packet with { Mark = uint.Parse(mark.AsSpan("0x".Length), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture) }
            : null;
}

/// <summary>Changes whom a frame is for.</summary>
internal sealed record Readdress(MacAddress Destination) : Statement;

/// <summary>Counts a frame as this host's, which says nothing of where it goes.</summary>
internal sealed record CountAsOwn : Statement;

/// <summary>The packet takes the address of the device that it leaves by.</summary>
internal sealed record Masquerade : Statement;

/// <summary><c>accept</c>, <c>drop</c>, <c>return</c>.</summary>
internal sealed record Decide(string Verdict) : Statement;

/// <summary>Another chain of the table comes next; after a jump the rest of this one follows.</summary>
internal sealed record Enter(string Chain, bool Returns) : Statement;

/// <summary>Reads what several selectors join.</summary>
internal static class Values
{
    /// <summary>Null where the packet hasn't got one of them.</summary>
    public static IReadOnlyList<string>? Read(IReadOnlyList<Selector> selectors, TracedPacket packet, TracedHost host)
    {
        var values = new string[selectors.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (selectors[i].Value(packet, host) is not { } value)
                return null;
            values[i] = value;
        }
        return values;
    }
}
