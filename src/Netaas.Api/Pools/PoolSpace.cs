using System.Net;
using System.Net.Sockets;
using Netaas.Api.Data;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;

namespace Netaas.Api.Pools;

/// <summary>What to cut from the pools.</summary>
/// <param name="Purpose">Of the pools to look in.</param>
/// <param name="PrefixLength">Null for the pool's own; never shorter than the pool's CIDR.</param>
internal sealed record Cut(string Purpose, AddressFamily Family, int? PrefixLength);

/// <summary>
/// Finds the next CIDR that clashes with nothing: no network's, no reservation, no load-balancer address, no node's address or route. Under the
/// <see cref="Networks.MembershipLock"/> what it finds stays free until the transaction ends.
/// </summary>
internal static class PoolSpace
{
    /// <summary>Where a plan looks when the pools are used up: space that anybody may use (RFC 1918).</summary>
    private static readonly IPNetwork[] Private = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16")];

    /// <param name="chosen">What the caller is about to take beside it; null for nothing.</param>
    /// <returns>Null when all pools of this purpose and family are used up.</returns>
    public static async Task<IPNetwork?> NextAsync(Session session, Cut cut, CancellationToken ct, IReadOnlyCollection<IPNetwork>? chosen = null)
    {
        foreach (var pool in (await PoolsAsync(session, ct)).Where(pool => pool.Purpose == cut.Purpose && pool.Cidr.Family() == cut.Family))
        {
            var taken = await TakenAsync(session, pool.Cidr, ct);
            var length = Math.Max(cut.PrefixLength ?? pool.PrefixLength, pool.Cidr.PrefixLength);
            if (FreeCidr.Next(pool.Cidr, [.. taken, .. chosen ?? []], length) is { } free)
                return free;
        }
        return null;
    }

    /// <returns>Null when the pool has no room of this size.</returns>
    public static async Task<IPNetwork?> NextInAsync(Session session, IPNetwork pool, int prefixLength, CancellationToken ct) =>
        FreeCidr.Next(pool, await TakenAsync(session, pool, ct), prefixLength);

    /// <summary>All that a plan may use, the pools first, and all that it must keep clear of.</summary>
    public static async Task<PlanSpace> ForPlanAsync(Session session, IEnumerable<IPNetwork> avoid, CancellationToken ct)
    {
        var pools = await PoolsAsync(session, ct);
        var taken = new List<IPNetwork>(avoid);
        foreach (var all in new[] { IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0") })
            taken.AddRange(await TakenAsync(session, all, ct));
        var open = Private.SelectMany(range => Without(range, [.. pools.Select(pool => pool.Cidr)])).ToList();
        return new PlanSpace([.. Of("pods"), .. open], [.. Of("services"), .. open], taken);

        IEnumerable<IPNetwork> Of(string purpose) => pools.Where(pool => pool.Purpose == purpose).Select(pool => pool.Cidr);
    }

    /// <summary>What is left of a range beside some others, in as few parts as there are.</summary>
    private static IEnumerable<IPNetwork> Without(IPNetwork range, IReadOnlyList<IPNetwork> others)
    {
        if (others.Any(other => other.Contains(range)))
            return [];
        return others.Any(other => other.Overlaps(range))
            ? [.. Without(range.Subnet(range.PrefixLength + 1, 0), others), .. Without(range.Subnet(range.PrefixLength + 1, 1), others)]
            : [range];
    }

    private static async Task<List<(string Purpose, IPNetwork Cidr, int PrefixLength)>> PoolsAsync(Session session, CancellationToken ct)
    {
        await using var command = session.Command("SELECT purpose, cidr, default_prefix_length FROM pools ORDER BY id FOR SHARE");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var pools = new List<(string, IPNetwork, int)>();
        while (await reader.ReadAsync(ct))
            pools.Add((reader.GetString(0), reader.GetFieldValue<IPNetwork>(1), reader.GetInt16(2)));
        return pools;
    }

    private static async Task<List<IPNetwork>> TakenAsync(Session session, IPNetwork pool, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT cidr FROM network_cidrs WHERE cidr && $1
            UNION ALL SELECT address::cidr FROM load_balancer_ips WHERE address <<= $1
            UNION ALL SELECT r FROM nodes, unnest(host_routes) r WHERE deleted_revision IS NULL AND r && $1 AND masklen(r) > 0
            UNION ALL SELECT network(a)::cidr FROM nodes, unnest(underlay_addresses) a WHERE deleted_revision IS NULL AND network(a) && $1
            """,
            Parameter.Of(pool));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var taken = new List<IPNetwork>();
        while (await reader.ReadAsync(ct))
            taken.Add(reader.GetFieldValue<IPNetwork>(0));
        return taken;
    }
}
