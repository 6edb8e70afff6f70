using System.Globalization;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Nftables;

/// <summary>
/// A value in an element or a rule, in the one text form that it is written in and compared by. There is no way to make
/// one from free text, so nothing that a user typed can become part of a ruleset's grammar.
/// </summary>
public readonly record struct NftValue : IComparable<NftValue>
{
    private readonly string? _text;

    private NftValue(string text) => _text = text;

    public string Text => _text ?? "";

    public static NftValue Of(IPAddress address) => new(address.ToString());

    /// <summary>A subnet; a single address for the full length, as the kernel lists it.</summary>
    public static NftValue Of(IPNetwork cidr) =>
        cidr.PrefixLength == Cidr.Bits(cidr.Family()) ? Of(cidr.BaseAddress) : new NftValue(Cidr.Format(cidr));

    public static NftValue Of(TransportProtocol protocol) => new(protocol switch
    {
        TransportProtocol.Tcp => "tcp",
        TransportProtocol.Udp => "udp",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "A protocol that nft can't be told."),
    });

    /// <summary>A port, a mark, an index: any whole number.</summary>
    public static NftValue Of(uint number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ports from one to another, both included; one port where they are the same.</summary>
    public static NftValue Ports(ushort first, ushort last) => first == last ? Of(first) : new NftValue($"{first}-{last}");

    public static NftValue Of(MacAddress mac) => new(mac.ToString());

    /// <summary>Quoted; a name with a quote or a star in it, which nft takes for a pattern, is refused.</summary>
    /// <exception cref="ArgumentException">The name can't be written.</exception>
    public static NftValue Of(InterfaceName name) => IsPlain(name.Value)
        ? new NftValue($"\"{name.Value}\"")
        : throw new ArgumentException($"nft can't match the interface name '{name.Value}'.", nameof(name));

    /// <summary>All interfaces whose name begins so, for rules only.</summary>
    public static NftValue NamesBeginning(InterfaceName prefix) => new(Of(prefix).Text[..^1] + "*\"");

    public static NftValue Accept { get; } = new("accept");

    public static NftValue Drop { get; } = new("drop");

    public static NftValue Return { get; } = new("return");

    public static NftValue Jump(NftName chain) => new($"jump {chain}");

    public static NftValue Goto(NftName chain) => new($"goto {chain}");

    /// <summary>A concatenation.</summary>
    public static NftValue Join(params ReadOnlySpan<NftValue> parts)
    {
        var texts = new string[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            texts[i] = parts[i].Text;
        return new NftValue(string.Join(" . ", texts));
    }

    public int CompareTo(NftValue other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => Text;

    /// <summary>A value as the kernel listed it; only the reader makes such.</summary>
    internal static NftValue Listed(string text) => new(text);

    private static bool IsPlain(string name) => name.AsSpan().IndexOfAny('"', '*', '\\') < 0;

    public static bool operator <(NftValue left, NftValue right) => left.CompareTo(right) < 0;

    public static bool operator >(NftValue left, NftValue right) => left.CompareTo(right) > 0;

    public static bool operator <=(NftValue left, NftValue right) => left.CompareTo(right) <= 0;

    public static bool operator >=(NftValue left, NftValue right) => left.CompareTo(right) >= 0;
}
