using Microsoft.EntityFrameworkCore;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Core.Naming;

namespace Netaas.Api.Networks;

/// <summary>
/// Which nodes are members of a network: those with the labels of its selector, all where it has none. A node that leaves
/// keeps its blocks, of which nothing is given any more, until the <c>Releaser</c> has heard that nobody uses them.
/// </summary>
internal static class Membership
{
    /// <summary>So many pods that stand in the way are named.</summary>
    private const int MostNamed = 100;

    /// <summary>Lets a network's members follow its selector and the nodes' labels. Needs the <see cref="MembershipLock"/>.</summary>
    /// <param name="node">The one whose labels have changed; null for all.</param>
    /// <returns>Why not: pods stand on a node that would leave, or there is no room for one that would join.</returns>
    public static async Task<Problem?> FollowAsync(Session session, NetworkRow network, Guid? node, CancellationToken ct)
    {
        if (node is null)
            await Strangers.ForgetAsync(session, network.Id, ct);
        var leaving = await ListAsync(session, network, node, isMember: true, ct);
        var joining = await ListAsync(session, network, node, isMember: false, ct);
        if (leaving.Length + joining.Length == 0)
            return null;
        foreach (var cidr in network.CidrsFor("pods"))
            await BlockStore.LockCidrAsync(session, cidr.Id, ct);
        if (await LeaveAsync(session, network, leaving, ct) is { } held)
            return held;
        return await JoinAsync(session, network, joining, ct);
    }

    /// <summary>Lets a node join and leave networks as its labels are now. Needs the <see cref="MembershipLock"/>.</summary>
    public static async Task<Problem?> FollowLabelsAsync(Session session, Guid node, CancellationToken ct)
    {
        var networks = await session.Db.Networks.Include(row => row.Cidrs)
            .Where(row => row.DeletedRevision == null && row.NodeSelectorJson != "{}").OrderBy(row => row.Id).ToListAsync(ct);
        foreach (var network in networks)
            if (await FollowAsync(session, network, node, ct) is { } held)
                return held;
        return null;
    }

    /// <summary>Says of each network that chooses its nodes which those are.</summary>
    public static async Task LoadAsync(Db db, IReadOnlyCollection<NetworkRow> networks, CancellationToken ct)
    {
        var ids = networks.Where(row => row.HasNodeSelector).Select(row => row.Id).ToList();
        if (ids.Count == 0)
            return;
        var members = (await db.NetworkMembers.Where(row => ids.Contains(row.NetworkId)).ToListAsync(ct)).ToLookup(row => row.NetworkId);
        foreach (var network in networks.Where(row => row.HasNodeSelector))
        {
            network.Members = [.. members[network.Id].Where(row => row.DeletedRevision is null).Select(row => new NodeId(row.NodeId)).OrderBy(id => id.Value)];
            network.Leaving = [.. members[network.Id].Where(row => row.DeletedRevision is not null).Select(row => new NodeId(row.NodeId)).OrderBy(id => id.Value)];
        }
    }

    /// <summary>Why a node is given no address of a network: it is no member. Null where it is. Ask with a CIDR of the network locked.</summary>
    public static async Task<Problem?> FindStrangerAsync(Session session, NetworkRow network, NodeRow node, CancellationToken ct) =>
        await session.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM network_members WHERE network_id = $1 AND node_id = $2 AND deleted_revision IS NULL)",
            ct, Parameter.Of(network.Id), Parameter.Of(node.Id))
            ? null
            : Problem.Conflict(
                "notAMember",
                network.HasNodeSelector
                    ? $"Node '{node.Name}' is no member of network '{network.Name}', whose nodeSelector is {network.NodeSelectorJson}: place the pod on another node, or give that one these labels."
                    : $"Node '{node.Name}' is no member of network '{network.Name}', which had no tunnel address left for it: place the pod on another node, or use a network with a larger pod CIDR.",
                [new Culprit("node", node.Id, node.Name)]);

    private static async Task<Guid[]> ListAsync(Session session, NetworkRow network, Guid? node, bool isMember, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT n.id FROM nodes n LEFT JOIN network_members m ON m.network_id = $1 AND m.node_id = n.id AND m.deleted_revision IS NULL
            WHERE n.deleted_revision IS NULL AND ($3::uuid IS NULL OR n.id = $3) AND (m.node_id IS NOT NULL) = $4 AND (n.labels @> $2) <> $4 ORDER BY n.id
            """,
            Parameter.Of(network.Id), Parameter.OfJson(network.NodeSelectorJson), Parameter.OfNullable(node), Parameter.Of(isMember));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var nodes = new List<Guid>();
        while (await reader.ReadAsync(ct))
            nodes.Add(reader.GetGuid(0));
        return [.. nodes];
    }

    private static async Task<Problem?> LeaveAsync(Session session, NetworkRow network, Guid[] nodes, CancellationToken ct)
    {
        if (nodes.Length == 0)
            return null;
        // Pods are created beside this by a statement that takes free addresses: from here on it finds none, and what it has
        // just taken is waited for and then seen.
        await session.ExecuteAsync(
            """
            UPDATE free_addresses f SET rested_at = 'infinity' FROM blocks b
            WHERE b.id = f.block_id AND b.network_id = $1 AND b.node_id = ANY ($2) AND f.rested_at <> 'infinity'
            """,
            ct, Parameter.Of(network.Id), Parameter.Of(nodes));
        if (await FindPodsAsync(session, network, nodes, ct) is { } held)
            return held;
        await session.ExecuteAsync(
            """
            WITH freed AS (DELETE FROM addresses WHERE network_id = $1 AND node_id = ANY ($2) AND holder = 'lease' RETURNING block_id, address)
            INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
            SELECT b.id, b.cidr_id, b.node_id, 'infinity', f.address FROM freed f JOIN blocks b ON b.id = f.block_id
            """,
            ct, Parameter.Of(network.Id), Parameter.Of(nodes));
        foreach (var node in nodes)
        {
            var revision = await session.NextRevisionAsync(ct);
            await session.ExecuteAsync(
                "UPDATE network_members SET deleted_revision = $3, revision = $3 WHERE network_id = $1 AND node_id = $2",
                ct, Parameter.Of(network.Id), Parameter.Of(node), Parameter.Of(revision));
            await session.AppendAsync(new Change(revision, "member", "delete", network.Id, network.Name, Scope: node), ct);
        }
        return null;
    }

    private static async Task<Problem?> JoinAsync(Session session, NetworkRow network, Guid[] nodes, CancellationToken ct)
    {
        var strangers = new List<Guid>();
        var revision = 0L;
        foreach (var node in nodes)
        {
            revision = await session.NextRevisionAsync(ct);
            if (!await ReturnAsync(session, network, node, revision, ct))
                strangers.Add(node);
            await session.AppendAsync(new Change(revision, "member", "create", network.Id, network.Name, Scope: node), ct);
        }
        return strangers.Count == 0 ? null : await MemberStore.AddAsync(session, network, [.. strangers], revision, ct);
    }

    /// <summary>One that has not quite left has its blocks and its tunnel addresses again.</summary>
    private static async Task<bool> ReturnAsync(Session session, NetworkRow network, Guid node, long revision, CancellationToken ct)
    {
        if (await session.ExecuteAsync(
            "UPDATE network_members SET deleted_revision = NULL, revision = $3 WHERE network_id = $1 AND node_id = $2 AND deleted_revision IS NOT NULL",
            ct, Parameter.Of(network.Id), Parameter.Of(node), Parameter.Of(revision)) == 0)
            return false;
        await session.ExecuteAsync(
            """
            UPDATE free_addresses f SET rested_at = now() + $3 FROM blocks b
            WHERE b.id = f.block_id AND b.network_id = $1 AND b.node_id = $2 AND f.rested_at = 'infinity'
            """,
            ct, Parameter.Of(network.Id), Parameter.Of(node), new Npgsql.NpgsqlParameter<TimeSpan> { TypedValue = Status.Releaser.Rest });
        return true;
    }

    private static async Task<Problem?> FindPodsAsync(Session session, NetworkRow network, Guid[] nodes, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT p.id, p.name, n.name FROM pods p JOIN nodes n ON n.id = p.node_id
            WHERE p.node_id = ANY ($2) AND p.deleted_revision IS NULL
                AND (p.network_id = $1 OR (p.more_interfaces > 0 AND EXISTS (SELECT 1 FROM pod_interfaces i WHERE i.pod_id = p.id AND i.network_id = $1)))
            ORDER BY p.id LIMIT $3
            """,
            Parameter.Of(network.Id), Parameter.Of(nodes), Parameter.Of(MostNamed));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (pods, names) = (new List<Culprit>(), new SortedSet<string>(StringComparer.Ordinal));
        while (await reader.ReadAsync(ct))
        {
            pods.Add(new Culprit("pod", reader.GetGuid(0), reader.GetString(1)));
            names.Add($"'{reader.GetString(2)}'");
        }
        return pods.Count == 0 ? null : Problem.Conflict(
            "membersHoldPods",
            $"Network '{network.Name}' would lose {(names.Count == 1 ? "node" : "nodes")} {string.Join(", ", names)}, which {(names.Count == 1 ? "holds" : "hold")} {string.Join(", ", pods.Select(pod => $"pod '{pod.Name}'"))} of it: delete them first, or keep the labels that its nodeSelector asks for.",
            pods);
    }
}
