using Microsoft.EntityFrameworkCore;
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
        $"Node '{NodeName}' is no member: no tunnel address is left for it. It becomes one when there is: delete nodes, or use a network with a larger pod CIDR or a nodeSelector.",
        NodeName,
        Since);
}

/// <summary>
/// Nodes that enrolled when a network that is for all had no tunnel address left for them. One network must not keep a node out of
/// the fleet, so they are no members of it, which the network shows, and become members when there is room (<see cref="Admission"/>). Needs the <see cref="MembershipLock"/>.
/// </summary>
internal static class Strangers
{
    public static Task NoteAsync(Session session, Guid network, Guid node, CancellationToken ct) => session.ExecuteAsync(
        "INSERT INTO network_strangers (network_id, node_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", ct, Parameter.Of(network), Parameter.Of(node));

    /// <summary>Makes a node a member of networks, each for itself, and notes those that have no room for it.</summary>
    /// <returns>Of how many it is one now.</returns>
    public static async Task<int> JoinAsync(Session session, Guid node, IQueryable<NetworkRow> wanted, CancellationToken ct)
    {
        var networks = await wanted.Include(row => row.Cidrs).Where(row => row.DeletedRevision == null).OrderBy(row => row.Id).ToListAsync(ct);
        var joined = 0;
        foreach (var network in networks)
        {
            await session.SaveAsync(ct);
            var revision = await session.NextRevisionAsync(ct);
            if (await MemberStore.AddAsync(session, network, [node], revision, ct) is null)
            {
                await session.AppendAsync(new Change(revision, "member", "create", network.Id, network.Name, Scope: node), ct);
                joined++;
                continue;
            }
            await session.RollbackAsync(ct);
            await NoteAsync(session, network.Id, node, ct);
        }
        return joined;
    }

    /// <summary>The networks that had no room for a node.</summary>
    public static IQueryable<NetworkRow> Of(Session session, Guid node) =>
        session.Db.Networks.Where(row => row.Strangers.Any(stranger => stranger.NodeId == node));

    /// <summary>A network that has chosen its nodes anew has room for all of them, or was refused.</summary>
    public static Task ForgetAsync(Session session, Guid network, CancellationToken ct) =>
        session.ExecuteAsync("DELETE FROM network_strangers WHERE network_id = $1", ct, Parameter.Of(network));
}
