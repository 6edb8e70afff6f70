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
/// <param name="RequestId">As the log of the process names the request.</param>
/// <param name="Before">The resource as it was asked for before; null for a creation.</param>
/// <param name="After">As it is asked for since; null for a deletion.</param>
public sealed record ChangeResource(
    long Revision, string Kind, string Action, Guid ResourceId, string Name, string? Project, string Actor, string RequestId, DateTime At, JsonElement? Before, JsonElement? After);

/// <summary><c>GET /changes</c>: the history, newest first.</summary>
internal static class ChangesEndpoint
{
    private const string Sql = """
        SELECT c.revision, kind, action, resource_id, c.name, actor, request_id, at, before::text, after::text, p.name
        FROM changes c LEFT JOIN projects p ON p.id = c.project_id
        WHERE c.revision < $1 AND kind <> 'member' AND (c.project_id IS NULL OR $2::uuid IS NULL OR c.project_id = $2)
          AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR c.name = $4 OR resource_id::text = $4)
        ORDER BY c.revision DESC LIMIT $5
        """;

    public static void MapChanges(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/changes", ListAsync).WithTags("changes").WithName("listChanges").Produces<Page<ChangeResource>>()
            .WithMetadata(new Operation("Lists committed writes, newest first.",
            [
                new("limit"),
                new("cursor"),
                new("kind", "Only changes of this kind: network, pod, service, port-mapping, node, project, token."),
                new("resource", "Only changes of the resource of this name or id."),
            ]));

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource dataSource)
    {
        var query = http.Request.Query;
        var problems = new List<FieldProblem>();
        var limit = ReadNumber(query, "limit", ListOptions.DefaultLimit, ListOptions.MaxLimit, problems);
        var before = ReadNumber(query, "cursor", long.MaxValue, long.MaxValue, problems);
        foreach (var name in query.Keys.Except(["limit", "cursor", "kind", "resource", "project"]))
            problems.Add(new FieldProblem(name, "unknownParameter", "There is no such parameter. Known here: limit, cursor, kind, resource."));
        if (problems.Count > 0)
            return Answer.Of(Problem.Invalid(problems));
        var changes = new List<ChangeResource>();
        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.Add(Parameter.Of(before));
        command.Parameters.Add(Parameter.OfNullable(http.Caller().Scope));
        command.Parameters.Add(Parameter.OfNullable(query.TryGetValue("kind", out var kind) ? kind.ToString() : null));
        command.Parameters.Add(Parameter.OfNullable(query.TryGetValue("resource", out var resource) ? resource.ToString() : null));
        command.Parameters.Add(Parameter.Of(limit + 1));
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        while (await reader.ReadAsync(http.RequestAborted))
            changes.Add(Read(reader));
        var page = changes.Take((int)limit).ToList();
        return Answer.Json(new Page<ChangeResource>(
            page, changes.Count > page.Count ? page[^1].Revision.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static ChangeResource Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetGuid(3), reader.GetString(4),
        reader.IsDBNull(10) ? null : reader.GetString(10), reader.GetString(5), reader.GetString(6),
        reader.GetDateTime(7), Json(reader, 8), Json(reader, 9));

    private static JsonElement? Json(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : JsonSerializer.Deserialize<JsonElement>(reader.GetString(column));

    private static long ReadNumber(IQueryCollection query, string name, long fallback, long max, List<FieldProblem> problems)
    {
        if (!query.TryGetValue(name, out var text))
            return fallback;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max)
            return number;
        problems.Add(new FieldProblem(name, "outOfRange", $"Give a whole number from 1 to {max}."));
        return fallback;
    }
}
