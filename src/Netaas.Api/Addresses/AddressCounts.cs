using System.Collections.Immutable;
using Npgsql;

namespace Netaas.Api.Addresses;

/// <summary>
/// How many addresses are held in each block and CIDR. Counting reads all of them, so it is done when somebody looks, and not
/// again for a while: for as long that it takes a twentieth of one processor at most.
/// </summary>
internal sealed class AddressCounts(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string Sql = """
        SELECT b.id, b.cidr_id, a.held FROM (SELECT block_id, count(*) AS held FROM addresses GROUP BY block_id) a JOIN blocks b ON b.id = a.block_id
        """;

    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(2);

    private int _isCounting;
    private volatile Counted _counted = new(ImmutableDictionary<Guid, long>.Empty, DateTimeOffset.MinValue);

    /// <summary>Held addresses of a block or of a network's CIDR, as last counted.</summary>
    public UInt128 Of(Guid blockOrCidr) => (UInt128)(ulong)_counted.Held.GetValueOrDefault(blockOrCidr);

    /// <summary>Counts anew unless that was done just now, or somebody is about it.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        if (time.GetUtcNow() < _counted.Until || Interlocked.Exchange(ref _isCounting, 1) == 1)
            return;
        try
        {
            var started = time.GetTimestamp();
            var held = await CountAsync(ct);
            var pause = 20 * time.GetElapsedTime(started);
            _counted = new Counted(held, time.GetUtcNow() + (pause > AtLeast ? pause : AtLeast));
        }
        finally
        {
            Interlocked.Exchange(ref _isCounting, 0);
        }
    }

    private async Task<ImmutableDictionary<Guid, long>> CountAsync(CancellationToken ct)
    {
        var held = ImmutableDictionary.CreateBuilder<Guid, long>();
        await using var command = dataSource.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (block, cidr, count) = (reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2));
            held[block] = count;
            held[cidr] = held.GetValueOrDefault(cidr) + count;
        }
        return held.ToImmutable();
    }

    private sealed record Counted(ImmutableDictionary<Guid, long> Held, DateTimeOffset Until);
}
