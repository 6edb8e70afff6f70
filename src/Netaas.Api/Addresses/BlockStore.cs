using System.Net;
using Netaas.Api.Data;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;
using Npgsql;

namespace Netaas.Api.Addresses;

/// <summary>A part of a pod CIDR.</summary>
/// <param name="Node">Null for a block that gives tunnel addresses.</param>
internal sealed record Block(Guid Id, Guid Network, Guid CidrId, Guid? Node, IPNetwork Cidr, long Filled, long Revision);

/// <summary>
/// Takes blocks of a pod CIDR and fills their free lists. All of it runs under the lock of the CIDR's row: it happens once
/// in hundreds of pods, and the hot write never waits for it.
/// </summary>
internal static class BlockStore
{
    /// <summary>Addresses put into a free list at a time, so that a large block costs no more than a small one.</summary>
    private const int Part = 256;

    public static Task LockCidrAsync(Session session, Guid cidr, CancellationToken ct) =>
        session.ExecuteAsync("SELECT 1 FROM network_cidrs WHERE id = $1 FOR UPDATE", ct, Parameter.Of(cidr));

    /// <summary>Takes the next free block, and fills its list.</summary>
    /// <returns>Null when the CIDR is used up.</returns>
    public static async Task<Block?> TakeNextAsync(Session session, NetworkCidrRow cidr, Guid? node, long revision, CancellationToken ct)
    {
        var next = (UInt128)(ulong)await session.ScalarAsync<long>("SELECT next_block FROM network_cidrs WHERE id = $1", ct, Parameter.Of(cidr.Id));
        if ((await FindFreeAsync(session, cidr, node, next, ct) ?? await FindFreeAsync(session, cidr, node, 0, ct)) is not { } free)
            return null;
        var upcoming = (IndexOf(cidr, free) + 1) % cidr.Cidr.SubnetCount(cidr.NodePrefixLength);
        await session.ExecuteAsync(
            "UPDATE network_cidrs SET next_block = $2 WHERE id = $1", ct, Parameter.Of(cidr.Id), Parameter.Of((long)upcoming));
        return await TakeAsync(session, cidr, free, node, revision, ct);
    }

    /// <summary>Takes the next free block for tunnel addresses. The last one is left to pods: no pod would fit where tunnels have all.</summary>
    /// <returns>Null when the CIDR is used up but for that.</returns>
    public static async Task<Block?> TakeNextForTunnelsAsync(Session session, NetworkCidrRow cidr, long revision, CancellationToken ct)
    {
        var held = await session.ScalarAsync<long>("SELECT count(*) FROM blocks WHERE network_id = $1 AND cidr_id = $2 AND node_id IS NULL", ct, Parameter.Of(cidr.NetworkId), Parameter.Of(cidr.Id));
        return (UInt128)(ulong)held + 1 < cidr.Cidr.SubnetCount(cidr.NodePrefixLength) ? await TakeNextAsync(session, cidr, null, revision, ct) : null;
    }

    /// <summary>Takes the block in which an address stands, unless it is held.</summary>
    public static Task<Block> TakeAroundAsync(
        Session session, NetworkCidrRow cidr, IPAddress address, Guid node, long revision, CancellationToken ct) =>
        TakeAsync(session, cidr, Cidr.Containing(address, cidr.NodePrefixLength), node, revision, ct);

    /// <summary>Blocks of which not all addresses have been put into the free list.</summary>
    public static async Task<IReadOnlyList<Block>> ListUnfilledAsync(Session session, NetworkCidrRow cidr, Guid? node, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT id, network_id, cidr_id, node_id, cidr, filled, revision FROM blocks WHERE network_id = $1 AND cidr_id = $2 AND node_id IS NOT DISTINCT FROM $3
                AND filled < (1::bigint << least(CASE family(cidr) WHEN 4 THEN 32 ELSE 128 END - masklen(cidr), 62)) - $4
            ORDER BY cidr
            """,
            Parameter.Of(cidr.NetworkId),
            Parameter.Of(cidr.Id),
            Parameter.OfNullable(node),
            Parameter.Of(Subnet.Unusable(IpFamilies.Of(cidr.Cidr)) - (node is null ? 1 : 0)));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var blocks = new List<Block>();
        while (await reader.ReadAsync(ct))
            blocks.Add(ReadBlock(reader));
        return blocks;
    }

    /// <param name="node">Whose, where each node has the range to itself.</param>
    public static async Task<Block?> FindAroundAsync(Session session, NetworkCidrRow cidr, IPAddress address, Guid node, CancellationToken ct)
    {
        await using var command = session.Command(
            "SELECT id, network_id, cidr_id, node_id, cidr, filled, revision FROM blocks WHERE network_id = $1 AND cidr >>= $2 AND scope = $3",
            Parameter.Of(cidr.NetworkId), Parameter.Of(address), Parameter.Of(ScopeOf(cidr, node)));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ReadBlock(reader) : null;
    }

    /// <summary>Puts the next part of a block's addresses into its free list.</summary>
    /// <returns>False when all of them had been put there before.</returns>
    public static async Task<bool> FillAsync(Session session, Block block, CancellationToken ct)
    {
        var (first, last) = Range(block);
        var from = first + (UInt128)(ulong)block.Filled;
        if (from > last)
            return false;
        var count = (long)UInt128.Min(Part, last - from + 1);
        // Asked one by one, by key: of NOT EXISTS the planner makes a join, for which it reads all addresses there are.
        await session.ExecuteAsync(
            """
            INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
            SELECT $1, $5, $6, '-infinity', a FROM (SELECT $2::inet + g AS a FROM generate_series(0, $3 - 1) g) candidates
            WHERE (SELECT 1 FROM addresses WHERE network_id = $4 AND address = a AND block_id = $1 LIMIT 1) IS NULL
              AND (SELECT 1 FROM free_addresses f WHERE f.block_id = $1 AND f.address = a LIMIT 1) IS NULL
            """,
            ct,
            Parameter.Of(block.Id),
            Parameter.Of(block.Cidr.AddressAt(from)),
            Parameter.Of(count),
            Parameter.Of(block.Network),
            Parameter.Of(block.CidrId),
            Parameter.Of(block.Node ?? Guid.Empty));
        await session.ExecuteAsync("UPDATE blocks SET filled = filled + $2 WHERE id = $1", ct, Parameter.Of(block.Id), Parameter.Of(count));
        return true;
    }

    /// <summary>Offsets of the addresses that may be given: a node's block keeps its gateway, one for tunnels has none.</summary>
    private static (UInt128 First, UInt128 Last) Range(Block block)
    {
        var isIpv4 = Cidr.Bits(block.Cidr.Family()) == 32;
        return (block.Node is null ? 1u : 2u, block.Cidr.Count() - (isIpv4 ? 2u : 1u));
    }

    private static async Task<Block> TakeAsync(Session session, NetworkCidrRow cidr, IPNetwork subnet, Guid? node, long revision, CancellationToken ct)
    {
        var block = new Block(Guid.CreateVersion7(), cidr.NetworkId, cidr.Id, node, subnet, 0, revision);
        await session.ExecuteAsync(
            "INSERT INTO blocks (id, network_id, cidr_id, node_id, cidr, revision, scope) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            ct,
            Parameter.Of(block.Id),
            Parameter.Of(cidr.NetworkId),
            Parameter.Of(cidr.Id),
            Parameter.OfNullable(node),
            Parameter.Of(subnet),
            Parameter.Of(revision),
            Parameter.Of(ScopeOf(cidr, node)));
        await FillAsync(session, block, ct);
        return block;
    }

    /// <summary>The first part from an index on that nobody holds: itself, or what follows the last of those that are held in a row.</summary>
    /// <returns>Null where all up to the end are held.</returns>
    private static async Task<IPNetwork?> FindFreeAsync(Session session, NetworkCidrRow cidr, Guid? node, UInt128 index, CancellationToken ct)
    {
        var first = cidr.Cidr.Subnet(cidr.NodePrefixLength, index);
        await using var command = session.Command(
            """
            SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM blocks WHERE cidr_id = $1 AND scope = $2 AND cidr = $3) THEN $3::cidr ELSE (
                SELECT (broadcast(cidr) + 1)::cidr FROM (
                    SELECT cidr, lead(cidr) OVER (ORDER BY cidr) AS next FROM blocks WHERE cidr_id = $1 AND scope = $2 AND cidr >= $3) held
                WHERE next IS NULL OR host(next) <> host(broadcast(cidr) + 1) ORDER BY cidr LIMIT 1) END
            """,
            Parameter.Of(cidr.Id), Parameter.Of(ScopeOf(cidr, node)), Parameter.Of(first));
        var free = await command.ExecuteScalarAsync(ct) is IPNetwork found ? found : first;
        return cidr.Cidr.Contains(free) ? free : null;
    }

    private static UInt128 IndexOf(NetworkCidrRow cidr, IPNetwork subnet) =>
        (Cidr.ToNumber(subnet.BaseAddress) - Cidr.ToNumber(cidr.Cidr.BaseAddress)) >> (Cidr.Bits(cidr.Cidr.Family()) - cidr.NodePrefixLength);

    private static Guid ScopeOf(NetworkCidrRow cidr, Guid? node) => cidr.IsNodeLocal ? node ?? Guid.Empty : Guid.Empty;

    private static Block ReadBlock(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetGuid(1),
        reader.GetGuid(2),
        reader.IsDBNull(3) ? null : reader.GetGuid(3),
        reader.GetFieldValue<IPNetwork>(4),
        reader.GetInt64(5),
        reader.GetInt64(6));
}
