using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Netaas.Api.Data;

/// <summary>
/// Ids that follow from where the change log stands and from what is made. Names of interfaces, MAC addresses and paths derive
/// from ids: so a dry run shows to the letter what the same apply then makes, unless others write in between.
/// </summary>
internal sealed class ForeseeableIds
{
    private readonly long _revision;
    private readonly long _milliseconds;
    private int _drawn;

    private ForeseeableIds(long revision, DateTimeOffset at) => (_revision, _milliseconds) = (revision, at.ToUnixTimeMilliseconds());

    public static async Task<ForeseeableIds> FromLogAsync(Session session, CancellationToken ct)
    {
        await using var command = session.Command("SELECT revision, at FROM changes ORDER BY revision DESC LIMIT 1");
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new ForeseeableIds(reader.GetInt64(0), reader.GetDateTime(1))
            : new ForeseeableIds(0, DateTimeOffset.UnixEpoch);
    }

    /// <summary>A UUIDv7 of the log's last moment: above all ids that were drawn before it, and below the next one drawn here.</summary>
    public Guid Next(Guid project, string kind, string name)
    {
        const int inOneMillisecond = 1 << 12;
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{_revision} {_drawn} {project} {kind} {name}")).AsSpan(0, 16);
        var (later, counter) = Math.DivRem(_drawn++, inOneMillisecond);
        BinaryPrimitives.WriteInt64BigEndian(id, ((_milliseconds + later) << 16) | 0x7000 | (long)counter);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
