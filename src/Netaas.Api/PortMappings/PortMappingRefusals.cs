using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
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
        var wanted = new WantedPorts(
            spec.Protocol, spec.HostPort ?? 1, spec.HostPortEnd ?? spec.HostPort ?? 65_535, spec.Nodes is null ? null : [.. nodes], own)
        {
            Address = spec.HostAddress,
        };
        return await PortHolder.FindAsync(session, wanted, ct) is { } holder
            ? Problem.Conflict("portTaken", $"{ProtocolOf(spec)} port {holder.Port} of node '{holder.Node}' is {holder.Text}: choose another, or leave hostPort out.", holder.Culprits).At("hostPort")
            : null;
    }

    private static string ProtocolOf(PortMappingSpec spec) => EnumText<TransportProtocol>.ToText(spec.Protocol).ToUpperInvariant();

    private static void Note(FieldReader body, FieldProblem problem) => body.Refuse(problem.Field, problem.Code, problem.Message);
}
