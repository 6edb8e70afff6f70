using System.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Outbox;
using Netaas.Api.Resources;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary><c>GET /nodes/{id}/snapshot</c>: all that concerns a node, and <c>/names</c>: what it answers for pods elsewhere; for its own agent alone.</summary>
internal static class SnapshotEndpoint
{
    public static void MapSnapshot(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/nodes/{id:guid}/snapshot", (HttpContext http, Guid id, NpgsqlDataSource dataSource) => GetAsync(http, (id, dataSource), loader => loader.AllAsync(id, http.RequestAborted)))
            .ForRole(Role.Node).WithTags("nodes").WithName("getNodeSnapshot").Produces<NodeSnapshot>()
            .WithMetadata(new Operation("Everything that concerns a node. For its own agent.", [], "An agent asks for it where its stream of updates has a gap."));
        routes.MapGet("/nodes/{id:guid}/names", (HttpContext http, Guid id, NpgsqlDataSource dataSource) => GetAsync(http, (id, dataSource), loader => loader.NamesAsync(http.RequestAborted)))
            .ForRole(Role.Node).WithTags("nodes").WithName("getNodeNames").Produces<NodeSnapshot>()
            .WithMetadata(new Operation("The names of all pods. For agents.", [], "An agent that serves names asks for it where the stream of names has a gap."));
    }

    private static async Task<IResult> GetAsync(HttpContext http, (Guid Id, NpgsqlDataSource Source) node, Func<ViewLoader, Task<IReadOnlyList<ViewItem>>> load)
    {
        if (http.Principal().Id != node.Id)
            return Answer.Of(Problem.NotFound("node", node.Id.ToString()));
        var ct = http.RequestAborted;
        await using var connection = await node.Source.OpenConnectionAsync(ct);
        // The bound first: whatever is up to it can be seen by the transaction that begins after.
        await using var bound = new NpgsqlCommand("SELECT settled_revision()", connection);
        var revision = await bound.ExecuteScalarAsync(ct) is long settled ? settled : 0;
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using var db = Db.On(connection, transaction);
        return Answer.Json(new NodeSnapshot(new NodeId(node.Id), revision, (await load(new ViewLoader(db))).ToEquatableList()));
    }
}
