using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Api.Services;
using Netaas.Core.View;

namespace Netaas.Api.PortMappings;

/// <summary>Writes port mappings, and the claims on host ports that keep them apart.</summary>
internal static class PortMappingStore
{
    /// <param name="taken">Ports not to choose where none is asked for.</param>
    public static async Task<Outcome<PortMappingRow>> CreateAsync(Session session, PortMappingSpec spec, int[] taken, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var target = await ResolveAsync(session, spec, null, ct);
        if (target.Value is null)
            return target.Problem ?? throw new InvalidOperationException("References are found or refused.");
        var row = Row(session, spec, target.Value, spec.Id ?? session.NewId("port-mapping", spec.Name), DateTime.UtcNow);
        row = await ClaimAsync(session, row, spec, taken, ct);
        if (row.HostPort == 0)
            return Problem.Conflict("noFreePort", $"No host port from {PortMappingSpec.FirstGivenPort} to {PortMappingSpec.LastGivenPort} is free on all of these nodes: give hostPort.").At("hostPort");
        row = row with { Revision = await session.NextRevisionAsync(ct) };
        await InsertAsync(session, row, ct);
        await session.AppendAsync(
            new Change(row.Revision, "port-mapping", "create", row.Id, row.Name, Nodes: row.Nodes, After: Recorded(spec, row)), ct);
        return row;
    }

    /// <param name="away">Nodes that are silent: ports of theirs stay taken until they confirm.</param>
    public static async Task<Outcome<PortMappingRow>> UpdateAsync(
        Session session, (PortMappingRow Row, PortMappingSpec Spec) before, PortMappingSpec spec, Guid[] away, CancellationToken ct)
    {
        var present = before.Row;
        var target = await ResolveAsync(session, spec, present, ct);
        if (target.Value is null)
            return target.Problem ?? throw new InvalidOperationException("References are found or refused.");
        var row = Row(session, spec, target.Value, present.Id, present.CreatedAt);
        await LeaveAsync(session, row, away, ct);
        row = await ClaimAsync(session, row, spec, [], ct);
        row = row with { Revision = await session.NextRevisionAsync(ct) };
        await ReplaceAsync(session, row, ct);
        var audience = row.Nodes is null || present.Nodes is null ? null : row.Nodes.Union(present.Nodes).ToArray();
        await session.AppendAsync(
            new Change(row.Revision, "port-mapping", "update", row.Id, row.Name, Nodes: audience, Before: before.Spec, After: Recorded(spec, row)), ct);
        return row;
    }

    /// <summary>Marks a mapping as deleted. Each node's port stays taken until the node confirms.</summary>
    public static async Task<long> DeleteAsync(Session session, PortMappingSpec before, PortMappingRow present, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("UPDATE port_mappings SET deleted_revision = $2 WHERE id = $1", ct, Parameter.Of(present.Id), Parameter.Of(revision));
        await session.AppendAsync(
            new Change(revision, "port-mapping", "delete", present.Id, present.Name, Nodes: present.Nodes, Before: before), ct);
        return revision;
    }

    /// <summary>Finds target and nodes; the target is kept from being deleted until the transaction ends.</summary>
    /// <param name="present">Null for a new mapping; the nodes that it names already it may keep.</param>
    private static async Task<Outcome<Target>> ResolveAsync(Session session, PortMappingSpec spec, PortMappingRow? present, CancellationToken ct)
    {
        var problems = new List<FieldProblem>();
        if (spec.Service is { } reference)
        {
            var service = await ServiceTarget.ResolveAsync(session, spec, reference, problems, ct);
            var on = await NodesAsync(session, spec, problems, ct);
            if (service is not null && await FindStrangerAsync(session, service.NetworkId, on?.Except(NamedFor(service.Id)), ct) is { } outsider)
                problems.Add(NotAMember(outsider, $"service '{service.Name}'"));
            return problems.Count > 0 || service is null ? Problem.Invalid(problems) : new Target(null, service, on);
        }
        var pod = await PortMappingRefusals.LivePods(session).ByReferenceAsync(spec.Pod ?? "", ct);
        if (pod is null)
            problems.Add(PortMappingRefusals.UnknownPod(spec.Pod ?? ""));
        else
        {
            await session.ExecuteAsync("SELECT 1 FROM pods WHERE id = $1 FOR SHARE", ct, Parameter.Of(pod.Id));
            if (!await PortMappingRefusals.LivePods(session).AnyAsync(row => row.Id == pod.Id, ct))
                problems.Add(PortMappingRefusals.UnknownPod(spec.Pod ?? ""));
            if (pod.Mode != PodMode.Network)
                problems.Add(new FieldProblem("pod", "noAddress", $"Pod '{pod.Name}' is of mode {EnumText<PodMode>.ToText(pod.Mode)} and has no address of its own: {(pod.Mode == PodMode.Shared ? "publish the pod whose namespace it lives in." : "only pods of mode network are published.")}"));
            else if (!pod.Addresses.Any(address => address.AddressFamily == spec.HostAddress.AddressFamily))
                problems.Add(new FieldProblem("hostAddress", "family", $"Pod '{pod.Name}' has no address of the family of {spec.HostAddress}: it has {string.Join<IPAddress>(", ", pod.Addresses)}."));
        }
        var nodes = await NodesAsync(session, spec, problems, ct);
        if (pod is not null && await session.Db.Networks.AnyAsync(row => row.Id == pod.NetworkId && row.Type == NetworkType.Bridge, ct)
            && (nodes is null || nodes.Any(node => node != pod.NodeId)))
            problems.Add(new FieldProblem("nodes", "nodeLocal", $"Pod '{pod.Name}' is on a bridge network, which other nodes know no way to: name its own node alone."));
        if (pod is not null && await FindStrangerAsync(session, pod.NetworkId, nodes?.Except(NamedFor(pod.Id)), ct) is { } stranger)
            problems.Add(NotAMember(stranger, $"pod '{pod.Name}'"));
        return problems.Count > 0 || pod is null
            ? Problem.Invalid(problems)
            : new Target(pod, null, nodes);

        Guid[] NamedFor(Guid id) => id == (present?.ServiceId ?? present?.PodId) ? present?.Nodes ?? [] : [];
    }

    private static FieldProblem NotAMember(string node, string target) =>
        new("nodes", "notAMember", $"Node '{node}' is no member of the network of {target} and knows no way to it: leave it out.");

    /// <returns>Null for every node.</returns>
    private static async Task<Guid[]?> NodesAsync(Session session, PortMappingSpec spec, List<FieldProblem> problems, CancellationToken ct)
    {
        if (spec.Nodes is not { } references)
            return null;
        var nodes = new HashSet<Guid>();
        foreach (var reference in references)
            if (await session.Db.Nodes.ByReferenceAsync(reference, ct) is { } node)
                nodes.Add(node.Id);
            else
                problems.Add(PortMappingRefusals.UnknownNode(reference));
        return [.. nodes];
    }

    /// <summary>The name of a node that was asked for and is no member of the target's network; null for none.</summary>
    private static async Task<string?> FindStrangerAsync(Session session, Guid? network, IEnumerable<Guid>? asked, CancellationToken ct)
    {
        if (network is null || asked is null)
            return null;
        var nodes = asked.ToList();
        var members = session.Db.NetworkMembers.Where(row => row.NetworkId == network && row.DeletedRevision == null).Select(row => row.NodeId);
        return await session.Db.Nodes.Where(node => nodes.Contains(node.Id) && !members.Contains(node.Id)).OrderBy(node => node.Name).Select(node => node.Name).FirstOrDefaultAsync(ct);
    }

    private static PortMappingRow Row(Session session, PortMappingSpec spec, Target target, Guid id, DateTime createdAt) => new()
    {
        Id = id,
        ProjectId = session.Caller.Project,
        Name = spec.Name,
        LabelsJson = spec.Labels.ToJson(),
        Nodes = target.Nodes,
        HostAddress = spec.HostAddress,
        Protocol = spec.Protocol,
        HostPort = spec.HostPort ?? 0,
        HostPortEnd = spec.HostPortEnd ?? spec.HostPort ?? 0,
        PodId = target.Pod?.Id,
        Pod = target.Pod,
        ServiceId = target.Service?.Id,
        Service = target.Service,
        TargetPort = (spec.Service is null ? spec.TargetPort : spec.ServicePort) ?? spec.HostPort ?? 0,
        CreatedAt = createdAt,
        UpdatedAt = DateTime.UtcNow,
    };

    /// <summary>Claims the host ports on all nodes, choosing the port where none was asked for.</summary>
    /// <returns>The row with its port; with port 0 where none is free.</returns>
    private static async Task<PortMappingRow> ClaimAsync(Session session, PortMappingRow row, PortMappingSpec spec, int[] taken, CancellationToken ct)
    {
        if (spec.HostPort is null)
        {
            // Choosing is rare and must not race: one at a time.
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock(7, 3)", ct);
            var port = await session.ScalarAsync<int>(
                """
                SELECT p FROM generate_series($1, $2) p WHERE p <> ALL ($6::int[]) AND NOT EXISTS (
                    SELECT 1 FROM host_ports WHERE protocol = $3 AND ports @> p AND address && $4 AND ($5::uuid[] IS NULL OR node_id = ANY ($5)))
                ORDER BY p LIMIT 1
                """,
                ct,
                Parameter.Of(PortMappingSpec.FirstGivenPort),
                Parameter.Of(PortMappingSpec.LastGivenPort),
                Parameter.Of(EnumText<TransportProtocol>.ToText(row.Protocol)),
                HostPorts.Of(row.HostAddress),
                Parameter.OfNullable(row.Nodes),
                Parameter.Of(taken));
            row = row with { HostPort = port, HostPortEnd = port };
        }
        if (row.HostPort > 0)
            await session.ExecuteAsync(
                """
                INSERT INTO host_ports (node_id, protocol, address, ports, owner_kind, owner_id)
                SELECT id, $1, $2, int4range($3, $4, '[]'), 'port-mapping', $5 FROM nodes WHERE deleted_revision IS NULL AND ($6::uuid[] IS NULL OR id = ANY ($6))
                """,
                ct,
                Parameter.Of(EnumText<TransportProtocol>.ToText(row.Protocol)),
                HostPorts.Of(row.HostAddress),
                Parameter.Of(row.HostPort),
                Parameter.Of(row.HostPortEnd),
                Parameter.Of(row.Id),
                Parameter.OfNullable(row.Nodes));
        return row;
    }

    /// <summary>Lets go of the ports that a mapping had, on nodes that are away only of those that it takes again.</summary>
    private static async Task LeaveAsync(Session session, PortMappingRow wanted, Guid[] away, CancellationToken ct)
    {
        if (!await HostPorts.LeaveAsync(session, wanted.Id, away, ct))
            return;
        await session.ExecuteAsync(
            """
            WITH again AS (
                DELETE FROM host_ports WHERE owner_id = $1 AND protocol = $2 AND address && $3 AND ports && int4range($4, $5, '[]') AND ($6::uuid[] IS NULL OR node_id = ANY ($6))
                RETURNING node_id, address, ports)
            INSERT INTO host_ports (node_id, protocol, address, ports, owner_kind, owner_id, is_left)
            SELECT node_id, $2, address, unnest(int4multirange(ports) - int4multirange(int4range($4, $5, '[]'))), 'port-mapping', $1, true FROM again
            """,
            ct,
            Parameter.Of(wanted.Id),
            Parameter.Of(EnumText<TransportProtocol>.ToText(wanted.Protocol)),
            HostPorts.Of(wanted.HostAddress),
            Parameter.Of(wanted.HostPort),
            Parameter.Of(wanted.HostPortEnd),
            Parameter.OfNullable(wanted.Nodes));
    }

    private static Task<int> InsertAsync(Session session, PortMappingRow row, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO port_mappings (id, project_id, name, labels, nodes, host_address, protocol, host_port, host_port_end, pod_id, target_port, revision, created_at, updated_at, service_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """,
        ct,
        Parameter.Of(row.Id),
        Parameter.Of(row.ProjectId),
        Parameter.Of(row.Name),
        Parameter.OfJson(row.LabelsJson),
        Parameter.OfNullable(row.Nodes),
        Parameter.Of(row.HostAddress),
        Parameter.Of(EnumText<TransportProtocol>.ToText(row.Protocol)),
        Parameter.Of(row.HostPort),
        Parameter.Of(row.HostPortEnd),
        Parameter.OfNullable(row.PodId),
        Parameter.Of(row.TargetPort),
        Parameter.Of(row.Revision),
        Parameter.Of(row.CreatedAt),
        Parameter.Of(row.UpdatedAt),
        Parameter.OfNullable(row.ServiceId));

    private static Task<int> ReplaceAsync(Session session, PortMappingRow row, CancellationToken ct) => session.ExecuteAsync(
        """
        UPDATE port_mappings SET labels = $2, nodes = $3, host_address = $4, protocol = $5, host_port = $6, host_port_end = $7, pod_id = $8,
            target_port = $9, revision = $10, updated_at = $11, service_id = $12 WHERE id = $1
        """,
        ct,
        Parameter.Of(row.Id),
        Parameter.OfJson(row.LabelsJson),
        Parameter.OfNullable(row.Nodes),
        Parameter.Of(row.HostAddress),
        Parameter.Of(EnumText<TransportProtocol>.ToText(row.Protocol)),
        Parameter.Of(row.HostPort),
        Parameter.Of(row.HostPortEnd),
        Parameter.OfNullable(row.PodId),
        Parameter.Of(row.TargetPort),
        Parameter.Of(row.Revision),
        Parameter.Of(row.UpdatedAt),
        Parameter.OfNullable(row.ServiceId));

    private static PortMappingSpec Recorded(PortMappingSpec spec, PortMappingRow row) => spec with
    {
        HostPort = row.HostPort,
        TargetPort = row.ServiceId is null ? row.TargetPort : null,
        ServicePort = row.ServiceId is null ? null : row.TargetPort,
        Service = row.Service?.Name,
        Pod = row.Pod?.Name ?? spec.Pod,
    };

    private sealed record Target(PodRow? Pod, ServiceRow? Service, Guid[]? Nodes);
}
