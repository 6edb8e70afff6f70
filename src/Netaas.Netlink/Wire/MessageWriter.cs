using System.Buffers.Binary;
using System.Net;
using System.Text;
using Netaas.Core.Addressing;

namespace Netaas.Netlink.Wire;

/// <summary>
/// Writes one netlink message into a span: <c>struct nlmsghdr</c>, the family's fixed header, attributes, each aligned
/// to 4 bytes (<c>include/uapi/linux/netlink.h</c>). Integers are little endian, as on every machine we build for,
/// unless a method says otherwise. A message too long for the span throws.
/// </summary>
internal ref struct MessageWriter
{
    private const ushort Nested = 0x8000; // NLA_F_NESTED; strict checking asks for it
    private readonly Span<byte> _buffer;

    public MessageWriter(Span<byte> buffer, ushort type, ushort flags)
    {
        _buffer = buffer;
        buffer[..NetlinkMessage.HeaderLength].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(buffer[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer[6..], flags);
        Length = NetlinkMessage.HeaderLength;
    }

    /// <summary>Bytes written so far; always a multiple of 4.</summary>
    public int Length { get; private set; }

    /// <summary>Makes room for the fixed header that follows the netlink header, all zero.</summary>
    public Span<byte> FixedHeader(int length)
    {
        var header = _buffer.Slice(Length, length);
        header.Clear();
        Length += NetlinkMessage.Align(length);
        return header;
    }

    public void Bytes(ushort type, ReadOnlySpan<byte> value) => value.CopyTo(Reserve(type, value.Length));

    /// <summary>An attribute without a value: its presence says it all.</summary>
    public void Flag(ushort type) => Reserve(type, 0);

    public void U8(ushort type, byte value) => Reserve(type, 1)[0] = value;

    public void U16(ushort type, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(type, 2), value);

    public void U16BigEndian(ushort type, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(type, 2), value);

    public void U32BigEndian(ushort type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(type, 4), value);

    public void U32(ushort type, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(type, 4), value);

    /// <summary>Text with the zero byte that ends it.</summary>
    public void Text(ushort type, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        var payload = Reserve(type, length + 1);
        Encoding.UTF8.GetBytes(value, payload);
        payload[length] = 0;
    }

    /// <summary>4 or 16 bytes in network order.</summary>
    public void Address(ushort type, IPAddress value) =>
        value.TryWriteBytes(Reserve(type, AddressFamilies.ByteLength(value.AddressFamily)), out _);

    public void Mac(ushort type, MacAddress value) => value.CopyTo(Reserve(type, MacAddress.Length));

    /// <summary>Begins a nested attribute; the result is for <see cref="EndNest"/>.</summary>
    public int BeginNest(ushort type)
    {
        var start = Length;
        Reserve((ushort)(type | Nested), 0);
        return start;
    }

    public readonly void EndNest(int start) => BinaryPrimitives.WriteUInt16LittleEndian(_buffer[start..], (ushort)(Length - start));

    /// <summary>Writes the message's length into its header.</summary>
    public readonly int Complete()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, Length);
        return Length;
    }

    private Span<byte> Reserve(ushort type, int length)
    {
        var attribute = _buffer.Slice(Length, NetlinkMessage.Align(NetlinkMessage.AttributeHeaderLength + length));
        attribute[(NetlinkMessage.AttributeHeaderLength + length)..].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)(NetlinkMessage.AttributeHeaderLength + length));
        BinaryPrimitives.WriteUInt16LittleEndian(attribute[2..], type);
        Length += attribute.Length;
        return attribute.Slice(NetlinkMessage.AttributeHeaderLength, length);
    }
}
