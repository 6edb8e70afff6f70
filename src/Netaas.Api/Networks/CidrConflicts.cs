using System.Net;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Status;
using Netaas.Core.Addressing;

namespace Netaas.Api.Networks;

/// <summary>A node that has an address in or a route to a network's CIDR, and what overlaps first.</summary>
internal sealed class CidrConflictRow
{
    public Guid NetworkId { get; init; }
    public Guid NodeId { get; init; }
    public string NodeName { get; init; } = "";
    public IPNetwork Cidr { get; init; }
    public IPNetwork Route { get; init; }
    public DateTime Since { get; init; }

    public Condition ToCondition() => CidrConflicts.ConditionOf(
        $"Node '{NodeName}' has an address in or a route to {Text(Route)}, which overlaps {Text(Cidr)}: no block is given to it.", NodeName, Since);

    private static string Text(IPNetwork cidr) => Core.Addressing.Cidr.Format(cidr);
}

/// <summary>
/// Ranges that a node brought into conflict with a network that stood before: shown on both, and no block of the network is
/// given to the node. What the node holds of it already goes on working as far as it does.
/// </summary>
internal static class CidrConflicts
{
    private const string Renew = """
        WITH found AS (
            SELECT DISTINCT c.network_id, c.cidr, r.route FROM nodes n
            CROSS JOIN LATERAL (
                SELECT unnest(n.host_routes) UNION SELECT network(a)::cidr FROM unnest(n.underlay_addresses) a) AS r (route)
            JOIN network_cidrs c ON c.cidr && r.route JOIN networks w ON w.id = c.network_id AND w.deleted_revision IS NULL
            WHERE n.id = $1 AND masklen(r.route) > 0),
        gone AS (
            DELETE FROM cidr_conflicts x WHERE x.node_id = $1
                AND NOT EXISTS (SELECT 1 FROM found f WHERE f.network_id = x.network_id AND f.cidr = x.cidr AND f.route = x.route))
        INSERT INTO cidr_conflicts (node_id, network_id, cidr, route) SELECT $1, network_id, cidr, route FROM found ON CONFLICT DO NOTHING
        """;

    /// <summary>Notes what a node's present facts conflict with. Needs the <see cref="MembershipLock"/>.</summary>
    public static Task RenewAsync(Session session, Guid node, CancellationToken ct) => session.ExecuteAsync(Renew, ct, Parameter.Of(node));

    /// <summary>Why a node is given no block of a network, or null.</summary>
    public static async Task<Problem?> FindAsync(Session session, NetworkRow network, NodeRow node, CancellationToken ct)
    {
        await using var command = session.Command(
            "SELECT cidr, route FROM network_conflicts WHERE network_id = $1 AND node_id = $2", Parameter.Of(network.Id), Parameter.Of(node.Id));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var (cidr, route) = (Cidr.Format(reader.GetFieldValue<IPNetwork>(0)), Cidr.Format(reader.GetFieldValue<IPNetwork>(1)));
        return Problem.Conflict(
            "cidrConflict",
            $"Node '{node.Name}' has an address in or a route to {route}, which overlaps {cidr} of network '{network.Name}', so no block is given to it: place the pod on another node, or take that route away.",
            [new Culprit("node", node.Id, node.Name)]).At("node");
    }

    /// <summary>Conditions of nodes, as far as the networks are the caller's to know.</summary>
    public static async Task<ILookup<Guid, Condition>> OfNodesAsync(Session session, Guid[] nodes, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT c.node_id, c.node_name, w.name, c.cidr, c.route, c.since FROM network_conflicts c JOIN networks w ON w.id = c.network_id
            WHERE c.node_id = ANY ($1) AND ($2::uuid IS NULL OR w.project_id = $2) AND w.deleted_revision IS NULL ORDER BY w.id
            """,
            Parameter.Of(nodes), Parameter.OfNullable(session.Caller.IsSystem ? null : session.Caller.Project));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var conditions = new List<(Guid Node, Condition Condition)>();
        while (await reader.ReadAsync(ct))
        {
            var (cidr, route) = (Cidr.Format(reader.GetFieldValue<IPNetwork>(3)), Cidr.Format(reader.GetFieldValue<IPNetwork>(4)));
            conditions.Add((reader.GetGuid(0), ConditionOf(
                $"An address or route of this node, {route}, overlaps {cidr} of network '{reader.GetString(2)}': no block of it is given here.",
                reader.GetString(1),
                reader.GetDateTime(5))));
        }
        return conditions.ToLookup(item => item.Node, item => item.Condition);
    }

    public static Condition ConditionOf(string message, string node, DateTime since) => new("CidrConflict", true, "routeOverlap", message, node, since);
}
