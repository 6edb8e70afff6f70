using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Pods;
using Netaas.Api.PortMappings;
using Netaas.Api.Projects;
using Netaas.Api.Resources;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Attachments;

/// <summary>Writes down pods that stand already, and pods that are gone already.</summary>
internal sealed class AttachmentRecorder(NpgsqlDataSource dataSource, ProjectDirectory projects, PodKind pods, PortMappingKind mappings)
{
    private const int MostNames = 4;

    private const int NameTail = 8;

    public async Task<RecordedPod> RecordAsync(LeaseHolder node, AttachedPod pod, CancellationToken ct)
    {
        if (await projects.FindAsync(pod.Project, ct) is not { } project)
            return Refused(pod, $"There is no project '{pod.Project}'.");
        for (var attempt = 1; ; attempt++)
            try
            {
                return await Attempts.RunAsync(dataSource, node.In(project), (session, cancel) => RecordAsync(session, node, pod, cancel), ct);
            }
            catch (PostgresException violation) when (violation.ConstraintName == "pods_name" && attempt < MostNames)
            {
                // Somebody took the name just now: it is seen the next time, and another one chosen.
            }
            catch (PostgresException violation) when (violation.SqlState.StartsWith("23", StringComparison.Ordinal))
            {
                return Refused(pod, $"The record refuses it: {violation.MessageText} ({violation.ConstraintName}).");
            }
    }

    /// <summary>Removes a pod with all that depends on it. One that isn't recorded is as good as removed.</summary>
    public async Task<RecordedPod> RemoveAsync(LeaseHolder node, DetachedPod pod, CancellationToken ct)
    {
        var revision = await Attempts.RunAsync(dataSource, node.In(ProjectDirectory.Default, pod.Reason), async (session, cancel) =>
        {
            await session.BeginAsync(cancel);
            return (await RemoveAsync(session, row => row.Id == pod.Pod.Value && row.NodeId == node.Id, cancel), true);
        }, ct);
        return new RecordedPod(pod.Pod, revision, null, []);
    }

    private async Task<(RecordedPod Result, bool Commit)> RecordAsync(Session session, LeaseHolder node, AttachedPod pod, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        if (await session.Db.Pods.Include(row => row.Node).FirstOrDefaultAsync(row => row.Id == pod.Pod.Value, ct) is { } known)
            return await AgainAsync(session, known, pod, ct);
        // The node has nothing else of this attachment any more: the end of the one before was not heard of.
        await RemoveAsync(session, row => row.NodeId == node.Id && row.AttachmentId == pod.AttachmentId, ct);
        await session.ExecuteAsync("SELECT 1 FROM networks WHERE id = $1 FOR SHARE", ct, Parameter.Of(pod.Network.Value));
        var network = await session.Db.Networks.FirstOrDefaultAsync(
            row => row.Id == pod.Network.Value && row.ProjectId == session.Caller.Project && row.DeletedRevision == null, ct);
        if (network is null)
            return (Refused(pod, "Its network is deleted."), false);
        if (await TakeLeasesAsync(session, node, pod, ct) is not { } blockRevision)
            return (Refused(pod, $"{string.Join(", ", pod.Addresses)} is not leased to this node."), false);
        var name = await FreeNameAsync(session, pod, ct);
        var row = RowOf(pod, (node, network), name, (await session.NextRevisionAsync(ct), blockRevision));
        await PodStore.InsertAsync(session, row, ct);
        await session.AppendAsync(new Change(row.Revision, "pod", "create", row.Id, row.Name, Nodes: [node.Id], After: pods.SpecOf(row)), ct);
        var (last, refused) = await PublishAsync(session, row, pod.Ports, ct);
        return (new RecordedPod(pod.Pod, Math.Max(row.Revision, last), null, refused.ToEquatableList()), true);
    }

    /// <summary>It was recorded, and the answer lost; or its runtime publishes other ports by now.</summary>
    private async Task<(RecordedPod Result, bool Commit)> AgainAsync(Session session, PodRow known, AttachedPod pod, CancellationToken ct)
    {
        if (known.DeletedRevision is { } deleted)
            return (new RecordedPod(pod.Pod, deleted, "It was deleted.", []), false);
        var published = await session.Db.PortMappings.Include(row => row.Pod).Where(row => row.PodId == known.Id && row.DeletedRevision == null).ToListAsync(ct);
        var last = published.Select(row => row.Revision).Append(known.Revision).Max();
        var gone = published.Where(row => pod.Withdrawn.Contains(new PortMappingId(row.Id))).ToList();
        foreach (var row in gone)
            last = await PortMappingStore.DeleteAsync(session, mappings.SpecOf(row), row, ct);
        var missing = pod.Ports.Where(port => published.All(row => row.Id != port.Id.Value)).ToEquatableList();
        var (made, refused) = await PublishAsync(session, known, missing, ct);
        return (new RecordedPod(pod.Pod, Math.Max(last, made), null, refused.ToEquatableList()), gone.Count + missing.Count > 0);
    }

    /// <summary>The addresses become the pod's.</summary>
    /// <returns>The revision at which nodes learned of their blocks; null where one is not the node's to give.</returns>
    private static async Task<long?> TakeLeasesAsync(Session session, LeaseHolder node, AttachedPod pod, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            WITH taken AS (
                UPDATE addresses SET holder = 'pod', pod_id = $4, since = now()
                WHERE network_id = $1 AND node_id = $2 AND holder = 'lease' AND address = ANY ($3) RETURNING block_id)
            SELECT count(*), coalesce(max(b.revision), 0) FROM taken JOIN blocks b ON b.id = taken.block_id
            """,
            Parameter.Of(pod.Network.Value), Parameter.Of(node.Id), Parameter.Of([.. pod.Addresses]), Parameter.Of(pod.Pod.Value));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetInt64(0) == pod.Addresses.Count && pod.Addresses.Count > 0 ? reader.GetInt64(1) : null;
    }

    private static PodRow RowOf(AttachedPod pod, (LeaseHolder Holder, NetworkRow Network) where, string name, (long Own, long Block) revision) => new()
    {
        Id = pod.Pod.Value,
        ProjectId = where.Network.ProjectId,
        Name = name,
        LabelsJson = LabelsOf(pod).ToJson(),
        Mode = PodMode.Network,
        NetworkId = where.Network.Id,
        Network = where.Network,
        NodeId = where.Holder.Id,
        Node = new NodeRow { Id = where.Holder.Id, Name = where.Holder.Name },
        Addresses = [.. pod.Addresses],
        Mac = PodStatement.ToPhysical(pod.Mac),
        NetnsPath = pod.NetnsPath,
        Origin = "node",
        AttachmentId = pod.AttachmentId,
        Interface = pod.Interface,
        HasDefaultRoute = pod.HasDefaultRoute,
        IsHanded = pod.IsHanded,
        SourceJson = JsonSerializer.Serialize(pod.Source, NetaasJson.Options),
        Revision = revision.Own,
        BlockRevision = revision.Block,
        CreatedAt = DateTime.UtcNow,
        UpdatedAt = DateTime.UtcNow,
    };

    /// <summary>Publishes what can be: a port that somebody else has meanwhile is refused, and the pod stands without it.</summary>
    private static async Task<(long Last, List<PortMappingId> Refused)> PublishAsync(Session session, PodRow pod, EquatableList<AttachedPort> ports, CancellationToken ct)
    {
        var refused = new List<PortMappingId>();
        var last = 0L;
        foreach (var port in ports)
        {
            await session.SaveAsync(ct);
            try
            {
                await TakeOverAsync(session, pod.NodeId, port, ct);
                var made = await PortMappingStore.CreateAsync(session, await SpecOfAsync(session, pod, port, ct), [], ct);
                if (made.Value is { } row)
                    last = row.Revision;
                else
                    refused.Add(port.Id);
            }
            catch (PostgresException taken) when (taken.SqlState.StartsWith("23", StringComparison.Ordinal))
            {
                await session.RollbackAsync(ct);
                refused.Add(port.Id);
            }
        }
        return (last, refused);
    }

    /// <summary>
    /// A deleted mapping or service, or one that has left the port, holds it until the node confirms. A node that has given the port to a pod has heard of the
    /// deletion, or made it itself: a container that is started anew is here before the report is.
    /// </summary>
    private static Task<int> TakeOverAsync(Session session, Guid node, AttachedPort port, CancellationToken ct) => session.ExecuteAsync(
        """
        DELETE FROM host_ports h USING (SELECT id, deleted_revision FROM port_mappings UNION ALL SELECT id, deleted_revision FROM services) m
        WHERE m.id = h.owner_id AND (m.deleted_revision IS NOT NULL OR h.is_left) AND h.node_id = $1 AND h.protocol = $2 AND h.address && $3 AND h.ports @> $4
        """,
        ct,
        Parameter.Of(node),
        Parameter.Of(EnumText<TransportProtocol>.ToText(port.Protocol)),
        HostPorts.Of(port.HostAddress),
        Parameter.Of((int)port.HostPort));

    private static async Task<PortMappingSpec> SpecOfAsync(Session session, PodRow pod, AttachedPort port, CancellationToken ct)
    {
        var tail = $"-{EnumText<TransportProtocol>.ToText(port.Protocol)}-{port.HostPort}";
        var name = NameOf(pod, tail);
        // The same port at another address of the node, or somebody else's mapping: a name is no reason not to publish.
        if (await session.Db.PortMappings.AnyAsync(row => row.ProjectId == pod.ProjectId && row.Name == name && row.DeletedRevision == null, ct))
            name = NameOf(pod, $"{tail}-{Convert.ToHexStringLower(SHA256.HashData(port.Id.Value.ToByteArray()))[..NameTail]}");
        return new PortMappingSpec(
            name,
            Labels.None,
            [pod.Node?.Name ?? ""],
            port.HostAddress,
            port.HostPort,
            null,
            port.Protocol,
            pod.Id.ToString(),
            port.TargetPort)
        {
            Id = port.Id.Value,
        };
    }

    private static string NameOf(PodRow pod, string tail) => pod.Name[..Math.Min(pod.Name.Length, ResourceName.MaxLength - tail.Length)] + tail;

    private async Task<long> RemoveAsync(Session session, Expression<Func<PodRow, bool>> isMeant, CancellationToken ct)
    {
        var last = 0L;
        var own = session.Caller;
        foreach (var id in await session.Db.Pods.Where(row => row.DeletedRevision == null).Where(isMeant).Select(row => row.Id).ToListAsync(ct))
            if (await pods.LockAsync(session, id, ct) is { } row)
            {
                session.Enter(row.ProjectId);
                last = (await pods.DeleteAsync(session, row, cascade: true, ct)).Value;
                session.Enter(own.Project);
            }
        return last;
    }

    private static async Task<string> FreeNameAsync(Session session, AttachedPod pod, CancellationToken ct)
    {
        var isTaken = !ResourceName.IsValid(pod.Name) || await session.Db.Pods.AnyAsync(
            row => row.ProjectId == session.Caller.Project && row.Name == pod.Name && row.DeletedRevision == null, ct);
        if (!isTaken)
            return pod.Name;
        var tail = "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pod.AttachmentId)))[..NameTail];
        var head = new string([.. pod.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        return (head.Length == 0 ? "pod" : head[..Math.Min(head.Length, ResourceName.MaxLength - tail.Length)]) + tail;
    }

    /// <summary>A runtime's labels know no bounds: what the API would refuse is left out.</summary>
    private static Labels LabelsOf(AttachedPod pod) => new(pod.Labels
        .Where(label => label.Key.Length is > 0 and <= Labels.MaxLength && label.Value.Length <= Labels.MaxLength && !(label.Key + label.Value).Any(char.IsControl))
        .DistinctBy(label => label.Key).OrderBy(label => label.Key, StringComparer.Ordinal).ToDictionary(label => label.Key, label => label.Value));

    private static RecordedPod Refused(AttachedPod pod, string why) => new(pod.Pod, 0, why, []);
}
