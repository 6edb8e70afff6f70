using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Dataplane.Objects;

/// <summary>The data types that our sets and maps are made of.</summary>
public enum PartType : byte
{
    Ipv4,
    Ipv6,
    Mac,
    Device,
    Protocol,
    Port,

    /// <summary>A packet mark, which the kernel keeps in its own byte order.</summary>
    Mark,
}

/// <summary>One field of a set element's key or of a map's value, as a number in network order; all of them fit 128 bits.</summary>
/// <param name="PrefixLength">Of a field that stands for all addresses with the same first bits; null for one value alone.</param>
public readonly record struct ElementPart(PartType Type, UInt128 Value, int? PrefixLength = null)
{
    // IPPROTO_TCP and IPPROTO_UDP, include/uapi/linux/in.h.
    private const byte Tcp = 6;
    private const byte Udp = 17;

    public static ElementPart Of(IPAddress address) =>
        new(address.AddressFamily == AddressFamily.InterNetwork ? PartType.Ipv4 : PartType.Ipv6, Cidr.ToNumber(address));

    /// <summary>All addresses of a CIDR, for sets that take ranges.</summary>
    public static ElementPart Of(IPNetwork cidr) => Of(cidr.BaseAddress) with { PrefixLength = cidr.PrefixLength };

    /// <summary>The last value that it stands for.</summary>
    internal ElementPart Last => PrefixLength is { } length && Cidr.Bits(Family) - length is > 0 and var free
        ? new(Type, Value | (free == 128 ? UInt128.MaxValue : (UInt128.One << free) - 1))
        : this with { PrefixLength = null };

    private AddressFamily Family => Type == PartType.Ipv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>The part that stands for all from one value to another; they are the bounds of a CIDR or the same.</summary>
    internal static ElementPart Between(ElementPart first, ElementPart last) => first == last
        ? first
        : first with { PrefixLength = Cidr.Bits(first.Family) - (128 - (int)UInt128.LeadingZeroCount(first.Value ^ last.Value)) };

    public static ElementPart Of(MacAddress mac) => new(PartType.Mac, mac.Value);

    public static ElementPart Of(ushort port) => new(PartType.Port, port);

    public static ElementPart OfMark(uint mark) => new(PartType.Mark, mark);

    public static ElementPart Of(TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Tcp => new(PartType.Protocol, Tcp),
        TransportProtocol.Udp => new(PartType.Protocol, Udp),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "Not a transport protocol."),
    };

    public static ElementPart Of(InterfaceName device)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        Encoding.ASCII.GetBytes(device.Value, bytes);
        return new(PartType.Device, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Length of a field of this type in the kernel's registers, in bytes, padding not counted.</summary>
    public static int Size(PartType type) => type switch
    {
        PartType.Ipv4 => 4,
        PartType.Ipv6 => 16,
        PartType.Mac => 6,
        PartType.Device => 16,
        PartType.Protocol => 1,
        PartType.Port => 2,
        PartType.Mark => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>nft's name of the type.</summary>
    public static string TypeName(PartType type) => type switch
    {
        PartType.Ipv4 => "ipv4_addr",
        PartType.Ipv6 => "ipv6_addr",
        PartType.Mac => "ether_addr",
        PartType.Device => "ifname",
        PartType.Protocol => "inet_proto",
        PartType.Port => "inet_service",
        PartType.Mark => "mark",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>Writes <see cref="Size"/> bytes in wire order.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        bytes[(16 - Size(Type))..].CopyTo(destination);
        if (IsHostOrder(Type))
            destination[..Size(Type)].Reverse();
    }

    /// <summary>Reads what <see cref="CopyTo"/> writes.</summary>
    public static ElementPart Read(PartType type, ReadOnlySpan<byte> source)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var size = Size(type);
        source[..size].CopyTo(bytes[(16 - size)..]);
        if (IsHostOrder(type))
            bytes[(16 - size)..].Reverse();
        return new(type, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>As nft writes it.</summary>
    public override string ToString() => PrefixLength is { } length ? $"{Text}/{length}" : Text;

    private string Text => Type switch
    {
        PartType.Ipv4 => Cidr.ToAddress(Value, AddressFamily.InterNetwork).ToString(),
        PartType.Ipv6 => Cidr.ToAddress(Value, AddressFamily.InterNetworkV6).ToString(),
        PartType.Mac => new MacAddress((ulong)Value).ToString(),
        PartType.Device => $"\"{DeviceName()}\"",
        PartType.Protocol => Value == Tcp ? "tcp" : Value == Udp ? "udp" : Value.ToString(CultureInfo.InvariantCulture),
        PartType.Port => Value.ToString(CultureInfo.InvariantCulture),
        PartType.Mark => $"0x{(uint)Value:x8}",
        _ => throw new ArgumentOutOfRangeException(nameof(Type), Type, null),
    };

    private static bool IsHostOrder(PartType type) => type == PartType.Mark && BitConverter.IsLittleEndian;

    private string DeviceName()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Encoding.ASCII.GetString(bytes.TrimEnd((byte)0));
    }
}
