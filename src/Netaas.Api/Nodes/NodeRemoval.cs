using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Pods;
using Netaas.Api.PortMappings;
using Netaas.Api.Status;
using Netaas.Core;

namespace Netaas.Api.Nodes;

/// <summary>
/// Takes a node out of the fleet: with its pods, what is published on it alone, and, once the others have heard of it, its
/// blocks and tunnel addresses (<see cref="Releaser"/>).
/// </summary>
internal sealed class NodeRemoval(PodKind pods, PortMappingKind mappings, NodeBoard board)
{
    /// <summary>So many are named; there may be more.</summary>
    private const int MostNamed = 100;

    public async Task<Outcome<long>> RunAsync(Session session, NodeRow node, NodeSpec before, bool cascade, CancellationToken ct)
    {
        var state = NodeView.StateOf(node, board);
        if (state.IsUp(board.Now))
            return Problem.Conflict(
                "nodeUp",
                $"The agent of node '{node.Name}' reports, and would leave its pods running unknown to anybody: stop it first, and repeat this when the node is away.",
                [new Culprit("node", node.Id, node.Name)]);
        if (cascade)
            await CascadeAsync(session, node, ct);
        if (await FindDependentsAsync(session, node, ct) is { } dependents)
            return dependents;
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("UPDATE nodes SET deleted_revision = $2 WHERE id = $1", ct, Parameter.Of(node.Id), Parameter.Of(revision));
        await session.ExecuteAsync("DELETE FROM cidr_conflicts WHERE node_id = $1", ct, Parameter.Of(node.Id));
        await session.ExecuteAsync("DELETE FROM network_strangers WHERE node_id = $1", ct, Parameter.Of(node.Id));
        await session.AppendAsync(new Change(revision, "node", "delete", node.Id, node.Name, Before: before), ct);
        await NetworkMtu.FollowAsync(session, ct);
        return revision;
    }

    private async Task CascadeAsync(Session session, NodeRow node, CancellationToken ct)
    {
        foreach (var pod in await PodsOf(session, node).ToListAsync(ct))
        {
            session.Enter(pod.ProjectId);
            if (await pods.LockAsync(session, pod.Id, ct) is { } present)
                await pods.DeleteAsync(session, present, true, ct);
        }
        foreach (var mapping in await MappingsOf(session, node).ToListAsync(ct))
        {
            session.Enter(mapping.ProjectId);
            if (await mappings.LockAsync(session, mapping.Id, ct) is not { Nodes: { } nodes } present)
                continue;
            if (nodes.Length == 1)
                await mappings.DeleteAsync(session, present, true, ct);
            else
                await mappings.UpdateAsync(
                    session, present, mappings.SpecOf(present) with { Nodes = nodes.Where(id => id != node.Id).Select(id => id.ToString()).ToEquatableList() }, ct);
        }
    }

    private static async Task<Problem?> FindDependentsAsync(Session session, NodeRow node, CancellationToken ct)
    {
        var standing = await PodsOf(session, node).Take(MostNamed).Select(pod => new Culprit("pod", pod.Id, pod.Name)).ToListAsync(ct);
        var published = await MappingsOf(session, node).Take(MostNamed).Select(mapping => new Culprit("port-mapping", mapping.Id, mapping.Name)).ToListAsync(ct);
        if (standing.Count == 0 && published.Count == 0)
            return null;
        return Problem.Conflict(
            "hasDependents",
            $"Node '{node.Name}' holds {Count(standing.Count, "pod")} and is named by {Count(published.Count, "port mapping")}: delete or move them first, or repeat with ?cascade=true.",
            [.. standing, .. published]);
    }

    private static string Count(int count, string what) => count switch
    {
        1 => $"1 {what}",
        >= MostNamed => $"{MostNamed} {what}s or more",
        _ => $"{count} {what}s",
    };

    private static IQueryable<PodRow> PodsOf(Session session, NodeRow node) =>
        session.Db.Pods.Where(pod => pod.NodeId == node.Id && pod.DeletedRevision == null).OrderBy(pod => pod.Id);

    private static IQueryable<PortMappingRow> MappingsOf(Session session, NodeRow node) =>
        session.Db.PortMappings.Where(mapping => mapping.Nodes != null && mapping.Nodes.Contains(node.Id) && mapping.DeletedRevision == null).OrderBy(mapping => mapping.Id);
}
