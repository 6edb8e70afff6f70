using Netaas.Api.Networks;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Status;

/// <summary>
/// Lets go of what deleted resources held, once the nodes that held it have confirmed: host ports node by node, a pod's
/// addresses when its node has, a network or a removed node when every node that is up has. What a node fails to remove it still holds; what
/// fails there besides holds up nobody. Used by the leader alone.
/// </summary>
internal static class Releaser
{
    /// <summary>How long an address rests before it is given again, so that stale flows and neighbor entries die.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    private const string HostPorts = """
        DELETE FROM host_ports h USING port_mappings m, unnest($1::uuid[], $2::bigint[]) AS n (id, applied)
        WHERE m.id = h.owner_id AND h.node_id = n.id AND m.deleted_revision <= n.applied
            AND NOT EXISTS (SELECT 1 FROM unnest($3::uuid[], $4::uuid[]) AS f (node_id, item_id) WHERE f.node_id = n.id AND f.item_id = m.id)
        """;

    /// <summary>What a mapping or a service has left on a node that was away. Its latest change may be a later one, which that node gets to know as well.</summary>
    private const string LeftPorts = """
        DELETE FROM host_ports h USING (SELECT id, revision FROM port_mappings UNION ALL SELECT id, revision FROM services) m, unnest($1::uuid[], $2::bigint[]) AS n (id, applied)
        WHERE h.is_left AND m.id = h.owner_id AND h.node_id = n.id AND m.revision <= n.applied
            AND NOT EXISTS (SELECT 1 FROM unnest($3::uuid[], $4::uuid[]) AS f (node_id, item_id) WHERE f.node_id = n.id AND f.item_id = m.id)
        """;

    private const string PortMappings = """
        DELETE FROM port_mappings m WHERE deleted_revision IS NOT NULL AND NOT EXISTS (SELECT 1 FROM host_ports h WHERE h.owner_id = m.id)
        """;

    private const string Pods = """
        WITH gone AS (
            DELETE FROM pods p USING unnest($1::uuid[], $2::bigint[]) AS n (id, applied)
            WHERE p.node_id = n.id AND p.deleted_revision <= n.applied AND NOT EXISTS (SELECT 1 FROM port_mappings m WHERE m.pod_id = p.id)
                AND NOT EXISTS (SELECT 1 FROM unnest($3::uuid[], $4::uuid[]) AS f (node_id, item_id) WHERE f.node_id = n.id AND f.item_id = p.id)
            RETURNING p.id, p.network_id, p.addresses),
        parted AS (
            DELETE FROM pod_interfaces i USING gone WHERE i.pod_id = gone.id RETURNING i.pod_id AS id, i.network_id, i.addresses),
        unseen AS (
            DELETE FROM pod_readiness r USING gone WHERE r.pod_id = gone.id),
        unchecked AS (
            DELETE FROM endpoint_health h USING gone WHERE h.pod_id = gone.id),
        freed AS (
            DELETE FROM addresses a USING (SELECT id, network_id, unnest(addresses) AS address FROM (TABLE gone UNION ALL TABLE parted) all_of_them) g
            WHERE a.network_id = g.network_id AND a.address = g.address AND a.pod_id = g.id
            RETURNING a.block_id, a.address)
        INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
        SELECT b.id, b.cidr_id, b.node_id,
            CASE WHEN EXISTS (SELECT 1 FROM network_members m WHERE m.network_id = b.network_id AND m.node_id = b.node_id AND m.deleted_revision IS NOT NULL)
                THEN 'infinity' ELSE now() + $5 END, f.address
        FROM freed f JOIN blocks b ON b.id = f.block_id
        """;

    private const string Services = """
        WITH gone AS (DELETE FROM services s WHERE deleted_revision <= $1 AND id <> ALL ($2::uuid[])
            AND NOT EXISTS (SELECT 1 FROM port_mappings m WHERE m.service_id = s.id) RETURNING id),
        unchecked AS (DELETE FROM endpoint_health h USING gone WHERE h.service_id = gone.id)
        DELETE FROM host_ports h USING gone WHERE h.owner_id = gone.id
        """;

    private const string Networks = """
        WITH gone AS (
            SELECT id FROM networks WHERE deleted_revision <= $1 AND id <> ALL ($2::uuid[]) AND NOT EXISTS (SELECT 1 FROM pods WHERE network_id = networks.id)
                AND NOT EXISTS (SELECT 1 FROM pod_interfaces WHERE network_id = networks.id)
                AND NOT EXISTS (SELECT 1 FROM services WHERE network_id = networks.id)),
        free AS (
            DELETE FROM free_addresses f USING blocks b WHERE b.id = f.block_id AND b.network_id IN (SELECT id FROM gone)),
        held AS (
            DELETE FROM addresses WHERE network_id IN (SELECT id FROM gone))
        DELETE FROM networks WHERE id IN (SELECT id FROM gone)
        """;

    /// <summary>A node that left a network: when it has let go of it, and nobody sends there any more. One that returns meanwhile has all of it again.</summary>
    private const string Members = """
        WITH gone AS (
            SELECT m.network_id, m.node_id FROM network_members m JOIN unnest($1::uuid[], $2::bigint[]) AS n (id, applied) ON n.id = m.node_id
            WHERE m.deleted_revision <= n.applied AND m.deleted_revision <= $5
                AND NOT EXISTS (SELECT 1 FROM unnest($3::uuid[], $4::uuid[]) AS f (node_id, item_id) WHERE f.node_id = m.node_id AND f.item_id = m.network_id)
                AND NOT EXISTS (SELECT 1 FROM addresses a WHERE a.network_id = m.network_id AND a.node_id = m.node_id AND a.holder = 'pod')
            FOR UPDATE OF m),
        freed AS (
            DELETE FROM addresses a USING gone WHERE a.network_id = gone.network_id AND a.node_id = gone.node_id
            RETURNING a.block_id, a.address),
        resting AS (
            INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
            SELECT b.id, b.cidr_id, '00000000-0000-0000-0000-000000000000', now() + $6, f.address
            FROM freed f JOIN blocks b ON b.id = f.block_id AND b.node_id IS NULL),
        empty AS (
            DELETE FROM free_addresses f USING blocks b, gone WHERE b.network_id = gone.network_id AND b.node_id = gone.node_id AND f.block_id = b.id),
        returned AS (
            DELETE FROM blocks b USING gone WHERE b.network_id = gone.network_id AND b.node_id = gone.node_id)
        DELETE FROM network_members m USING gone WHERE m.network_id = gone.network_id AND m.node_id = gone.node_id
        """;

    private const string Nodes = """
        WITH gone AS (
            SELECT id FROM nodes WHERE deleted_revision <= $1 AND id <> ALL ($2::uuid[]) AND NOT EXISTS (SELECT 1 FROM pods WHERE node_id = nodes.id)),
        freed AS (
            DELETE FROM addresses a USING gone WHERE a.node_id = gone.id
            RETURNING a.block_id, a.address),
        resting AS (
            INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
            SELECT b.id, b.cidr_id, '00000000-0000-0000-0000-000000000000', now() + $3, f.address
            FROM freed f JOIN blocks b ON b.id = f.block_id AND b.node_id IS NULL),
        empty AS (
            DELETE FROM free_addresses f USING blocks b, gone WHERE b.node_id = gone.id AND f.block_id = b.id),
        returned AS (
            DELETE FROM blocks b USING gone WHERE b.node_id = gone.id),
        members AS (
            DELETE FROM network_members m USING gone WHERE m.node_id = gone.id)
        DELETE FROM nodes USING gone WHERE nodes.id = gone.id
        """;

    /// <returns>Whether anything was let go.</returns>
    public static async Task<bool> RunAsync(NpgsqlConnection connection, NodeBoard board, CancellationToken ct)
    {
        var removed = await RemovedAsync(connection, ct);
        var nodes = board.Nodes.Values.Where(node => !removed.Contains(node.Id.Value)).ToList();
        var failing = nodes.SelectMany(node => node.Failures.Keys.Select(key => (Node: node, Item: key.Id))).ToList();
        var byNode = new object[]
        {
            nodes.Select(node => node.Id.Value).Concat(removed).ToArray(), nodes.Select(Confirmed).Concat(removed.Select(_ => long.MaxValue)).ToArray(),
            failing.Select(it => it.Node.Id.Value).ToArray(), failing.Select(it => it.Item).ToArray(),
        };
        var up = nodes.Where(node => node.IsUp(board.Now)).ToList();
        var everywhere = new object[]
        {
            up.Count == 0 ? long.MaxValue : up.Min(Confirmed),
            failing.Where(it => it.Node.IsUp(board.Now)).Select(it => it.Item).Distinct().ToArray(),
        };
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var hasNetworks = await LockNetworksAsync(connection, ct);
        var count = await ExecuteAsync(connection, HostPorts, byNode, ct);
        count += await ExecuteAsync(connection, LeftPorts, byNode, ct);
        count += await ExecuteAsync(connection, PortMappings, [], ct);
        count += await ExecuteAsync(connection, Pods, [.. byNode, Rest], ct);
        count += await ExecuteAsync(connection, Services, everywhere, ct);
        count += await ExecuteAsync(connection, Networks, everywhere, ct);
        if (hasNetworks)
            count += await ExecuteAsync(connection, VxlanPorts.Release, [], ct);
        count += await ExecuteAsync(connection, Members, [.. byNode, everywhere[0], Rest], ct);
        count += await ExecuteAsync(connection, Nodes, [.. everywhere, Rest], ct);
        await transaction.CommitAsync(ct);
        return count > 0;
    }

    /// <summary>Whether networks are being deleted. Then nobody makes one until they are gone, as it may count on their VXLAN port's claim.</summary>
    private static async Task<bool> LockNetworksAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM networks WHERE deleted_revision IS NOT NULL)", connection);
        if (await command.ExecuteScalarAsync(ct) is not true)
            return false;
        await ExecuteAsync(connection, MembershipLock.Take, [], ct);
        return true;
    }

    /// <summary>Up to where a node has let go of what was deleted; nothing while it fails on something that it can put down to no item.</summary>
    private static long Confirmed(NodeState node) => node.Failures.ContainsKey(ItemKey.Of(node.Id)) ? 0 : node.AppliedRevision;

    /// <summary>Nodes that are being removed: nobody will confirm anything for them.</summary>
    private static async Task<List<Guid>> RemovedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT id FROM nodes WHERE deleted_revision IS NOT NULL", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(ct))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, IEnumerable<object> values, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
