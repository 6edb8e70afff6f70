using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Netaas.Agent.Names;

/// <summary>A change to a zone as one message: a DNS UPDATE (RFC 2136), signed (TSIG, RFC 8945) with HMAC-SHA256.</summary>
/// <remarks>Names are written in full: none is compressed, so the message that is signed is the one that is sent.</remarks>
internal static class UpdateMessage
{
    /// <summary>So many fit into 64 KiB, however long their names are.</summary>
    public const int MostRecords = 100;

    private const ushort Update = 5 << 11; // opcode, RFC 2136 §2.2
    private const ushort In = 1;
    private const ushort None = 254; // delete this very record, RFC 2136 §2.5.4
    private const ushort Any = 255;
    private const ushort Soa = 6;
    private const ushort Tsig = 250;
    private const int AnswerCount = 6; // ANCOUNT's place in the header
    private const int AdditionalCount = 10; // ARCOUNT's
    private const byte Authoritative = 4; // AA, in the third octet of the header
    private const ushort Fudge = 300;
    private const string Algorithm = "hmac-sha256";

    /// <param name="changes">What goes comes first: an alias can't be added beside what it takes the place of.</param>
    public static byte[] Write(ushort id, string zone, IReadOnlyList<(bool IsAdded, NameRecord Record)> changes, (string Name, byte[] Secret) key, DateTimeOffset at)
    {
        using var stream = new MemoryStream();
        Numbers(stream, id, Update, 1, 0, (ushort)changes.Count, 0);
        Name(stream, zone);
        Numbers(stream, Soa, In);
        foreach (var (isAdded, record) in changes)
        {
            Name(stream, record.Owner);
            Numbers(stream, TypeOf(record.Data), isAdded ? In : None, 0, (ushort)(isAdded ? ZoneFile.Ttl : 0));
            Sized(stream, Data(record.Data));
        }
        Sign(stream, id, key, at);
        var message = stream.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(AdditionalCount), 1);
        return message;
    }

    /// <summary>A question for a zone's SOA.</summary>
    public static byte[] Question(ushort id, string zone)
    {
        using var stream = new MemoryStream();
        Numbers(stream, id, 0, 1, 0, 0, 0);
        Name(stream, zone);
        Numbers(stream, Soa, In);
        return stream.ToArray();
    }

    /// <summary>The serial that a server which has the zone answered with; null where it hasn't.</summary>
    public static uint? ReadSerial(ReadOnlySpan<byte> answer)
    {
        // Of minimal responses the SOA is the end, and of an SOA five numbers are, the serial first (RFC 1035 §3.3.13).
        const int numbers = 20;
        return answer.Length >= 12 + numbers && ReadResult(answer) == 0 && (answer[2] & Authoritative) != 0 && BinaryPrimitives.ReadUInt16BigEndian(answer[AnswerCount..]) == 1
            ? BinaryPrimitives.ReadUInt32BigEndian(answer[^numbers..])
            : null;
    }

    /// <summary>What the server answered: 0 where it is done (RFC 2136 §2.2).</summary>
    public static int ReadResult(ReadOnlySpan<byte> answer) => answer.Length < 12 ? -1 : answer[3] & 0xf;

    private static void Sign(MemoryStream stream, ushort id, (string Name, byte[] Secret) key, DateTimeOffset at)
    {
        using var time = new MemoryStream();
        var seconds = at.ToUnixTimeSeconds();
        Numbers(time, (ushort)(seconds >> 32), (ushort)(seconds >> 16), (ushort)seconds, Fudge);
        using var signed = new MemoryStream();
        stream.WriteTo(signed);
        Name(signed, key.Name);
        Numbers(signed, Any, 0, 0);
        Name(signed, Algorithm);
        time.WriteTo(signed);
        Numbers(signed, 0, 0);
        var mac = HMACSHA256.HashData(key.Secret, signed.ToArray());
        using var data = new MemoryStream();
        Name(data, Algorithm);
        time.WriteTo(data);
        Sized(data, mac);
        Numbers(data, id, 0, 0);
        Name(stream, key.Name);
        Numbers(stream, Tsig, Any, 0, 0);
        Sized(stream, data.ToArray());
    }

    private static ushort TypeOf(RecordData data) => data switch
    {
        RecordData.Address { Value.AddressFamily: AddressFamily.InterNetwork } => 1,
        RecordData.Address => 28,
        RecordData.Alias => 5,
        RecordData.Pointer => 12,
        RecordData.Server => 33,
        _ => throw new ArgumentOutOfRangeException(nameof(data), data, null),
    };

    private static byte[] Data(RecordData data)
    {
        using var stream = new MemoryStream();
        switch (data)
        {
            case RecordData.Address { Value: var address }:
                stream.Write(address.GetAddressBytes());
                break;
            case RecordData.Alias { Target: var target }:
                Name(stream, target);
                break;
            case RecordData.Pointer { Target: var target }:
                Name(stream, target);
                break;
            case RecordData.Server { Port: var port, Target: var target }:
                Numbers(stream, 0, 0, port);
                Name(stream, target);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(data), data, null);
        }
        return stream.ToArray();
    }

    private static void Name(MemoryStream stream, string name)
    {
        foreach (var label in name.Split('.'))
        {
            stream.WriteByte((byte)label.Length);
            stream.Write(Encoding.ASCII.GetBytes(label));
        }
        stream.WriteByte(0);
    }

    private static void Sized(MemoryStream stream, byte[] data)
    {
        Numbers(stream, (ushort)data.Length);
        stream.Write(data);
    }

    private static void Numbers(MemoryStream stream, params ReadOnlySpan<ushort> numbers)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
            stream.Write(bytes);
        }
    }
}
