using System.Net;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Core.Addressing;

namespace Netaas.Api.Networks;

/// <summary>Writes a node's part in a network.</summary>
internal static class MemberStore
{
    /// <summary>
    /// Makes nodes members, each with one tunnel address per family. As many statements for a hundred nodes as for one, since
    /// everybody waits meanwhile: it needs the <see cref="MembershipLock"/>.
    /// </summary>
    /// <returns>Why not: a CIDR has no room for the nodes' tunnel addresses. Then some may be taken, and the transaction is to be undone.</returns>
    public static async Task<Problem?> AddAsync(Session session, NetworkRow network, Guid[] nodes, long revision, CancellationToken ct)
    {
        var cidrs = network.TunnelCidrs();
        var tunnelAddresses = new IReadOnlyList<TakenAddress>[cidrs.Count];
        for (var i = 0; i < cidrs.Count; i++)
        {
            var cidr = cidrs[i];
            await BlockStore.LockCidrAsync(session, cidr.Id, ct);
            tunnelAddresses[i] = await AddressStore.TakeTunnelsAsync(
                session, cidr, nodes.Length, cancel => BlockStore.TakeNextForTunnelsAsync(session, cidr, revision, cancel), ct);
            if (tunnelAddresses[i].Count < nodes.Length)
                return NoRoom(network, cidr, tunnelAddresses[i].Count, nodes.Length);
            await AddressStore.HoldTunnelsAsync(session, network.Id, tunnelAddresses[i], nodes, ct);
        }
        await session.ExecuteAsync(
            """
            WITH known AS (DELETE FROM network_strangers WHERE network_id = $1 AND node_id = ANY ($3))
            INSERT INTO network_members (network_id, node_id, tunnel_addresses, revision)
            SELECT $1, node, array_remove(ARRAY[first, second], NULL), $2 FROM unnest($3::uuid[], $4::inet[], $5::inet[]) AS x (node, first, second)
            """,
            ct,
            Parameter.Of(network.Id),
            Parameter.Of(revision),
            Parameter.Of(nodes),
            Parameter.Of(AddressesOf(0)),
            Parameter.Of(AddressesOf(1)));
        return null;

        IPAddress[] AddressesOf(int family) => family < tunnelAddresses.Length ? [.. tunnelAddresses[family].Select(taken => taken.Address)] : [];
    }

    private static Problem NoRoom(NetworkRow network, NetworkCidrRow cidr, int left, int wanted) => Problem.Conflict(
        "noFreeAddress",
        $"Network '{network.Name}' has tunnel addresses for {left} of {wanted} nodes that would become members: all of {Cidr.Format(cidr.Cidr)} is given in blocks of /{cidr.NodePrefixLength}, of which pods need one. Use a larger pod CIDR, or a nodeSelector that fewer nodes meet.",
        [new Culprit("network", network.Id, network.Name)]);

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
