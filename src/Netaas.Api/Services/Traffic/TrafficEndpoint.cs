using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Nodes;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Services.Traffic;

/// <summary><c>GET /services/{ref}/traffic</c>: read from the nodes when somebody asks, and kept nowhere.</summary>
internal static class TrafficEndpoint
{
    /// <summary>A table of a million flows is read in some seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapTraffic(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/services/{reference}/traffic", GetAsync).WithTags("services").WithName("getServiceTraffic").WithMetadata(Access.Project)
            .Produces<ServiceTraffic>().WithMetadata(new Operation(
                "What passes to a service now, by endpoint: the nodes' agents read it now.",
                [],
                "Each connection is counted by the one node that leads it, so the sum is exact. These are no counters that only grow: a connection that has ended is followed for a while, and then it is gone with all that has passed of it."));

    private static async Task<IResult> GetAsync(
        HttpContext http, string reference, NpgsqlDataSource dataSource, ServiceKind services, NodeBoard board, NodeQuestions<TrafficReply> questions)
    {
        var ct = http.RequestAborted;
        Guid service;
        Dictionary<IPAddress, string> pods;
        await using (var session = await Session.OpenAsync(dataSource, http.Caller(), ct))
        {
            if (await services.FindAsync(session, reference, ct) is not { } found)
                return Answer.Of(Problem.NotFound(services.Kind, reference));
            service = found.Id;
            pods = (await Services.Endpoints.LoadAsync(session.Db, [service], ct))[service]
                .SelectMany(pod => pod.Addresses.Select(address => (address, pod.Pod.Name))).DistinctBy(it => it.address).ToDictionary(it => it.address, it => it.Name);
        }
        // One that is known to be silent is not waited for.
        var nodes = board.Nodes.Values.OrderBy(node => node.Name, StringComparer.Ordinal).ToList();
        var replies = await Task.WhenAll(nodes.Select(async node => node.IsUp(board.Now)
            ? await questions.AskAsync(node.Id, request => new TrafficRequest(node.Id, request, new ServiceId(service)), Patience, ct)
            : null));
        var endpoints = Sum(replies.OfType<TrafficReply>().SelectMany(reply => reply.Shares), pods);
        return Answer.Json(new ServiceTraffic(
            board.Now,
            endpoints.Aggregate(TrafficFigures.None, (sum, endpoint) => sum + endpoint.Traffic),
            endpoints,
            [.. nodes.Where((_, index) => replies[index] is null).Select(node => node.Name)]));
    }

    private static List<EndpointTraffic> Sum(IEnumerable<TrafficShare> shares, Dictionary<IPAddress, string> pods) =>
        [.. shares.GroupBy(share => (share.Port, share.Protocol, share.Address, share.TargetPort))
            .OrderBy(group => group.Key.Port).ThenBy(group => group.Key.Protocol).ThenBy(group => group.Key.Address.ToString(), StringComparer.Ordinal).ThenBy(group => group.Key.TargetPort)
            .Select(group => new EndpointTraffic(
                pods.GetValueOrDefault(group.Key.Address), group.Key.Address, group.Key.Protocol, group.Key.Port, group.Key.TargetPort,
                group.Aggregate(TrafficFigures.None, (sum, share) => sum + new TrafficFigures(share.Connections, share.PacketsIn, share.BytesIn, share.PacketsOut, share.BytesOut))))];
}
