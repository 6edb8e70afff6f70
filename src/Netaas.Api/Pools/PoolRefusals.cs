using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Core.Addressing;
using Npgsql;

namespace Netaas.Api.Pools;

/// <summary>Says what stands in the way of a pool or a reservation.</summary>
internal static class PoolRefusals
{
    /// <summary>As many as a message can name.</summary>
    private const int Named = 100;

    /// <summary>What was cut from a pool: CIDRs of its purpose inside it, load-balancer addresses, and its reservations.</summary>
    private const string CutFrom = """
        SELECT 'network', n.id, n.name, c.cidr FROM pools p JOIN network_cidrs c ON c.cidr <<= p.cidr AND c.purpose = p.purpose JOIN networks n ON n.id = c.network_id
        WHERE p.id = $1
        UNION ALL SELECT 'service', s.id, s.name, l.address::cidr FROM pools p JOIN load_balancer_ips l ON l.address <<= p.cidr JOIN services s ON s.id = l.service_id
        WHERE p.id = $1 AND p.purpose = 'external'
        UNION ALL SELECT 'reservation', r.id, r.id::text, r.cidr FROM pool_reservations r WHERE r.pool_id = $1 AND $2
        """;

    public static async Task<Problem?> ExplainAsync(Session session, PostgresException violation, PoolSpec spec, CancellationToken ct)
    {
        switch (violation.ConstraintName)
        {
            case "pools_name":
                var named = await session.Db.Pools.FirstOrDefaultAsync(row => row.Name == spec.Name, ct);
                return Problem.Conflict(
                    "nameTaken", $"A pool named '{spec.Name}' exists: choose another name, or change that one with PUT.", CulpritOf(named)).At("name");
            case "pools_apart":
                var pools = await session.Db.Pools.Where(row => row.Purpose == spec.Purpose && row.Name != spec.Name).ToListAsync(ct);
                var other = pools.Find(row => row.Cidr.Overlaps(spec.Cidr));
                return Problem.Conflict(
                    "cidrOverlap",
                    $"{Cidr.Format(spec.Cidr)} overlaps {(other is null ? "" : Cidr.Format(other.Cidr))} of pool '{other?.Name}', which is for {EnumText<PoolPurpose>.ToText(spec.Purpose)}, too: choose another.",
                    CulpritOf(other)).At("cidr");
            default:
                return null;
        }
    }

    /// <summary>What keeps a pool from going, or null.</summary>
    public static async Task<Problem?> FindDependentsAsync(Session session, PoolRow pool, bool alsoReservations, CancellationToken ct)
    {
        var cut = await CutFromAsync(session, pool.Id, alsoReservations, ct);
        if (cut.Count == 0)
            return null;
        return Problem.Conflict(
            "hasDependents",
            $"Something is cut from pool '{pool.Name}': {string.Join(", ", cut.Take(3).Select(Describe))}{(cut.Count > 3 ? " and more" : "")}. Delete that first.",
            [.. cut.Take(Named).Select(item => item.Culprit)]);
    }

    /// <summary>What was cut from a pool and would be outside of its new CIDR, or null.</summary>
    public static async Task<Problem?> FindLeftOutAsync(Session session, PoolRow pool, IPNetwork cidr, CancellationToken ct)
    {
        var left = (await CutFromAsync(session, pool.Id, true, ct)).Where(item => !cidr.Contains(item.Cidr)).ToList();
        return left.Count == 0 ? null : Problem.Conflict(
            "inUse",
            $"{Cidr.Format(cidr)} leaves out what is cut from pool '{pool.Name}': {string.Join(", ", left.Take(3).Select(Describe))}. Choose a CIDR around it.",
            [.. left.Take(Named).Select(item => item.Culprit)]).At("cidr");
    }

    private static async Task<List<(Culprit Culprit, IPNetwork Cidr)>> CutFromAsync(Session session, Guid pool, bool alsoReservations, CancellationToken ct)
    {
        await using var command = session.Command(CutFrom, Parameter.Of(pool), Parameter.Of(alsoReservations));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var cut = new List<(Culprit, IPNetwork)>();
        while (await reader.ReadAsync(ct))
            cut.Add((new Culprit(reader.GetString(0), reader.GetGuid(1), reader.GetString(2)), reader.GetFieldValue<IPNetwork>(3)));
        return cut;
    }

    private static string Describe((Culprit Culprit, IPNetwork Cidr) item) => $"{Cidr.Format(item.Cidr)} ({item.Culprit.Kind} '{item.Culprit.Name}')";

    private static Culprit[] CulpritOf(PoolRow? row) => row is null ? [] : [new Culprit("pool", row.Id, row.Name)];
}
