using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;

namespace Netaas.Api.Resources;

/// <summary>Deletes what depends on a resource, each with a change of its own, in the transaction that deletes the resource.</summary>
internal static class Cascade
{
    public static async Task DeletePodsOfNetworkAsync(Session session, Guid network, CancellationToken ct)
    {
        var pods = await session.Db.Pods.Where(pod => pod.NetworkId == network && pod.DeletedRevision == null)
            .OrderBy(pod => pod.Id).Select(pod => new Dependent(pod.Id, pod.Name, new[] { pod.NodeId })).ToListAsync(ct);
        foreach (var pod in pods)
        {
            await DeleteMappingsOfPodAsync(session, pod.Id, ct);
            await DeleteAsync(session, "pods", "pod", pod, ct);
        }
    }

    public static async Task DeleteMappingsOfPodAsync(Session session, Guid pod, CancellationToken ct)
    {
        var mappings = await session.Db.PortMappings.Where(mapping => mapping.PodId == pod && mapping.DeletedRevision == null)
            .OrderBy(mapping => mapping.Id).Select(mapping => new Dependent(mapping.Id, mapping.Name, mapping.Nodes)).ToListAsync(ct);
        foreach (var mapping in mappings)
            await DeleteAsync(session, "port_mappings", "port-mapping", mapping, ct);
    }

    private static async Task DeleteAsync(Session session, string table, string kind, Dependent dependent, CancellationToken ct)
    {
        await session.ExecuteAsync($"SELECT 1 FROM {table} WHERE id = $1 FOR UPDATE", ct, Parameter.Of(dependent.Id));
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            $"UPDATE {table} SET deleted_revision = $2 WHERE id = $1 AND deleted_revision IS NULL", ct, Parameter.Of(dependent.Id), Parameter.Of(revision));
        await session.AppendAsync(new Change(revision, kind, "delete", dependent.Id, dependent.Name, Nodes: dependent.Nodes), ct);
    }

    private sealed record Dependent(Guid Id, string Name, Guid[]? Nodes);
}
