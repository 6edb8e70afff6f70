using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Apply;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core.Naming;
using Netaas.Dataplane.Compile;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary>What a node's kernel should hold.</summary>
/// <param name="Objects">In the manner of ip and nft, one line each, in the order of their kinds.</param>
/// <param name="Incomplete">What can't be made because the record lacks something for it.</param>
public sealed record NodePlanResource(string Node, IReadOnlyList<string> Objects, IReadOnlyList<string> Incomplete);

/// <summary><c>GET /nodes/{ref}/plan</c>: from the compiler that the agent runs.</summary>
internal static class NodePlanEndpoint
{
    public static void MapNodePlan(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/nodes/{reference}/plan", GetAsync).WithTags("nodes").WithName("getNodePlan").Produces<NodePlanResource>().WithMetadata(Access.System)
            .WithMetadata(new Operation("What the node's kernel should hold, object by object.", [], "From the recorded state, by the compiler that the agent runs."));

    private static async Task<IResult> GetAsync(HttpContext http, string reference, NpgsqlDataSource dataSource)
    {
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        if (await session.Db.Nodes.ByReferenceAsync(reference, http.RequestAborted) is not { } node)
            return Answer.Of(Problem.NotFound("node", reference));
        var plan = NodeCompiler.Compile(await PlanPreview.ViewAsync(session.Db, new NodeId(node.Id), http.RequestAborted));
        return Answer.Json(new NodePlanResource(
            node.Name,
            [.. plan.Objects.OrderBy(wanted => wanted.Key).Select(wanted => wanted.Text)],
            [.. plan.Incomplete.Select(item => item.Incomplete ?? "").Order(StringComparer.Ordinal)]));
    }
}
