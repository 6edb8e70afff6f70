using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary><c>/nodes</c>: reading, labels, removal. Nodes come by enrolment.</summary>
internal static class NodeEndpoints
{
    public static void MapNodes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/nodes").WithTags("nodes");
        group.MapGet("", ListAsync).WithName("listNodes").Produces<Page<NodeResource>>()
            .WithMetadata(new Operation("Lists nodes.", ResourceEndpoints.ListParameters));
        group.MapGet("/{reference}", GetAsync).WithName("getNode").Produces<NodeResource>()
            .WithMetadata(new Operation("Reads a node by name or id.", []));

        var kind = routes.ServiceProvider.GetRequiredService<NodeKind>();
        var written = group.MapGroup("").WithMetadata(kind.Access);
        written.MapPatch("/{reference}", (HttpContext http, string reference, ResourceWrites writes) => writes.PatchAsync(http, kind, reference))
            .WithName("patchNode").Accepts<NodeRequest>("application/merge-patch+json", "application/json").Produces<NodeResource>()
            .Produces<NodeResource>(StatusCodes.Status202Accepted)
            .WithMetadata(new Operation("Changes the labels of a node (RFC 7396 merge patch).", ResourceEndpoints.WriteParameters));
        written.MapDelete("/{reference}", (HttpContext http, string reference, ResourceWrites writes) => writes.DeleteAsync(http, kind, reference))
            .WithName("deleteNode").Produces<NodeResource>().Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status202Accepted)
            .WithMetadata(new Operation(
                "Takes a node that is away out of the fleet.",
                [.. ResourceEndpoints.WriteParameters, new QueryParameter("cascade")],
                "Its blocks and addresses are given back; with cascade its pods go too, and port mappings that name it alone. An agent that comes back with its old credential enrols as a new node, and removes what it finds of the old one."));
    }

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource dataSource, NodeKind kind, NodeBoard board)
    {
        var query = ListOptions.Read(http.Request.Query, [], http.Caller().Project);
        if (query.Value is null)
            return Answer.Of(query.Problem);
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        var rows = await kind.ListAsync(session, query.Value with { Limit = query.Value.Limit + 1 }, http.RequestAborted);
        var page = rows.Take(query.Value.Limit).ToList();
        var known = await NodeView.KnownFailuresAsync(session, page.Select(row => NodeView.StateOf(row, board)), http.RequestAborted);
        var conflicts = await CidrConflicts.OfNodesAsync(session, [.. page.Select(row => row.Id)], http.RequestAborted);
        return Answer.Json(new Page<NodeResource>(
            [.. page.Select(row => NodeView.For(session.Caller, NodeView.ToWire(row, board, known, conflicts[row.Id])))],
            rows.Count > page.Count ? ListOptions.Cursor(page[^1].Id) : null));
    }

    private static async Task<IResult> GetAsync(HttpContext http, string reference, NpgsqlDataSource dataSource, NodeBoard board)
    {
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        if (await session.Db.Nodes.ByReferenceAsync(reference, http.RequestAborted) is not { } row)
            return Answer.Of(Problem.NotFound("node", reference));
        http.Response.Headers.ETag = Answer.ETag(row.Revision);
        var known = await NodeView.KnownFailuresAsync(session, [NodeView.StateOf(row, board)], http.RequestAborted);
        var conflicts = await CidrConflicts.OfNodesAsync(session, [row.Id], http.RequestAborted);
        return Answer.Json(NodeView.For(session.Caller, NodeView.ToWire(row, board, known, conflicts[row.Id])));
    }
}
