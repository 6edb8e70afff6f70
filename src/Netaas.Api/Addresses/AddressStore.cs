using System.Net;
using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Addresses;

/// <summary>An address taken out of a block's free list, not yet held by anybody.</summary>
internal sealed record TakenAddress(IPAddress Address, Guid Block, long BlockRevision);

/// <summary>Takes addresses out of free lists, in a transaction that holds the CIDR's lock.</summary>
internal static class AddressStore
{
    private const string PickRested = """
        DELETE FROM free_addresses f USING (
            SELECT block_id, rested_at, address FROM free_addresses
            WHERE block_id = ANY ($1) AND ($2 OR rested_at <= now())
            ORDER BY rested_at, address LIMIT 1 FOR UPDATE SKIP LOCKED) pick
        WHERE f.block_id = pick.block_id AND f.rested_at = pick.rested_at AND f.address = pick.address
        RETURNING f.address, f.block_id
        """;

    /// <summary>
    /// The next address of a node in a CIDR: a rested one, else one of a part not yet filled, else one of a new block, else
    /// the one that has rested longest.
    /// </summary>
    /// <param name="node">Null for a tunnel address.</param>
    /// <param name="takeBlock">Takes a new block; null when the CIDR is used up.</param>
    /// <returns>Null when no address is free.</returns>
    public static async Task<TakenAddress?> TakeNextAsync(
        Session session, NetworkCidrRow cidr, Guid? node, Func<CancellationToken, Task<Block?>> takeBlock, CancellationToken ct)
    {
        var blocks = await BlockStore.ListAsync(session, cidr.Id, node, ct);
        if (await PickAsync(session, blocks, false, ct) is { } rested)
            return rested;
        foreach (var block in blocks)
            if (await BlockStore.FillAsync(session, block, ct) && await PickAsync(session, [block], false, ct) is { } filled)
                return filled;
        if (await takeBlock(ct) is { } taken)
            return await PickAsync(session, [taken], false, ct);
        return await PickAnyAsync(session, blocks, ct);
    }

    /// <summary>Takes a chosen address out of its block's free list.</summary>
    /// <returns>False when somebody holds it.</returns>
    public static async Task<bool> TakeAsync(Session session, Block block, IPAddress address, CancellationToken ct)
    {
        await session.ExecuteAsync("DELETE FROM free_addresses WHERE block_id = $1 AND address = $2", ct, Parameter.Of(block.Id), Parameter.Of(address));
        return !await session.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM addresses WHERE network_id = $1 AND address = $2)", ct, Parameter.Of(block.Network), Parameter.Of(address));
    }

    public static Task HoldAsync(Session session, Guid network, TakenAddress taken, string holder, Guid node, Guid? pod, CancellationToken ct) =>
        session.ExecuteAsync(
            "INSERT INTO addresses (network_id, address, block_id, holder, node_id, pod_id) VALUES ($1, $2, $3, $4, $5, $6)",
            ct,
            Parameter.Of(network),
            Parameter.Of(taken.Address),
            Parameter.Of(taken.Block),
            Parameter.Of(holder),
            Parameter.Of(node),
            Parameter.OfNullable(pod));

    /// <summary>
    /// Whatever is left, resting or just being looked at by another: a row that was skipped because it is locked may come
    /// back when the other transaction fails, so refusing needs a list that is empty for everybody.
    /// </summary>
    private static async Task<TakenAddress?> PickAnyAsync(Session session, IReadOnlyList<Block> blocks, CancellationToken ct)
    {
        NpgsqlParameter Ids() => Parameter.Of(blocks.Select(block => block.Id).ToArray());
        while (true)
        {
            if (await PickAsync(session, blocks, true, ct) is { } any)
                return any;
            if (!await session.ScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM free_addresses WHERE block_id = ANY ($1))", ct, Ids()))
                return null;
            await session.ExecuteAsync("SELECT 1 FROM free_addresses WHERE block_id = ANY ($1) LIMIT 1 FOR UPDATE", ct, Ids());
        }
    }

    private static async Task<TakenAddress?> PickAsync(Session session, IReadOnlyList<Block> blocks, bool alsoResting, CancellationToken ct)
    {
        if (blocks.Count == 0)
            return null;
        await using var command = session.Command(
            PickRested, Parameter.Of(blocks.Select(block => block.Id).ToArray()), Parameter.Of(alsoResting));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var id = reader.GetGuid(1);
        return new TakenAddress(reader.GetFieldValue<IPAddress>(0), id, blocks.First(block => block.Id == id).Revision);
    }
}
