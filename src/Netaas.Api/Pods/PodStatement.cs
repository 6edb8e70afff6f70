using System.Net;
using System.Net.NetworkInformation;
using Netaas.Api.Data;
using Netaas.Core.Addressing;
using Netaas.Core.View;
using Npgsql;
using NpgsqlTypes;

namespace Netaas.Api.Pods;

/// <summary>
/// Creating pods as one SQL statement, one or many: find network and node, take addresses out of the free lists of the blocks
/// that the nodes hold, and write the pods, who holds the addresses, and the changes. One round trip, one commit, and no row
/// that two writers want: each skips the addresses that others are just taking.
/// </summary>
/// <remarks>
/// It returns no row for a pod whose network has two families, whose node holds no block or no rested address, or whose name is
/// taken. A name that is being taken at this moment breaks the statement off, and nothing of it stays.
/// </remarks>
internal static class PodStatement
{
    /// <summary>
    /// Networks and nodes are kept from being deleted meanwhile; one that was, since it was looked up, has no pod.
    /// What is numbered is joined by number: the k-th pod of a node in a network gets the k-th address found there. Big tables
    /// are asked in subqueries, by key: as joins, the planner might read them whole. What was taken is numbered once, where the
    /// planner would do it for each pod.
    /// </summary>
    private const string Sql = """
        WITH wish AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::uuid[], $6::text[], $7::uuid[], $8::text[],
                $9::jsonb[], $10::macaddr[], $11::text[], $12::text[], $13::text[], $14::jsonb[])
            WITH ORDINALITY AS x (id, project_id, name, labels, network_id, network, node_id, node, ports, mac, netns_path, actor, request_id, after, nth)),
        place AS (
            SELECT p.project_id, p.network_ref, p.node_ref, w.id AS network_id, w.name AS network, c.ids[1] AS cidr_id, d.id AS node_id, d.name AS node
            FROM (SELECT DISTINCT project_id, network_id, network, coalesce(network_id::text, network) AS network_ref,
                node_id, node, coalesce(node_id::text, node) AS node_ref FROM wish) p
            CROSS JOIN LATERAL (
                SELECT * FROM (SELECT id, name FROM networks WHERE project_id = p.project_id AND name = p.network AND deleted_revision IS NULL FOR SHARE) a
                UNION ALL SELECT * FROM (SELECT id, name FROM networks WHERE project_id = p.project_id AND id = p.network_id AND deleted_revision IS NULL FOR SHARE) b) w
            CROSS JOIN LATERAL (
                SELECT * FROM (SELECT id, name FROM nodes WHERE name = p.node AND deleted_revision IS NULL FOR SHARE) a
                UNION ALL SELECT * FROM (SELECT id, name FROM nodes WHERE id = p.node_id AND deleted_revision IS NULL FOR SHARE) b) d
            CROSS JOIN LATERAL (SELECT array_agg(id) AS ids FROM network_cidrs WHERE network_id = w.id AND purpose = 'pods') c
            WHERE cardinality(c.ids) = 1),
        placed AS (
            SELECT s.id, s.project_id, s.name, s.labels, s.ports, s.mac, s.netns_path, s.actor, s.request_id, s.after, s.nth,
                p.network_id, p.network, p.cidr_id, p.node_id, p.node,
                row_number() OVER (PARTITION BY p.cidr_id, p.node_id ORDER BY s.nth) AS k
            FROM wish s JOIN place p ON p.project_id = s.project_id
                AND p.network_ref = coalesce(s.network_id::text, s.network) AND p.node_ref = coalesce(s.node_id::text, s.node)
            WHERE (SELECT 1 FROM pods o WHERE o.project_id = s.project_id AND o.name = s.name AND o.deleted_revision IS NULL) IS NULL),
        pick AS (
            SELECT f.row FROM (SELECT cidr_id, node_id, count(*) AS number FROM placed GROUP BY cidr_id, node_id) g
            CROSS JOIN LATERAL (
                SELECT ctid AS row FROM free_addresses
                WHERE cidr_id = g.cidr_id AND node_id = g.node_id AND rested_at <= now()
                ORDER BY rested_at, address LIMIT g.number FOR UPDATE SKIP LOCKED) f),
        gone AS (
            DELETE FROM free_addresses WHERE ctid = ANY(ARRAY(SELECT row FROM pick))
            RETURNING cidr_id, node_id, rested_at, address, block_id),
        taken AS MATERIALIZED (
            SELECT cidr_id, node_id, address, block_id, (SELECT revision FROM blocks b WHERE b.id = block_id) AS revision,
                row_number() OVER (PARTITION BY cidr_id, node_id ORDER BY rested_at, address) AS k
            FROM gone),
        made AS (
            SELECT placed.*, taken.address, taken.block_id, taken.revision AS block_revision
            FROM placed JOIN taken ON taken.cidr_id = placed.cidr_id AND taken.node_id = placed.node_id AND taken.k = placed.k),
        pod AS (
            INSERT INTO pods (id, project_id, name, labels, mode, network_id, node_id, ports, addresses, mac, netns_path, revision, block_revision)
            SELECT id, project_id, name, labels, 'network', network_id, node_id, ports, ARRAY[address], mac, netns_path, next_revision(), block_revision
            FROM made ORDER BY project_id, nth
            RETURNING id, revision, created_at),
        held AS (
            INSERT INTO addresses (network_id, address, block_id, holder, node_id, pod_id)
            SELECT network_id, address, block_id, 'pod', node_id, id FROM made),
        logged AS (
            INSERT INTO changes (revision, kind, action, resource_id, name, project_id, nodes, actor, request_id, after)
            SELECT pod.revision, 'pod', 'create', made.id, made.name, made.project_id, ARRAY[made.node_id], made.actor, made.request_id,
                made.after || jsonb_build_object('network', made.network, 'node', made.node, 'addresses', jsonb_build_array(host(made.address)))
            FROM pod JOIN made USING (id))
        SELECT made.nth, pod.revision, made.address, made.block_revision, pod.created_at, made.network_id, made.network, made.node_id, made.node
        FROM pod JOIN made USING (id)
        """;

    /// <summary>One pod in a session, whose transaction it joins if there is one.</summary>
    public static async Task<PodRow?> ExecuteAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        var made = await ExecuteAsync(session.Connection, [PodWish.Of(session.Caller, spec, session.NewId("pod", spec.Name))], ct);
        if (made[0] is { } row)
            session.Changes.Add(ChangeOf(row));
        return made[0];
    }

    /// <summary>All that can be made, in one commit or in the transaction that the connection is in.</summary>
    /// <returns>For each wish its row; null where the longer way has to find out what is missing.</returns>
    public static async Task<PodRow?[]> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<PodWish> wishes, CancellationToken ct)
    {
        var rows = new PodRow?[wishes.Count];
        await using var command = Prepare(connection, wishes);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var nth = (int)reader.GetInt64(0) - 1;
            rows[nth] = ReadRow(reader, wishes[nth]);
        }
        return rows;
    }

    public static NpgsqlCommand Prepare(NpgsqlConnection connection, IReadOnlyList<PodWish> wishes) => new(Sql, connection)
    {
        Parameters =
        {
            Parameter.Of(Array(wishes, wish => wish.Id)),
            Parameter.Of(Array(wishes, wish => wish.Caller.Project)),
            Parameter.Of(Array(wishes, wish => wish.Spec.Name)),
            Parameter.OfJson(Array(wishes, wish => wish.Spec.Labels.ToJson())),
            Parameter.OfNullables(Array(wishes, wish => IdIn(wish.Spec.Network))),
            Parameter.OfNullables(Array(wishes, wish => NameIn(wish.Spec.Network))),
            Parameter.OfNullables(Array(wishes, wish => IdIn(wish.Spec.Node))),
            Parameter.OfNullables(Array(wishes, wish => NameIn(wish.Spec.Node))),
            Parameter.OfJson(Array(wishes, wish => wish.Ports)),
            new NpgsqlParameter { Value = Array(wishes, wish => ToPhysical(wish.Mac)), NpgsqlDbType = NpgsqlDbType.MacAddr | NpgsqlDbType.Array },
            Parameter.OfNullables(Array(wishes, wish => wish.Spec.NetnsPath)),
            Parameter.Of(Array(wishes, wish => wish.Caller.Actor)),
            Parameter.Of(Array(wishes, wish => wish.Caller.RequestId)),
            Parameter.OfJson(Array(wishes, wish => wish.After)),
        },
    };

    /// <summary>What the statement has written into the change log.</summary>
    public static Change ChangeOf(PodRow row) => new(row.Revision, "pod", "create", row.Id, row.Name, Nodes: [row.NodeId]);

    public static PhysicalAddress ToPhysical(MacAddress mac)
    {
        var bytes = new byte[MacAddress.Length];
        mac.CopyTo(bytes);
        return new PhysicalAddress(bytes);
    }

    private static PodRow ReadRow(NpgsqlDataReader reader, PodWish wish)
    {
        var network = new NetworkRow { Id = reader.GetGuid(5), Name = reader.GetString(6) };
        var node = new NodeRow { Id = reader.GetGuid(7), Name = reader.GetString(8) };
        return new PodRow
        {
            Id = wish.Id,
            ProjectId = wish.Caller.Project,
            Name = wish.Spec.Name,
            LabelsJson = wish.Spec.Labels.ToJson(),
            Mode = PodMode.Network,
            NetworkId = network.Id,
            Network = network,
            NodeId = node.Id,
            Node = node,
            PortsJson = wish.Ports,
            Addresses = [reader.GetFieldValue<IPAddress>(2)],
            Mac = ToPhysical(wish.Mac),
            NetnsPath = wish.Spec.NetnsPath,
            Revision = reader.GetInt64(1),
            BlockRevision = reader.GetInt64(3),
            CreatedAt = reader.GetDateTime(4),
            UpdatedAt = reader.GetDateTime(4),
        };
    }

    private static T[] Array<T>(IReadOnlyList<PodWish> wishes, Func<PodWish, T> of) => [.. wishes.Select(of)];

    private static Guid? IdIn(string reference) => Guid.TryParse(reference, out var id) ? id : null;

    private static string? NameIn(string reference) => Guid.TryParse(reference, out _) ? null : reference;
}
