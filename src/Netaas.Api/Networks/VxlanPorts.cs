using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.PortMappings;
using Netaas.Core.View;

namespace Netaas.Api.Networks;

/// <summary>
/// The UDP ports that VXLAN takes on every node, in the one space of each node beside what is published there: whatever else led a
/// packet to such a port away would cut the overlay. One claim, under the zero id, serves all networks of a port.
/// </summary>
internal static class VxlanPorts
{
    /// <summary>Finds the networks that a claim <c>h</c> is for, as <c>w</c>.</summary>
    public const string Networks = "LEFT JOIN networks w ON h.owner_kind = 'network' AND w.vni IS NOT NULL AND w.vxlan_port = lower(h.ports)";

    /// <summary>What the last network of a port leaves behind. Run under the <see cref="MembershipLock"/>, as another may be made with it.</summary>
    public const string Release = """
        DELETE FROM host_ports h WHERE h.owner_id = '00000000-0000-0000-0000-000000000000'
            AND NOT EXISTS (SELECT 1 FROM networks w WHERE w.vni IS NOT NULL AND w.vxlan_port = lower(h.ports))
        """;

    /// <summary>Claims a network's port on every node. One that is taken breaks the constraint <c>host_ports_apart</c>. Needs the <see cref="MembershipLock"/>.</summary>
    public static Task ClaimAsync(Session session, int port, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO host_ports (node_id, protocol, address, ports, owner_kind, owner_id)
        SELECT n.id, 'udp', any_address::inet, int4range($1, $1, '[]'), 'network', $2 FROM nodes n, unnest(ARRAY['0.0.0.0/0', '::/0']) any_address
        WHERE n.deleted_revision IS NULL
            AND NOT EXISTS (SELECT 1 FROM host_ports h WHERE h.owner_id = $2 AND h.node_id = n.id AND h.ports = int4range($1, $1, '[]'))
        """,
        ct, Parameter.Of(port), Parameter.Of(Guid.Empty));

    /// <summary>Claims the ports of all networks on a new node, but where something older than these claims has one on every node.</summary>
    public static Task ClaimOnAsync(Session session, Guid node, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO host_ports (node_id, protocol, address, ports, owner_kind, owner_id)
        SELECT $1, 'udp', any_address::inet, int4range(v.port, v.port, '[]'), 'network', $2
        FROM (SELECT DISTINCT vxlan_port AS port FROM networks WHERE vni IS NOT NULL) v, unnest(ARRAY['0.0.0.0/0', '::/0']) any_address
        ON CONFLICT DO NOTHING
        """,
        ct, Parameter.Of(node), Parameter.Of(Guid.Empty));

    /// <summary>Says who has a network's port on some node.</summary>
    public static async Task<Problem> ExplainAsync(Session session, int port, CancellationToken ct)
    {
        if (await PortHolder.FindAsync(session, new WantedPorts(TransportProtocol.Udp, port, port, Except: Guid.Empty), ct) is not { } holder)
            return Problem.Conflict("portTaken", $"UDP port {port} was taken on a node just now: choose another.").At("vxlanPort");
        return Problem.Conflict(
            "portTaken", $"UDP port {port} of node '{holder.Node}', which VXLAN would take on every node, is {holder.Text}: choose another.", holder.Culprits).At("vxlanPort");
    }
}
