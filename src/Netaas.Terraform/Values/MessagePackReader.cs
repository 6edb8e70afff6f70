using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Netaas.Terraform.Values;

/// <summary>Values as terraform sends them (https://github.com/msgpack/msgpack/blob/master/spec.md); any extension is an unknown value.</summary>
internal ref struct MessagePackReader
{
    private ReadOnlySpan<byte> _rest;

    private MessagePackReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    public static Value Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        return reader.ReadValue();
    }

    private Value ReadValue()
    {
        var tag = Take(1)[0];
        return tag switch
        {
            <= 0x7f => new NumberValue(tag),
            <= 0x8f => ReadFields(tag & 0x0f),
            <= 0x9f => ReadItems(tag & 0x0f),
            <= 0xbf => ReadText(tag & 0x1f),
            0xc0 => Value.Nothing,
            0xc2 => new FlagValue(false),
            0xc3 => new FlagValue(true),
            >= 0xc7 and <= 0xc9 => SkipExtension(ReadLength(tag - 0xc7)),
            0xca => new NumberValue((decimal)BinaryPrimitives.ReadSingleBigEndian(Take(4))),
            0xcb => new NumberValue((decimal)BinaryPrimitives.ReadDoubleBigEndian(Take(8))),
            >= 0xcc and <= 0xcf => new NumberValue(ReadUnsigned(1 << (tag - 0xcc))),
            >= 0xd0 and <= 0xd3 => new NumberValue(ReadSigned(1 << (tag - 0xd0))),
            >= 0xd4 and <= 0xd8 => SkipExtension(1 << (tag - 0xd4)),
            >= 0xd9 and <= 0xdb => ReadText(ReadLength(tag - 0xd9)),
            0xdc or 0xdd => ReadItems(ReadLength(tag - 0xdb)),
            0xde or 0xdf => ReadFields(ReadLength(tag - 0xdd)),
            >= 0xe0 => new NumberValue((sbyte)tag),
            _ => throw new FormatException($"MessagePack has no use for 0x{tag:x2} in a value of terraform."),
        };
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new FormatException("The value ends too early.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <param name="width">0, 1 or 2 for a length of 1, 2 or 4 bytes.</param>
    private int ReadLength(int width) => checked((int)ReadUnsigned(1 << width));

    private ulong ReadUnsigned(int bytes)
    {
        var number = 0ul;
        foreach (var one in Take(bytes))
            number = number << 8 | one;
        return number;
    }

    private long ReadSigned(int bytes)
    {
        var shift = 64 - 8 * bytes;
        return (long)(ReadUnsigned(bytes) << shift) >> shift;
    }

    private TextValue ReadText(int length) => new(Encoding.UTF8.GetString(Take(length)));

    private Value SkipExtension(int length)
    {
        Take(length + 1);
        return Value.Unknown;
    }

    private ItemsValue ReadItems(int count)
    {
        var items = ImmutableArray.CreateBuilder<Value>();
        for (var number = 0; number < count; number++)
            items.Add(ReadValue());
        return new ItemsValue(items.ToImmutable());
    }

    private FieldsValue ReadFields(int count)
    {
        var fields = new Dictionary<string, Value>();
        for (var number = 0; number < count; number++)
        {
            var key = ReadValue();
            fields[key.Text ?? string.Create(CultureInfo.InvariantCulture, $"{key}")] = ReadValue();
        }
        return FieldsValue.Of(fields);
    }
}
