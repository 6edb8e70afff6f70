using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
using Netaas.Api.Services;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.PortMappings;

/// <summary>Says what stands in the way of a port mapping.</summary>
internal static class PortMappingRefusals
{
    public static async Task<Problem?> ExplainAsync(Session session, PostgresException violation, PortMappingSpec spec, CancellationToken ct)
    {
        switch (violation.ConstraintName)
        {
            case "port_mappings_name":
                var named = await session.Db.PortMappings.FirstOrDefaultAsync(
                    row => row.ProjectId == session.Caller.Project && row.Name == spec.Name && row.DeletedRevision == null, ct);
                return Problem.Conflict(
                    "nameTaken",
                    $"A port mapping named '{spec.Name}' exists: choose another name, or change that one with PUT.",
                    named is null ? [] : [new Culprit("port-mapping", named.Id, named.Name)]).At("name");
            case "host_ports_apart":
                return await FindHolderAsync(session, spec, null, ct)
                    ?? Problem.Conflict("portTaken", $"{ProtocolOf(spec)} port {spec.HostPort} was taken just now: choose another, or leave hostPort out.").At("hostPort");
            default:
                return null;
        }
    }

    public static async Task NoteMissingAsync(Session session, PortMappingSpec spec, FieldReader body, CancellationToken ct)
    {
        if (spec.Pod is { } pod && await LivePods(session).ByReferenceAsync(pod, ct) is null)
            Note(body, UnknownPod(pod));
        if (spec.Service is { } service && await LiveServices(session).ByReferenceAsync(service, ct) is null)
            Note(body, UnknownService(service));
        foreach (var reference in spec.Nodes ?? [])
            if (await session.Db.Nodes.ByReferenceAsync(reference, ct) is null)
                Note(body, UnknownNode(reference));
    }

    public static IQueryable<PodRow> LivePods(Session session) =>
        session.Db.Pods.Where(row => row.ProjectId == session.Caller.Project && row.DeletedRevision == null);

    public static IQueryable<ServiceRow> LiveServices(Session session) =>
        session.Db.Services.Where(row => row.ProjectId == session.Caller.Project && row.DeletedRevision == null);

    public static FieldProblem UnknownService(string reference) =>
        new("service", "unknownService", $"There is no service '{reference}': create it first.");

    public static FieldProblem UnknownPod(string reference) =>
        new("pod", "unknownPod", $"There is no pod '{reference}': create it first.");

    public static FieldProblem UnknownNode(string reference) =>
        new("nodes", "unknownNode", $"There is no node '{reference}': name some of GET /api/v1/nodes.");

    /// <summary>Who has the port on record, by name if the caller may know it; null where nobody has.</summary>
    /// <param name="own">The mapping that is to be changed; null for a new one.</param>
    public static async Task<Problem?> FindHolderAsync(Session session, PortMappingSpec spec, Guid? own, CancellationToken ct)
    {
        var nodes = new List<Guid>();
        foreach (var reference in spec.Nodes ?? [])
            if (await session.Db.Nodes.ByReferenceAsync(reference, ct) is { } node)
                nodes.Add(node.Id);
        await using var command = session.Command(
            $"""
            SELECT n.name, lower(h.ports), coalesce(m.id, p.id, s.id, w.id), coalesce(m.name, p.name, s.name, w.name),
                coalesce(m.deleted_revision, p.deleted_revision, s.deleted_revision, w.deleted_revision) IS NOT NULL, h.owner_kind, h.is_left
            FROM host_ports h JOIN nodes n ON n.id = h.node_id
            LEFT JOIN port_mappings m ON m.id = h.owner_id AND ($6 OR m.project_id = $7)
            LEFT JOIN pods p ON p.id = h.owner_id AND ($6 OR p.project_id = $7)
            LEFT JOIN services s ON s.id = h.owner_id AND ($6 OR s.project_id = $7)
            {VxlanPorts.Networks} AND ($6 OR w.project_id = $7)
            WHERE h.protocol = $1 AND h.address && $2 AND h.ports && int4range($3, $4, '[]') AND ($5::uuid[] IS NULL OR h.node_id = ANY ($5))
                AND h.owner_id IS DISTINCT FROM $8
            ORDER BY n.name, w.id LIMIT 1
            """,
            Parameter.Of(EnumText<TransportProtocol>.ToText(spec.Protocol)),
            PortMappingStore.Claimed(spec.HostAddress),
            Parameter.Of(spec.HostPort ?? 1),
            Parameter.Of(spec.HostPortEnd ?? spec.HostPort ?? 65_535),
            Parameter.OfNullable(spec.Nodes is null ? null : nodes.ToArray()),
            Parameter.Of(session.Caller.IsSystem),
            Parameter.Of(session.Caller.Project),
            Parameter.OfNullable(own));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var where = $"{ProtocolOf(spec)} port {Math.Max(reader.GetInt32(1), spec.HostPort ?? 1)} of node '{reader.GetString(0)}'";
        if (await reader.IsDBNullAsync(2, ct))
            return Problem.Conflict("portTaken", $"{where} is in use: choose another, or leave hostPort out.").At("hostPort");
        var owner = new Culprit(reader.GetString(5), reader.GetGuid(2), reader.GetString(3));
        var going = reader.GetBoolean(4) ? ", which is being deleted" : reader.GetBoolean(6) ? ", which has left it, until the node confirms" : "";
        return Problem.Conflict("portTaken", $"{where} is held by {owner.Kind.Replace('-', ' ')} '{owner.Name}'{going}: choose another, or leave hostPort out.", [owner]).At("hostPort");
    }

    private static string ProtocolOf(PortMappingSpec spec) => EnumText<TransportProtocol>.ToText(spec.Protocol).ToUpperInvariant();

    private static void Note(FieldReader body, FieldProblem problem) => body.Refuse(problem.Field, problem.Code, problem.Message);
}
