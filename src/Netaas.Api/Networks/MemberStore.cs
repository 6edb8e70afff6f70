using System.Net;
using Netaas.Api.Addresses;
using Netaas.Api.Data;

namespace Netaas.Api.Networks;

/// <summary>Writes a node's part in a network.</summary>
internal static class MemberStore
{
    /// <summary>Makes a node a member, with one tunnel address per family. Needs the <see cref="MembershipLock"/>.</summary>
    /// <exception cref="InvalidOperationException">The CIDR has no room for another node's tunnel address.</exception>
    public static async Task AddAsync(
        Session session, Guid network, IReadOnlyList<NetworkCidrRow> cidrs, Guid node, long revision, CancellationToken ct)
    {
        var tunnelAddresses = new List<IPAddress>();
        foreach (var cidr in cidrs)
        {
            await BlockStore.LockCidrAsync(session, cidr.Id, ct);
            var taken = await AddressStore.TakeNextAsync(
                session, cidr, null, cancel => BlockStore.TakeNextAsync(session, cidr, null, revision, cancel), ct)
                ?? throw new InvalidOperationException($"Pod CIDR {cidr.Cidr} has no tunnel address left for node {node}.");
            await AddressStore.HoldAsync(session, network, taken, "tunnel", node, null, ct);
            tunnelAddresses.Add(taken.Address);
        }
        await session.ExecuteAsync(
            "INSERT INTO network_members (network_id, node_id, tunnel_addresses, revision) VALUES ($1, $2, $3, $4)",
            ct,
            Parameter.Of(network),
            Parameter.Of(node),
            Parameter.Of([.. tunnelAddresses]),
            Parameter.Of(revision));
    }

    /// <summary>Gives a member a new revision and tells every node: its blocks have changed.</summary>
    /// <returns>The revision.</returns>
    public static async Task<long> TouchAsync(Session session, Guid network, Guid node, string networkName, CancellationToken ct)
    {
        await session.ExecuteAsync(
            "SELECT 1 FROM network_members WHERE network_id = $1 AND node_id = $2 FOR UPDATE", ct, Parameter.Of(network), Parameter.Of(node));
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            "UPDATE network_members SET revision = $3 WHERE network_id = $1 AND node_id = $2",
            ct, Parameter.Of(network), Parameter.Of(node), Parameter.Of(revision));
        await session.AppendAsync(new Change(revision, "member", "update", network, networkName, Scope: node), ct);
        return revision;
    }
}
