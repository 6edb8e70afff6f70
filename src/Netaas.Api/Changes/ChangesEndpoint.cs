using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Npgsql;

namespace Netaas.Api.Changes;

/// <summary>A committed write.</summary>
/// <param name="Action">create, update or delete.</param>
/// <param name="Project">Null for what belongs to none.</param>
/// <param name="Actor">The name of the token that did it.</param>
/// <param name="RequestId">As X-Request-Id said in its answer, and as logs and traces name it.</param>
/// <param name="Before">The resource as it was asked for before; null for a creation.</param>
/// <param name="After">As it is asked for since; null for a deletion.</param>
/// <param name="Reason">Why a pod that began at its node has ended there, or that a pod was deleted with grace; else null.</param>
public sealed record ChangeResource(
    long Revision, string Kind, string Action, Guid ResourceId, string Name, string? Project, string Actor, string RequestId, DateTime At, JsonElement? Before, JsonElement? After, string? Reason);

/// <summary><c>GET /changes</c>: the history, newest first; with <c>at</c>, what stood at a time, each resource by the change that made it so.</summary>
internal static class ChangesEndpoint
{
    private const string All = $"""
        SELECT {ChangeRow.Columns} FROM changes c LEFT JOIN projects p ON p.id = c.project_id
        WHERE c.revision < $1 AND kind NOT IN ('member', 'readiness') AND (c.project_id IS NULL OR $2::uuid IS NULL OR c.project_id = $2)
          AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR c.name = $4 OR resource_id::text = $4)
        ORDER BY c.revision DESC LIMIT $5
        """;

    private const string Then = $"""
        WITH standing AS (
            SELECT DISTINCT ON (resource_id) * FROM changes c
            WHERE at <= $6 AND kind NOT IN ('member', 'readiness') AND (project_id IS NULL OR $2::uuid IS NULL OR project_id = $2)
              AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR name = $4 OR resource_id::text = $4)
            ORDER BY resource_id, revision DESC)
        SELECT {ChangeRow.Columns} FROM standing c LEFT JOIN projects p ON p.id = c.project_id
        WHERE c.revision < $1 AND c.action <> 'delete' ORDER BY c.revision DESC LIMIT $5
        """;

    public static void MapChanges(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/changes", ListAsync).WithTags("changes").WithName("listChanges").Produces<Page<ChangeResource>>()
            .WithMetadata(new Operation(
                "Lists committed writes, newest first, or what stood at a time.",
                [
                    new("limit"),
                    new("cursor"),
                    new("kind", "Only changes of this kind: network, pod, service, port-mapping, node, pool, reservation, project, token."),
                    new("resource", "Only changes of the resource of this name or id."),
                    new("at", "Of each resource that stood at this time, the one change that made it what it was: after is its state then.", "time"),
                ],
                "before and after show the resource as it was asked for. How long changes are kept is a setting of the installation; what tells how a resource stood since is kept, too."));

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource dataSource)
    {
        var query = new HistoryQuery(http.Request.Query, "limit", "cursor", "kind", "resource", "at");
        var limit = query.Limit();
        var before = query.Number("cursor", long.MaxValue, long.MaxValue);
        var at = query.Time("at");
        if (query.Problems.Count > 0)
            return Answer.Of(Problem.Invalid(query.Problems));
        var changes = new List<ChangeResource>();
        await using var command = dataSource.CreateCommand(at is null ? All : Then);
        command.Parameters.Add(Parameter.Of(before));
        command.Parameters.Add(Parameter.OfNullable(http.Caller().Scope));
        command.Parameters.Add(Parameter.OfNullable(query.Text("kind")));
        command.Parameters.Add(Parameter.OfNullable(query.Text("resource")));
        command.Parameters.Add(Parameter.Of(limit + 1));
        if (at is { } then)
            command.Parameters.Add(Parameter.Of(then));
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        while (await reader.ReadAsync(http.RequestAborted))
            changes.Add(ChangeRow.Read(reader));
        var page = changes.Take(limit).ToList();
        return Answer.Json(new Page<ChangeResource>(
            page, changes.Count > page.Count ? page[^1].Revision.ToString(CultureInfo.InvariantCulture) : null));
    }
}
