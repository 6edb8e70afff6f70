using Netaas.Api.Data;
using Netaas.Api.Jobs;
using Netaas.Api.Networks;
using Netaas.Api.Outbox;
using Npgsql;

namespace Netaas.Api.Addresses;

/// <summary>
/// Gives blocks back whose addresses are all free and rested, and tells the nodes that the way to them is gone. Used by the
/// leader alone.
/// </summary>
/// <remarks>
/// Pods are created beside it by a statement that takes free addresses without the CIDR's lock. So all free addresses of the
/// block are locked first, skipping those that others are just taking. Then they are counted: one that was skipped shows
/// here while its taker is open, and among the held ones once it has committed. Whoever comes later finds all of them
/// locked, goes the longer way, and waits there for the CIDR's lock.
/// </remarks>
internal sealed class BlockReleaser(NpgsqlDataSource dataSource, DispatchSignal dispatch, TimeProvider time)
{
    /// <summary>Among the jobs, though it runs with the leader and not on a schedule of its own.</summary>
    public const string Job = "empty-blocks";

    /// <summary>Nobody waits for an empty block; looking costs a glance at each block.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Blocks looked at in a run, so that the leader is soon back at its stream.</summary>
    private const int AtATime = 16;

    /// <summary>Whether anybody holds an address of block b, by the index over addresses.</summary>
    private const string IsHeld = """
        EXISTS (SELECT 1 FROM addresses a WHERE a.network_id = b.network_id AND a.block_id = b.id
            AND a.address >= b.cidr AND a.address <= set_masklen(broadcast(b.cidr), CASE family(b.cidr) WHEN 4 THEN 32 ELSE 128 END))
        """;

    private const string Candidates = $"""
        SELECT b.id, b.cidr_id, b.node_id, n.id, n.name, n.project_id FROM blocks b JOIN networks n ON n.id = b.network_id AND n.deleted_revision IS NULL
        WHERE b.node_id IS NOT NULL AND NOT {IsHeld}
          AND NOT EXISTS (SELECT 1 FROM free_addresses f WHERE f.block_id = b.id AND f.rested_at > now())
        ORDER BY b.id LIMIT $1
        """;

    /// <returns>How many blocks were given back.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var started = time.GetUtcNow().UtcDateTime;
        var count = 0;
        foreach (var block in await FindAsync(ct))
            if (await ReleaseAsync(block, ct))
                count++;
        if (count > 0)
            dispatch.Set();
        var run = new JobRun(started, time.GetUtcNow().UtcDateTime, true, count == 1 ? "1 block" : $"{count} blocks");
        await JobRuns.NoteAsync(dataSource, Job, run, ct);
        return count;
    }

    private async Task<List<Candidate>> FindAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Candidates);
        command.Parameters.Add(Parameter.Of(AtATime));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Candidate>();
        while (await reader.ReadAsync(ct))
            found.Add(new Candidate(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetString(4), reader.GetGuid(5)));
        return found;
    }

    private async Task<bool> ReleaseAsync(Candidate block, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(dataSource, new Caller(block.Project, "netaas", "empty-blocks"), ct);
        await session.BeginAsync(ct);
        await BlockStore.LockCidrAsync(session, block.Cidr, ct);
        var locked = await session.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT 1 FROM free_addresses WHERE block_id = $1 AND rested_at <= now() FOR UPDATE SKIP LOCKED) f", ct, Parameter.Of(block.Id));
        if (locked != await session.ScalarAsync<long>("SELECT count(*) FROM free_addresses WHERE block_id = $1", ct, Parameter.Of(block.Id))
            || await session.ScalarAsync<bool>($"SELECT {IsHeld} FROM blocks b WHERE b.id = $1", ct, Parameter.Of(block.Id)))
            return false;
        await session.ExecuteAsync("DELETE FROM free_addresses WHERE block_id = $1", ct, Parameter.Of(block.Id));
        await session.ExecuteAsync("DELETE FROM blocks WHERE id = $1", ct, Parameter.Of(block.Id));
        await MemberStore.TouchAsync(session, block.Network, block.Node, block.NetworkName, ct);
        await session.CommitAsync(ct);
        return true;
    }

    private sealed record Candidate(Guid Id, Guid Cidr, Guid Node, Guid Network, string NetworkName, Guid Project);
}
