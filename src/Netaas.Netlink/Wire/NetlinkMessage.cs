using System.Buffers.Binary;

namespace Netaas.Netlink.Wire;

/// <summary>One received netlink message, header included.</summary>
internal readonly ref struct NetlinkMessage(ReadOnlySpan<byte> bytes)
{
    public const int HeaderLength = 16; // NLMSG_HDRLEN
    public const int AttributeHeaderLength = 4; // NLA_HDRLEN

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public ushort Type => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[4..]);

    public ushort Flags => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[6..]);

    public uint Sequence => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[8..]);

    /// <summary>Of the socket that the message answers, or whose request led to what it tells; 0 for none.</summary>
    public uint PortId => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[12..]);

    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>The attributes after a fixed header of this length.</summary>
    public AttributeReader Attributes(int fixedHeaderLength) => new(Payload[Align(fixedHeaderLength)..]);

    public static int Align(int length) => length + 3 & ~3;

    /// <summary>Cuts the next message off a datagram; false at its end or where the rest is no whole message.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> datagram, out NetlinkMessage message)
    {
        message = default;
        if (datagram.Length < HeaderLength)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(datagram);
        if (length < HeaderLength || length > datagram.Length)
            return false;
        message = new NetlinkMessage(datagram[..length]);
        datagram = datagram[Math.Min(Align(length), datagram.Length)..];
        return true;
    }
}
