using Netaas.Api.Data;
using Netaas.Api.Status;

namespace Netaas.Api.Networks;

/// <summary>A node that a network had no room for.</summary>
internal sealed class StrangerRow
{
    public Guid NetworkId { get; init; }
    public Guid NodeId { get; init; }
    public string NodeName { get; init; } = "";
    public DateTime Since { get; init; }

    public Condition ToCondition() => new(
        "NoRoom",
        true,
        "noTunnelAddress",
        $"Node '{NodeName}' is no member: no tunnel address was left for it when it enrolled. Delete nodes and start its agent anew, or use a network with a larger pod CIDR or a nodeSelector.",
        NodeName,
        Since);
}

/// <summary>
/// Nodes that enrolled when a network that is for all had no tunnel address left for them. One network must not keep a node out of
/// the fleet, so they are no members of it, which the network shows, and try again whenever they enrol. Needs the <see cref="MembershipLock"/>.
/// </summary>
internal static class Strangers
{
    public static Task NoteAsync(Session session, Guid network, Guid node, CancellationToken ct) => session.ExecuteAsync(
        "INSERT INTO network_strangers (network_id, node_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", ct, Parameter.Of(network), Parameter.Of(node));

    /// <summary>A network that has chosen its nodes anew has room for all of them, or was refused.</summary>
    public static Task ForgetAsync(Session session, Guid network, CancellationToken ct) =>
        session.ExecuteAsync("DELETE FROM network_strangers WHERE network_id = $1", ct, Parameter.Of(network));
}
