using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Dataplane.Compile;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary>The rules of a node, which stand whatever it holds: what differs from node to node is in their sets and maps, which the plan lists.</summary>
public sealed record NodeRulesetResource(string Node, IReadOnlyList<RulesetChainResource> Chains);

/// <param name="Hook">As nft lists it, such as "type nat hook prerouting priority dstnat"; null for a chain that others jump to.</param>
public sealed record RulesetChainResource(string Family, string Name, string? Hook, IReadOnlyList<RulesetRule> Rules);

/// <summary><c>GET /nodes/{ref}/ruleset</c>: from the table that the agent loads.</summary>
internal static class NodeRulesetEndpoint
{
    public static void MapNodeRuleset(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/nodes/{reference}/ruleset", GetAsync).WithTags("nodes").WithName("getNodeRuleset").Produces<NodeRulesetResource>().WithMetadata(Access.System)
            .WithMetadata(new Operation("The rules that the node's firewall holds for us, each with its reason.", [], "In the order in which a packet meets them. Whether they stand in the kernel, the node's state says: it lists \"ruleset base\" then."));

    private static async Task<IResult> GetAsync(HttpContext http, string reference, NpgsqlDataSource dataSource)
    {
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        return await session.Db.Nodes.ByReferenceAsync(reference, http.RequestAborted) is { } node
            ? Answer.Json(new NodeRulesetResource(node.Name, [.. RulesetChain.All.Select(ToWire)]))
            : Answer.Of(Problem.NotFound("node", reference));
    }

    private static RulesetChainResource ToWire(RulesetChain chain) => new(
        chain.Family, chain.Name, chain.IsBase ? $"type {chain.Type} hook {chain.Hook} priority {chain.Priority}" : null, chain.Rules);
}
