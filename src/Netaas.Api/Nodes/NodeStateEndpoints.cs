using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary>What a node's kernel holds of ours, as its agent has just read it.</summary>
/// <param name="Revision">How far the agent had heard.</param>
/// <param name="Objects">In the words and the order of the node's plan.</param>
public sealed record NodeStateResource(string Node, long Revision, DateTimeOffset ReadAt, EquatableList<string> Objects);

/// <summary>What a node's kernel lacks or has too much, as its agent has just read it. In a moment the agent repairs it.</summary>
/// <param name="Steps">What would have to be done: + to make, - to remove, ~ to change. Empty where all is as it should be.</param>
public sealed record NodeDiffResource(string Node, long Revision, DateTimeOffset ReadAt, EquatableList<string> Steps);

/// <summary><c>GET /nodes/{ref}/state</c> and <c>/diff</c>: beside the plan, from the node itself.</summary>
internal static class NodeStateEndpoints
{
    public static void MapNodeState(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/nodes/{reference}/state", GetStateAsync).WithTags("nodes").WithName("getNodeState").Produces<NodeStateResource>().WithMetadata(Access.System)
            .WithMetadata(new Operation("What the node's kernel holds of ours: its agent reads it now.", [], "In the words and the order of the node's plan."));
        routes.MapGet("/nodes/{reference}/diff", GetDiffAsync).WithTags("nodes").WithName("getNodeDiff").Produces<NodeDiffResource>().WithMetadata(Access.System)
            .WithMetadata(new Operation("What differs between the node's kernel and what its agent wants there: it is read now.", [], "Empty where all is as it should be; what differs is repaired in a moment."));
    }

    private static Task<IResult> GetStateAsync(HttpContext http, string reference, NpgsqlDataSource dataSource, NodeStates states) =>
        AskAsync(http, reference, dataSource, states, (node, reply) => new NodeStateResource(node, reply.Revision, reply.ReadAt, reply.Objects));

    private static Task<IResult> GetDiffAsync(HttpContext http, string reference, NpgsqlDataSource dataSource, NodeStates states) =>
        AskAsync(http, reference, dataSource, states, (node, reply) => new NodeDiffResource(node, reply.Revision, reply.ReadAt, reply.Differences));

    private static async Task<IResult> AskAsync<T>(
        HttpContext http, string reference, NpgsqlDataSource dataSource, NodeStates states, Func<string, NodeStateReply, T> show)
        where T : class
    {
        NodeRow? node;
        await using (var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted))
            node = await session.Db.Nodes.ByReferenceAsync(reference, http.RequestAborted);
        if (node is null)
            return Answer.Of(Problem.NotFound("node", reference));
        return await states.AskAsync(new NodeId(node.Id), http.RequestAborted) is { } reply
            ? Answer.Json(show(node.Name, reply))
            : Answer.Of(Problem.Silent(node.Name));
    }
}
