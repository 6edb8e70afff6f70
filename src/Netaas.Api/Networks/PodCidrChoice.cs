using System.Net;
using Netaas.Api.Data;
using Netaas.Core.Addressing;

namespace Netaas.Api.Networks;

/// <summary>Finds the next pod CIDR that clashes with nothing: no network's, no node's address or route.</summary>
internal static class PodCidrChoice
{
    /// <param name="prefixLength">Null for the pool's own.</param>
    /// <returns>Null when the pool is used up.</returns>
    public static async Task<IPNetwork?> NextAsync(Session session, CancellationToken ct, int? prefixLength = null)
    {
        await using var command = session.Command("SELECT cidr, default_prefix_length FROM pools WHERE purpose = 'pods' ORDER BY name");
        var pools = new List<(IPNetwork Cidr, int PrefixLength)>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
                pools.Add((reader.GetFieldValue<IPNetwork>(0), reader.GetInt16(1)));
        foreach (var pool in pools)
        {
            var length = Math.Max(prefixLength ?? pool.PrefixLength, pool.Cidr.PrefixLength);
            if (FreeCidr.Next(pool.Cidr, await TakenAsync(session, pool.Cidr, ct), length) is { } free)
                return free;
        }
        return null;
    }

    private static async Task<List<IPNetwork>> TakenAsync(Session session, IPNetwork pool, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT cidr FROM network_cidrs WHERE cidr && $1
            UNION ALL SELECT r FROM nodes, unnest(host_routes) r WHERE r && $1 AND masklen(r) > 0
            UNION ALL SELECT network(a)::cidr FROM nodes, unnest(underlay_addresses) a WHERE network(a) && $1
            """,
            Parameter.Of(pool));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var taken = new List<IPNetwork>();
        while (await reader.ReadAsync(ct))
            taken.Add(reader.GetFieldValue<IPNetwork>(0));
        return taken;
    }
}
