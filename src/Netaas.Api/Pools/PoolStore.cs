using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Core.Addressing;

namespace Netaas.Api.Pools;

/// <summary>Writes pools, and counts what is taken of them.</summary>
internal static class PoolStore
{
    /// <summary>The nodes have no part in pools.</summary>
    private static readonly Guid[] Nobody = [];

    public static async Task<Outcome<PoolRow>> CreateAsync(Session session, PoolSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var sized = spec with { DefaultPrefixLength = spec.DefaultPrefixLength ?? PoolSpec.PrefixLengthFor(spec.Purpose, spec.Cidr) };
        var id = session.NewId("pool", spec.Name);
        var revision = await session.NextRevisionAsync(ct);
        await WriteAsync(
            session,
            "INSERT INTO pools (id, name, purpose, cidr, default_prefix_length, labels, revision) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id, sized, revision, ct);
        await session.AppendAsync(new Change(revision, "pool", "create", id, spec.Name, Nodes: Nobody, After: sized), ct);
        return await ReadAsync(session, id, ct);
    }

    public static async Task<Outcome<PoolRow>> UpdateAsync(Session session, PoolSpec before, PoolRow present, PoolSpec spec, CancellationToken ct)
    {
        if (!spec.Cidr.Contains(present.Cidr) && await PoolRefusals.FindLeftOutAsync(session, present, spec.Cidr, ct) is { } leftOut)
            return leftOut;
        var revision = await session.NextRevisionAsync(ct);
        await WriteAsync(
            session,
            "UPDATE pools SET name = $2, purpose = $3, cidr = $4, default_prefix_length = $5, labels = $6, revision = $7, updated_at = now() WHERE id = $1",
            present.Id, spec, revision, ct);
        await session.AppendAsync(new Change(revision, "pool", "update", present.Id, spec.Name, Nodes: Nobody, Before: before, After: spec), ct);
        return await ReadAsync(session, present.Id, ct);
    }

    /// <summary>Deletes a pool with the reservations that are left in it.</summary>
    public static async Task<long> DeleteAsync(Session session, PoolSpec before, PoolRow present, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            "DELETE FROM network_cidrs c USING pool_reservations r WHERE r.id = c.id AND r.pool_id = $1", ct, Parameter.Of(present.Id));
        await session.ExecuteAsync("DELETE FROM pools WHERE id = $1", ct, Parameter.Of(present.Id));
        await session.AppendAsync(new Change(revision, "pool", "delete", present.Id, present.Name, Nodes: Nobody, Before: before), ct);
        return revision;
    }

    public static async Task<PoolRow?> CountAsync(Session session, PoolRow? pool, CancellationToken ct)
    {
        if (pool is not null)
            await CountAsync(session, [pool], ct);
        return pool;
    }

    /// <summary>Adds to each pool how much of it is taken, also by what is cut for another purpose, and by load-balancer addresses.</summary>
    public static async Task CountAsync(Session session, IReadOnlyList<PoolRow> pools, CancellationToken ct)
    {
        var byId = pools.ToDictionary(pool => pool.Id);
        await using var command = session.Command(
            """
            SELECT p.id, greatest(masklen(c.cidr), masklen(p.cidr)), count(*) FROM pools p JOIN network_cidrs c ON c.cidr && p.cidr
            WHERE p.id = ANY ($1) GROUP BY 1, 2
            UNION ALL
            SELECT p.id, CASE family(p.cidr) WHEN 4 THEN 32 ELSE 128 END, count(*) FROM pools p JOIN load_balancer_ips l ON l.address <<= p.cidr
            WHERE p.id = ANY ($1) GROUP BY 1, 2
            """,
            Parameter.Of([.. byId.Keys]));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var pool = byId[reader.GetGuid(0)];
            pool.Used += pool.Cidr.Subnet(reader.GetInt32(1), 0).Count() * (UInt128)(ulong)reader.GetInt64(2);
        }
    }

    private static async Task<PoolRow> ReadAsync(Session session, Guid id, CancellationToken ct)
    {
        var row = await session.Db.Pools.SingleAsync(row => row.Id == id, ct);
        await CountAsync(session, [row], ct);
        return row;
    }

    private static Task<int> WriteAsync(Session session, string sql, Guid id, PoolSpec spec, long revision, CancellationToken ct) => session.ExecuteAsync(
        sql,
        ct,
        Parameter.Of(id),
        Parameter.Of(spec.Name),
        Parameter.Of(EnumText<PoolPurpose>.ToText(spec.Purpose)),
        Parameter.Of(spec.Cidr),
        Parameter.Of(spec.DefaultPrefixLength ?? spec.Cidr.PrefixLength),
        Parameter.OfJson(spec.Labels.ToJson()),
        Parameter.Of(revision));
}
