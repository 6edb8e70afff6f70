using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Netaas.Core.Addressing;

/// <summary>A 48-bit IEEE 802 MAC address, held in its low 48 bits, first octet on the wire highest.</summary>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Length on the wire, in bytes (<c>ETH_ALEN</c>).</summary>
    public const int Length = 6;

    /// <summary>True when the address may be given to one interface: not multicast, not zero.</summary>
    public bool IsUnicast => Value != 0 && (Value >> 40 & 1) == 0;

    /// <summary>
    /// A locally administered unicast address that depends on nothing but the two ids, so that every node derives the
    /// same one without being told (RFC 9542 §2.1: the U/L bit set, the I/G bit clear).
    /// </summary>
    public static MacAddress Derive(Guid first, Guid second)
    {
        Span<byte> input = stackalloc byte[32];
        first.TryWriteBytes(input, bigEndian: true, out _);
        second.TryWriteBytes(input[16..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        hash[0] = (byte)(hash[0] & 0xfc | 0x02);
        return FromBytes(hash[..Length]);
    }

    /// <summary>Reads six bytes in wire order.</summary>
    public static MacAddress FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        ulong value = 0;
        foreach (var octet in bytes)
            value = value << 8 | octet;
        return new MacAddress(value);
    }

    /// <summary>Writes six bytes in wire order.</summary>
    public void CopyTo(Span<byte> destination)
    {
        for (var i = 0; i < Length; i++)
            destination[i] = (byte)(Value >> (40 - 8 * i));
    }

    /// <summary>Reads <c>02:00:5e:10:00:01</c>; colons or hyphens, hexadecimal digits of either case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MacAddress address)
    {
        address = default;
        if (text is null || text.Length != 17)
            return false;
        ulong value = 0;
        for (var i = 0; i < Length; i++)
        {
            if (i > 0 && text[3 * i - 1] is not (':' or '-'))
                return false;
            if (!byte.TryParse(text.AsSpan(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                return false;
            value = value << 8 | octet;
        }
        address = new MacAddress(value);
        return true;
    }

    /// <summary>Lower-case hexadecimal octets joined by colons, as the kernel's tools print them.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return $"{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}:{bytes[5]:x2}";
    }
}
