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
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary><c>GET /nodes/{id}/snapshot</c>: all that concerns a node, for its own agent alone.</summary>
internal static class SnapshotEndpoint
{
    public static void MapSnapshot(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/nodes/{id:guid}/snapshot", GetAsync).ForRole(Role.Node).WithTags("nodes").WithName("getNodeSnapshot")
            .Produces<NodeSnapshot>().WithMetadata(new Operation("Everything that concerns a node. For its own agent.", [], "An agent asks for it where its stream of updates has a gap."));

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, NpgsqlDataSource dataSource)
    {
        if (http.Principal().Id != id)
            return Answer.Of(Problem.NotFound("node", id.ToString()));
        var ct = http.RequestAborted;
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        // The bound first: whatever is up to it can be seen by the transaction that begins after.
        await using var bound = new NpgsqlCommand("SELECT settled_revision()", connection);
        var revision = await bound.ExecuteScalarAsync(ct) is long settled ? settled : 0;
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using var db = Db.On(connection, transaction);
        var items = await new ViewLoader(db).AllAsync(id, ct);
        return Answer.Json(new NodeSnapshot(new NodeId(id), revision, items.ToEquatableList()));
    }
}
