using System.Net;
using System.Net.Sockets;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Core;
using Netaas.Core.Addressing;

namespace Netaas.Api.Services;

/// <summary>Gives virtual addresses out of a network's service CIDRs, under the lock of each CIDR's row.</summary>
internal static class ClusterAddresses
{
    /// <summary>One address of each family: the chosen one, else the next free one.</summary>
    public static async Task<Outcome<EquatableList<IPAddress>>> TakeAsync(
        Session session, Guid service, NetworkRow network, EquatableList<IPAddress>? chosen, CancellationToken ct)
    {
        var taken = new List<IPAddress>();
        var cidrs = network.CidrsFor("services").ToList();
        if (chosen?.FirstOrDefault(address => !cidrs.Any(cidr => IsUsable(cidr.Cidr, address))) is { } stray)
            return Problem.Invalid([ServiceRefusals.Stray(stray, network)]);
        foreach (var cidr in cidrs)
        {
            var wanted = chosen?.FirstOrDefault(address => address.AddressFamily == cidr.Cidr.Family());
            if (wanted is null && chosen is not null)
                continue;
            await BlockStore.LockCidrAsync(session, cidr.Id, ct);
            var address = wanted ?? await NextAsync(session, cidr, ct);
            if (address is null)
                return Problem.Conflict(
                    "noFreeAddress",
                    $"Network '{network.Name}' has no free service address: all of {Cidr.Format(cidr.Cidr)} is taken. Delete services, or use a network with a larger service CIDR.",
                    [new Culprit("network", network.Id, network.Name)]).At("network");
            if (!await HoldAsync(session, service, network, address, ct))
                return (await ServiceRefusals.AddressTakenAsync(session, network, address, ct)).At("clusterIps");
            taken.Add(address);
        }
        return taken.ToEquatableList();
    }

    /// <summary>Goes round, so that an address just given back is not given again at once.</summary>
    private static async Task<IPAddress?> NextAsync(Session session, NetworkCidrRow cidr, CancellationToken ct)
    {
        var count = cidr.Cidr.Count();
        var next = (UInt128)(ulong)await session.ScalarAsync<long>("SELECT next_block FROM network_cidrs WHERE id = $1", ct, Parameter.Of(cidr.Id));
        // The first one names the range.
        var free = (next > 1 && next < count ? await FindFreeAsync(session, cidr, next, ct) : null) ?? await FindFreeAsync(session, cidr, 1, ct);
        if (free is not null)
            await session.ExecuteAsync(
                "UPDATE network_cidrs SET next_block = $2 WHERE id = $1",
                ct, Parameter.Of(cidr.Id), Parameter.Of((long)(Cidr.ToNumber(free) - Cidr.ToNumber(cidr.Cidr.BaseAddress) + 1)));
        return free;
    }

    /// <summary>The first address from an offset on that nobody holds: itself, or what follows the last of those that are held in a row.</summary>
    /// <returns>Null where all up to the end are held.</returns>
    private static async Task<IPAddress?> FindFreeAsync(Session session, NetworkCidrRow cidr, UInt128 offset, CancellationToken ct)
    {
        if (offset >= cidr.Cidr.Count())
            return null;
        var first = cidr.Cidr.AddressAt(offset);
        var free = await session.ScalarAsync<IPAddress>(
            """
            SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM service_ips WHERE network_id = $1 AND address = $2) THEN $2 ELSE (
                SELECT address + 1 FROM (
                    SELECT address, lead(address) OVER (ORDER BY address) AS next FROM service_ips WHERE network_id = $1 AND address >= $2) held
                WHERE next IS NULL OR next <> address + 1 ORDER BY address LIMIT 1) END
            """,
            ct, Parameter.Of(cidr.NetworkId), Parameter.Of(first));
        return free is not null && IsUsable(cidr.Cidr, free) ? free : null;
    }

    private static async Task<bool> HoldAsync(Session session, Guid service, NetworkRow network, IPAddress address, CancellationToken ct) =>
        await session.ExecuteAsync(
            """
            INSERT INTO service_ips AS held (network_id, address, service_id) VALUES ($1, $2, $3)
            ON CONFLICT (network_id, address) DO UPDATE SET service_id = $3 WHERE held.service_id = ANY ($4)
            """,
            ct, Parameter.Of(network.Id), Parameter.Of(address), Parameter.Of(service), Parameter.Of([.. session.GivingWay])) == 1;

    /// <summary>Not the first one of a range, which names it, nor the last of one of IPv4, which reads as a broadcast. No gateway is among them.</summary>
    private static bool IsUsable(IPNetwork cidr, IPAddress address) =>
        cidr.Contains(address) && !address.Equals(cidr.BaseAddress)
            && (cidr.Family() == AddressFamily.InterNetworkV6 || !address.Equals(cidr.AddressAt(cidr.Count() - 1)));
}
