using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Pods;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>Who answers for a service, and whether the nodes have them.</summary>
internal static class EndpointsEndpoint
{
    public static void MapEndpoints(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/services/{reference}/endpoints", GetAsync).WithTags("services").WithName("listServiceEndpoints").WithMetadata(Access.Project)
            .Produces<Page<ServiceEndpoint>>().WithMetadata(new Operation("Lists who is behind a service.", [], "All its pods, in the order in which they were created, or the addresses that it was given; each with whether it takes new connections, and if not, why; nodeDead where the other nodes find its node dead."));

    private static async Task<IResult> GetAsync(
        HttpContext http, string reference, NpgsqlDataSource dataSource, ServiceKind services, PodKind pods, NodeBoard board)
    {
        var ct = http.RequestAborted;
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), ct);
        if (await services.FindAsync(session, reference, ct) is not { } service)
            return Answer.Of(Problem.NotFound(services.Kind, reference));
        if (service.ReadBackends() is { } backends)
            return Answer.Json(new Page<ServiceEndpoint>([.. backends.Select(backend => ToWire(backend, service.ReadPorts()))], null));
        var behind = (await Endpoints.LoadAsync(session.Db, [service.Id], ct))[service.Id].ToList();
        var ids = behind.Select(pod => pod.Pod.NodeId).Distinct().ToList();
        var nodes = await session.Db.Nodes.Where(node => ids.Contains(node.Id)).ToDictionaryAsync(node => node.Id, node => node.Name, ct);
        var ports = service.ReadPorts();
        var deaths = Deaths.Of(board.Nodes, board.Now);
        return Answer.Json(new Page<ServiceEndpoint>(
            [
                .. behind.Select(pod => WithoutDead(
                    ToWire(pod, nodes.GetValueOrDefault(pod.Pod.NodeId) ?? "", ports, board.Judge(pods.RequirementsOf(pod.Pod)).Phase),
                    deaths.GetValueOrDefault(new NodeId(pod.Pod.NodeId)) ?? [])),
            ],
            null));
    }

    /// <summary>The other nodes have taken it out already; the record knows nothing of it.</summary>
    private static ServiceEndpoint WithoutDead(ServiceEndpoint endpoint, IReadOnlyList<string> witnesses) => witnesses.Count == 0 || !endpoint.Ready
        ? endpoint
        : endpoint with { Ready = false, Reason = "nodeDead", Message = $"{string.Join(", ", witnesses)}: {endpoint.Node} does not answer on the underlay." };

    private static ServiceEndpoint ToWire(Backend backend, EquatableList<ServicePort> ports) => new(
        null, null, [backend.Address], [.. ports.Select(port => new EndpointPort(port.Protocol, port.Port, backend.Port ?? port.TargetPort ?? port.Port))],
        backend.Weight, Phase.Ready, true, null, null);

    private static ServiceEndpoint ToWire(BackingPod pod, string node, EquatableList<ServicePort> ports, Phase phase)
    {
        EndpointPort[] targets = [.. ports.SelectMany(port => pod.TargetOf(port) is { } target ? [new EndpointPort(port.Protocol, port.Port, target)] : Array.Empty<EndpointPort>())];
        var whyNot = pod.WhyNot ?? (targets.Length == 0 && ports.Count > 0 ? ("noTargetPort", "It has no port of a name that the service leads to.") : null as (string Reason, string Message)?);
        return new ServiceEndpoint(pod.Pod.Name, node, pod.Addresses.ToEquatableList(), targets, pod.Pod.Weight, phase, whyNot is null, whyNot?.Reason, whyNot?.Message);
    }
}
