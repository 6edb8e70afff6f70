using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Netaas.Terraform.Values;

/// <summary>The counterpart of <see cref="MessagePackReader"/>: always the longest form of a length, which any reader takes.</summary>
internal static class MessagePackWriter
{
    public static byte[] Write(Value value)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, value);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> output, Value value)
    {
        switch (value)
        {
            case FlagValue flag:
                output.Write([flag.Content ? (byte)0xc3 : (byte)0xc2]);
                break;
            case NumberValue number:
                WriteNumber(output, number.Content);
                break;
            case TextValue text:
                var bytes = Encoding.UTF8.GetBytes(text.Content);
                WriteLength(output, 0xdb, bytes.Length);
                output.Write(bytes);
                break;
            case ItemsValue items:
                WriteLength(output, 0xdd, items.Items.Length);
                foreach (var item in items.Items)
                    Write(output, item);
                break;
            case FieldsValue fields:
                WriteLength(output, 0xdf, fields.Fields.Count);
                foreach (var (name, field) in fields.Fields)
                {
                    Write(output, new TextValue(name));
                    Write(output, field);
                }
                break;
            default:
                // An unknown value is extension 0 with one byte; null is nil.
                output.Write(value.IsUnknown ? [0xd4, 0, 0] : [0xc0]);
                break;
        }
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, decimal number)
    {
        var isWhole = decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue;
        var span = output.GetSpan(9);
        span[0] = isWhole ? (byte)0xd3 : (byte)0xcb;
        if (isWhole)
            BinaryPrimitives.WriteInt64BigEndian(span[1..], (long)number);
        else
            BinaryPrimitives.WriteDoubleBigEndian(span[1..], (double)number);
        output.Advance(9);
    }

    private static void WriteLength(ArrayBufferWriter<byte> output, byte tag, int length)
    {
        var span = output.GetSpan(5);
        span[0] = tag;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], length);
        output.Advance(5);
    }
}
