using System.Buffers.Binary;
using System.Net;
using System.Text;
using Netaas.Core.Addressing;

namespace Netaas.Netlink.Wire;

/// <summary>Walks over attributes. <see cref="Next"/> moves on; the value methods read the current one.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> bytes)
{
    private const ushort TypeMask = 0x3fff; // NLA_TYPE_MASK
    private ReadOnlySpan<byte> _rest = bytes;

    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public readonly byte U8 => Value[0];

    public readonly ushort U16 => BinaryPrimitives.ReadUInt16LittleEndian(Value);

    public readonly ushort U16BigEndian => BinaryPrimitives.ReadUInt16BigEndian(Value);

    public readonly uint U32 => BinaryPrimitives.ReadUInt32LittleEndian(Value);

    public readonly uint U32BigEndian => BinaryPrimitives.ReadUInt32BigEndian(Value);

    public readonly ulong U64BigEndian => BinaryPrimitives.ReadUInt64BigEndian(Value);

    public readonly int I32 => BinaryPrimitives.ReadInt32LittleEndian(Value);

    /// <summary>Whether it is this ASCII text.</summary>
    public readonly bool IsText(string text) => Value.Length == text.Length + 1 && Value[^1] == 0 && Ascii.Equals(Value[..^1], text);

    public readonly string Text => Encoding.UTF8.GetString(Value.IndexOf((byte)0) is var end and >= 0 ? Value[..end] : Value);

    public readonly IPAddress Address => new(Value);

    /// <summary>Null where the link has addresses of another length, or none.</summary>
    public readonly MacAddress? Mac => Value.Length == MacAddress.Length ? MacAddress.FromBytes(Value) : null;

    public readonly AttributeReader Nested => new(Value);

    /// <summary>False at the end, or where the rest is no whole attribute.</summary>
    public bool Next()
    {
        if (_rest.Length < NetlinkMessage.AttributeHeaderLength)
            return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        if (length < NetlinkMessage.AttributeHeaderLength || length > _rest.Length)
            return false;
        Type = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & TypeMask);
        Value = _rest[NetlinkMessage.AttributeHeaderLength..length];
        _rest = _rest[Math.Min(NetlinkMessage.Align(length), _rest.Length)..];
        return true;
    }
}
