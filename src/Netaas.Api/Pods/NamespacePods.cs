using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.Core.View;

namespace Netaas.Api.Pods;

/// <summary>Writes pods that join no network: in the node's namespace, in another pod's, or in one with nothing but its loopback.</summary>
internal static class NamespacePods
{
    public static async Task<Outcome<PodRow>> CreateAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var node = await session.Db.Nodes.StandingAsync(session, "nodes", spec.Node, ct);
        var owner = spec.SharedWith is { } reference ? await LockOwnerAsync(session, reference, ct) : null;
        if (node is null || (owner is null && spec.SharedWith is not null))
        {
            var body = FieldReader.Of(JsonSerializer.SerializeToElement(spec, NetaasJson.Options));
            await PodRefusals.NoteMissingAsync(session, spec, body, ct);
            return Problem.Invalid(body.Problems);
        }
        if (owner is not null && CheckOwner(owner, node) is { } problem)
            return Problem.Invalid([problem]);
        return await InsertAsync(session, spec with { Node = node.Name, SharedWith = owner?.Name }, node, owner, ct);
    }

    /// <summary>Keeps it from being deleted until the transaction ends.</summary>
    private static async Task<PodRow?> LockOwnerAsync(Session session, string reference, CancellationToken ct)
    {
        if (await Live(session).ByReferenceAsync(reference, ct) is not { } found)
            return null;
        await session.ExecuteAsync("SELECT 1 FROM pods WHERE id = $1 FOR SHARE", ct, Parameter.Of(found.Id));
        return await Live(session).FirstOrDefaultAsync(row => row.Id == found.Id, ct);
    }

    private static FieldProblem? CheckOwner(PodRow owner, NodeRow node) => owner switch
    {
        { Mode: PodMode.Shared } => new FieldProblem("sharedWith", "notOwner", $"Pod '{owner.Name}' lives in another pod's namespace itself: name that one."),
        { Mode: PodMode.Host } => new FieldProblem("sharedWith", "notOwner", $"Pod '{owner.Name}' lives in the node's namespace: use mode host."),
        _ when owner.NodeId != node.Id => new FieldProblem("node", "mismatch", $"Pod '{owner.Name}' is on another node than '{node.Name}': place the pod there."),
        _ => null,
    };

    private static async Task<Outcome<PodRow>> InsertAsync(Session session, PodSpec spec, NodeRow node, PodRow? owner, CancellationToken ct)
    {
        var id = session.NewId("pod", spec.Name);
        var row = new PodRow
        {
            Id = id,
            ProjectId = session.Caller.Project,
            Name = spec.Name,
            LabelsJson = spec.Labels.ToJson(),
            Mode = spec.Mode,
            NodeId = node.Id,
            Node = node,
            PortsJson = ChangeLog.ToJson(spec.Ports) ?? "[]",
            Mac = PodStatement.ToPhysical(MacAddress.Derive(id, Guid.Empty)),
            NetnsPath = spec.NetnsPath,
            SharedWithId = owner?.Id,
            SharedWith = owner,
            DrainedAt = spec.Drain ? DateTime.UtcNow : null,
            Weight = spec.Weight ?? 1,
            Revision = await session.NextRevisionAsync(ct),
            CreatedAt = DateTime.UtcNow,
            UpdatedAt = DateTime.UtcNow,
        };
        await PodStore.InsertAsync(session, row, ct);
        await PodPorts.ClaimAsync(session, row, ct);
        await session.AppendAsync(new Change(row.Revision, "pod", "create", row.Id, row.Name, Nodes: [row.NodeId], After: spec), ct);
        return row;
    }

    private static IQueryable<PodRow> Live(Session session) =>
        session.Db.Pods.Where(row => row.ProjectId == session.Caller.Project && row.DeletedRevision == null);
}
