using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Resources;
using Netaas.Core.View;

namespace Netaas.Api.Pods;

/// <summary>Pods as answers show them: of network, node and the owner of a shared namespace no more than that.</summary>
internal static class PodRows
{
    /// <summary>A node's facts are large, and a list has them once a pod: only a pod in host mode shows something of them.</summary>
    public static readonly Expression<Func<PodRow, PodRow>> Shown = row => new PodRow
    {
        Id = row.Id,
        ProjectId = row.ProjectId,
        Name = row.Name,
        LabelsJson = row.LabelsJson,
        Mode = row.Mode,
        NetworkId = row.NetworkId,
        Network = row.Network == null ? null : new NetworkRow { Id = row.Network.Id, Name = row.Network.Name },
        NodeId = row.NodeId,
        Node = new NodeRow { Id = row.NodeId, Name = row.Node == null ? "" : row.Node.Name, FactsJson = row.Mode == PodMode.Host && row.Node != null ? row.Node.FactsJson : "{}" },
        PortsJson = row.PortsJson,
        Addresses = row.Addresses,
        Mac = row.Mac,
        NetnsPath = row.NetnsPath,
        SharedWithId = row.SharedWithId,
        SharedWith = row.SharedWith == null ? null : new PodRow
        {
            Id = row.SharedWith.Id,
            Name = row.SharedWith.Name,
            Mode = row.SharedWith.Mode,
            NetworkId = row.SharedWith.NetworkId,
            NodeId = row.SharedWith.NodeId,
            NetnsPath = row.SharedWith.NetnsPath,
            Interface = row.SharedWith.Interface,
        },
        Origin = row.Origin,
        AttachmentId = row.AttachmentId,
        DrainedAt = row.DrainedAt,
        TerminatesAt = row.TerminatesAt,
        Weight = row.Weight,
        Interface = row.Interface,
        MoreInterfaces = row.MoreInterfaces,
        HasDefaultRoute = row.HasDefaultRoute,
        IsHanded = row.IsHanded,
        SourceJson = row.SourceJson,
        Revision = row.Revision,
        BlockRevision = row.BlockRevision,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };

    private static readonly Func<Db, Guid, string, CancellationToken, Task<PodRow?>> s_byName = EF.CompileAsyncQuery(
        (Db db, Guid project, string name, CancellationToken ct) => db.Pods.Where(row => row.ProjectId == project && row.Name == name && row.DeletedRevision == null).Select(Shown).FirstOrDefault());

    /// <summary>By name in the caller's project, or by id wherever the caller reaches.</summary>
    public static async Task<PodRow?> FindAsync(Session session, string reference, CancellationToken ct)
    {
        var row = Guid.TryParse(reference, out var id)
            ? await session.Db.Pods.Where(row => row.Id == id && row.DeletedRevision == null).VisibleTo(session.Caller).Select(Shown).FirstOrDefaultAsync(ct)
            : await s_byName(session.Db, session.Caller.Project, reference, ct);
        if (row is not null)
            await PodInterfaces.LoadAsync(session.Db, [row], ct);
        return row;
    }
}
