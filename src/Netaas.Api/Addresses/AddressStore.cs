using System.Net;
using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Addresses;

/// <summary>An address taken out of a block's free list, not yet held by anybody.</summary>
internal sealed record TakenAddress(IPAddress Address, Guid Block, long BlockRevision);

/// <summary>Takes addresses out of free lists, in a transaction that holds the CIDR's lock.</summary>
internal static class AddressStore
{
    private static readonly string PickRested = Pick("rested_at <= now()");

    private static readonly string PickAny = Pick("true");

    private static readonly string PickTunnels = $"WITH gone AS ({Pick("rested_at <= now()", "$3")}, f.rested_at) SELECT * FROM gone ORDER BY rested_at, address";

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
        if (await PickAsync(session, PickRested, cidr.Id, node, ct) is { } rested)
            return rested;
        return await RefillAsync(session, cidr, node, takeBlock, ct) && await PickAsync(session, PickRested, cidr.Id, node, ct) is { } taken
            ? taken
            : await PickLastAsync(session, cidr.Id, node, ct);
    }

    /// <summary>Sees to it that a node has addresses to give: out of parts not yet filled, else out of a new block.</summary>
    /// <param name="node">Null for tunnel addresses.</param>
    /// <param name="takeBlock">Takes a new block; null when the CIDR is used up.</param>
    /// <returns>False when there is nothing left but what rests.</returns>
    public static async Task<bool> RefillAsync(
        Session session, NetworkCidrRow cidr, Guid? node, Func<CancellationToken, Task<Block?>> takeBlock, CancellationToken ct)
    {
        if (await HasRestedAsync(session, cidr.Id, node, ct))
            return true;
        foreach (var block in await BlockStore.ListUnfilledAsync(session, cidr, node, ct))
            if (await BlockStore.FillAsync(session, block, ct) && await HasRestedAsync(session, cidr.Id, node, ct))
                return true;
        return await takeBlock(ct) is not null;
    }

    /// <summary>The next tunnel addresses in a CIDR, as many as are asked for, or fewer where there are not so many.</summary>
    /// <param name="takeBlock">Takes a new block; null when the CIDR is used up.</param>
    public static async Task<IReadOnlyList<TakenAddress>> TakeTunnelsAsync(
        Session session, NetworkCidrRow cidr, int count, Func<CancellationToken, Task<Block?>> takeBlock, CancellationToken ct)
    {
        var taken = new List<TakenAddress>(count);
        while (taken.Count < count)
        {
            await using (var command = session.Command(PickTunnels, Parameter.Of(cidr.Id), Giver(null), Parameter.Of(count - taken.Count)))
            await using (var reader = await command.ExecuteReaderAsync(ct))
                while (await reader.ReadAsync(ct))
                    taken.Add(ReadTaken(reader));
            if (taken.Count == count)
                break;
            if (await TakeNextAsync(session, cidr, null, takeBlock, ct) is not { } next)
                break;
            taken.Add(next);
        }
        return taken;
    }

    /// <summary>Takes a chosen address out of its block's free list.</summary>
    /// <returns>False when somebody holds it.</returns>
    public static async Task<bool> TakeAsync(Session session, Block block, IPAddress address, CancellationToken ct)
    {
        await session.ExecuteAsync("DELETE FROM free_addresses WHERE block_id = $1 AND address = $2", ct, Parameter.Of(block.Id), Parameter.Of(address));
        if (session.GivingWay.Count > 0)
            await session.ExecuteAsync(
                "DELETE FROM addresses WHERE network_id = $1 AND address = $2 AND block_id = $3 AND pod_id = ANY ($4)",
                ct, Parameter.Of(block.Network), Parameter.Of(address), Parameter.Of(block.Id), Parameter.Of([.. session.GivingWay]));
        return !await session.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM addresses WHERE network_id = $1 AND address = $2 AND block_id = $3)",
            ct, Parameter.Of(block.Network), Parameter.Of(address), Parameter.Of(block.Id));
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

    /// <summary>The k-th address is the k-th node's.</summary>
    public static Task HoldTunnelsAsync(Session session, Guid network, IReadOnlyList<TakenAddress> taken, Guid[] nodes, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            INSERT INTO addresses (network_id, address, block_id, holder, node_id)
            SELECT $1, address, block, 'tunnel', node FROM unnest($2::inet[], $3::uuid[], $4::uuid[]) AS x (address, block, node)
            """,
            ct,
            Parameter.Of(network),
            Parameter.Of([.. taken.Select(each => each.Address)]),
            Parameter.Of([.. taken.Select(each => each.Block)]),
            Parameter.Of(nodes));

    /// <summary>
    /// Whatever is left, resting or just being looked at by another: a row that was skipped because it is locked may come
    /// back when the other transaction fails, so refusing needs a list that is empty for everybody.
    /// </summary>
    private static async Task<TakenAddress?> PickLastAsync(Session session, Guid cidr, Guid? node, CancellationToken ct)
    {
        while (true)
        {
            if (await PickAsync(session, PickAny, cidr, node, ct) is { } any)
                return any;
            if (!await session.ScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM free_addresses WHERE cidr_id = $1 AND node_id = $2)", ct, Parameter.Of(cidr), Giver(node)))
                return null;
            await session.ExecuteAsync(
                "SELECT 1 FROM free_addresses WHERE cidr_id = $1 AND node_id = $2 LIMIT 1 FOR UPDATE", ct, Parameter.Of(cidr), Giver(node));
        }
    }

    private static async Task<TakenAddress?> PickAsync(Session session, string sql, Guid cidr, Guid? node, CancellationToken ct)
    {
        await using var command = session.Command(sql, Parameter.Of(cidr), Giver(node));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ReadTaken(reader) : null;
    }

    private static TakenAddress ReadTaken(NpgsqlDataReader reader) => new(reader.GetFieldValue<IPAddress>(0), reader.GetGuid(1), reader.GetInt64(2));

    /// <summary>Whether there is one that nobody is just taking.</summary>
    private static async Task<bool> HasRestedAsync(Session session, Guid cidr, Guid? node, CancellationToken ct) =>
        await session.ScalarAsync<int>(
            "SELECT 1 FROM free_addresses WHERE cidr_id = $1 AND node_id = $2 AND rested_at <= now() LIMIT 1 FOR UPDATE SKIP LOCKED",
            ct,
            Parameter.Of(cidr),
            Giver(node)) == 1;

    /// <summary>Tunnel addresses stand in the free list under the zero id.</summary>
    private static NpgsqlParameter Giver(Guid? node) => Parameter.Of(node ?? Guid.Empty);

    // By an array, which is made once: where the planner takes the list for a short one, it would make a join anew for each row
    // that there is, and with each another one would go.
    private static string Pick(string condition, string limit = "1") => $"""
        DELETE FROM free_addresses f WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM free_addresses
            WHERE cidr_id = $1 AND node_id = $2 AND {condition}
            ORDER BY rested_at, address LIMIT {limit} FOR UPDATE SKIP LOCKED))
        RETURNING f.address, f.block_id, (SELECT revision FROM blocks b WHERE b.id = f.block_id)
        """;
}
