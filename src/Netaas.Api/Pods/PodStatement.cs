using System.Net;
using System.Net.NetworkInformation;
using Netaas.Api.Data;
using Netaas.Core.Addressing;
using Netaas.Core.View;
using Npgsql;
using NpgsqlTypes;

namespace Netaas.Api.Pods;

/// <summary>
/// Creating a pod as one SQL statement: find network and node, take an address out of the free list of a block that the node
/// holds, and write the pod, who holds the address, and the change. One round trip, one commit, and no row that two writers
/// want: each skips the addresses that others are just taking.
/// </summary>
/// <remarks>It returns no row where the network has two families, the node holds no block, or no rested address is left.</remarks>
internal static class PodStatement
{
    private static readonly string[] Variants =
        [Sql("name = $5", "name = $6"), Sql("id = $5::uuid", "name = $6"), Sql("name = $5", "id = $6::uuid"), Sql("id = $5::uuid", "id = $6::uuid")];

    public static async Task<PodRow?> ExecuteAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var mac = spec.Mac ?? MacAddress.Derive(id, Guid.Empty);
        var ports = spec.Ports.Count == 0 ? "[]" : ChangeLog.ToJson(spec.Ports) ?? "[]";
        await using var command = Prepare(session, spec, id, mac, ports);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var network = new NetworkRow { Id = reader.GetGuid(4), Name = reader.GetString(5) };
        var node = new NodeRow { Id = reader.GetGuid(6), Name = reader.GetString(7) };
        session.Changes.Add(new Change(reader.GetInt64(0), "pod", "create", id, spec.Name, Nodes: [node.Id]));
        return new PodRow
        {
            Id = id,
            ProjectId = session.Caller.Project,
            Name = spec.Name,
            LabelsJson = spec.Labels.ToJson(),
            Mode = PodMode.Network,
            NetworkId = network.Id,
            Network = network,
            NodeId = node.Id,
            Node = node,
            PortsJson = ports,
            Addresses = [reader.GetFieldValue<IPAddress>(1)],
            Mac = ToPhysical(mac),
            NetnsPath = spec.NetnsPath,
            Revision = reader.GetInt64(0),
            BlockRevision = reader.GetInt64(2),
            CreatedAt = reader.GetDateTime(3),
            UpdatedAt = reader.GetDateTime(3),
        };
    }

    public static NpgsqlCommand Prepare(Session session, PodSpec spec, Guid id, MacAddress mac, string ports)
    {
        var byNetworkId = Guid.TryParse(spec.Network, out _);
        var byNodeId = Guid.TryParse(spec.Node, out _);
        return session.Command(
            Variants[(byNetworkId ? 1 : 0) + (byNodeId ? 2 : 0)],
            Parameter.Of(id),
            Parameter.Of(session.Caller.Project),
            Parameter.Of(spec.Name),
            Parameter.OfJson(spec.Labels.ToJson()),
            Parameter.Of(spec.Network),
            Parameter.Of(spec.Node),
            Parameter.OfJson(ports),
            new NpgsqlParameter { Value = ToPhysical(mac), NpgsqlDbType = NpgsqlDbType.MacAddr },
            Parameter.OfNullable(spec.NetnsPath),
            Parameter.Of(session.Caller.Actor),
            Parameter.Of(session.Caller.RequestId),
            Parameter.OfJson(ChangeLog.ToJson(spec with { Mac = mac })));
    }

    public static PhysicalAddress ToPhysical(MacAddress mac)
    {
        var bytes = new byte[MacAddress.Length];
        mac.CopyTo(bytes);
        return new PhysicalAddress(bytes);
    }

    private static string Sql(string networkIs, string nodeIs) => $"""
        WITH n AS (
            SELECT w.id, w.name, c.ids[1] AS cidr_id FROM networks w
            CROSS JOIN LATERAL (SELECT array_agg(id) AS ids FROM network_cidrs WHERE network_id = w.id AND purpose = 'pods') c
            WHERE project_id = $2 AND {networkIs} AND deleted_revision IS NULL AND cardinality(c.ids) = 1),
        d AS (SELECT id, name FROM nodes WHERE {nodeIs}),
        pick AS (
            SELECT cidr_id, node_id, rested_at, address FROM free_addresses
            WHERE cidr_id = (SELECT cidr_id FROM n) AND node_id = (SELECT id FROM d) AND rested_at <= now()
            ORDER BY rested_at, address LIMIT 1 FOR UPDATE SKIP LOCKED),
        gone AS (
            DELETE FROM free_addresses f USING pick
            WHERE f.cidr_id = pick.cidr_id AND f.node_id = pick.node_id AND f.rested_at = pick.rested_at AND f.address = pick.address
            RETURNING f.address, f.block_id),
        taken AS (
            SELECT gone.address, gone.block_id, b.revision FROM gone JOIN blocks b ON b.id = gone.block_id),
        pod AS (
            INSERT INTO pods (id, project_id, name, labels, mode, network_id, node_id, ports, addresses, mac, netns_path, revision, block_revision)
            SELECT $1, $2, $3, $4, 'network', n.id, d.id, $7, ARRAY[taken.address], $8, $9, next_revision(), taken.revision FROM n, d, taken
            RETURNING revision, created_at),
        held AS (
            INSERT INTO addresses (network_id, address, block_id, holder, node_id, pod_id)
            SELECT n.id, taken.address, taken.block_id, 'pod', d.id, $1 FROM n, d, taken),
        logged AS (
            INSERT INTO changes (revision, kind, action, resource_id, name, project_id, nodes, actor, request_id, after)
            SELECT pod.revision, 'pod', 'create', $1, $3, $2, ARRAY[d.id], $10, $11,
                $12::jsonb || jsonb_build_object('network', n.name, 'node', d.name, 'addresses', jsonb_build_array(host(taken.address)))
            FROM pod, n, d, taken)
        SELECT pod.revision, taken.address, taken.revision, pod.created_at, n.id, n.name, d.id, d.name FROM pod, n, d, taken
        """;
}
