using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Apply;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Npgsql;

namespace Netaas.Api.Changes;

/// <summary><c>POST /changes/{revision}/rollback</c>: the project's resources as they were asked for at a revision, by an ordinary apply.</summary>
internal sealed class RollbackEndpoint(NpgsqlDataSource dataSource, ApplyEndpoint apply, IReadOnlyList<IApplicable> kinds)
{
    /// <summary>
    /// What each resource that was written since was before its first write since; none for one that was not there. One that
    /// came and went since is left out, and so is what nodes made or removed: it began and ended with a container.
    /// </summary>
    private const string Since = """
        SELECT kind, name, before FROM (
            SELECT DISTINCT ON (resource_id) resource_id, kind, name, before::text AS before,
                last_value(action) OVER (PARTITION BY resource_id ORDER BY revision ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last,
                bool_or(action <> 'update' AND kind IN ('pod', 'port-mapping') AND actor IN (SELECT name FROM nodes)) OVER (PARTITION BY resource_id) AS of_node
            FROM changes WHERE revision > $1 AND project_id = $2 AND kind = ANY ($3) ORDER BY resource_id, revision) since
        WHERE (before IS NOT NULL OR last <> 'delete') AND NOT of_node
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/changes/{revision:long}/rollback", (HttpContext http, long revision, RollbackEndpoint endpoint) => endpoint.PostAsync(http, revision))
            .WithTags("changes").WithName("rollback").Produces<ApplyResult>().Produces<ApplyResult>(StatusCodes.Status202Accepted)
            .WithMetadata(new Operation(
                "Brings the resources back to what they were right after a revision.",
                ResourceEndpoints.WriteParameters,
                "What was changed since is changed back, what was created since goes, what was deleted since returns: one apply, which dryRun plans."));

    private async Task<IResult> PostAsync(HttpContext http, long revision)
    {
        var options = RequestOptions.Read(http.Request.Query);
        if (options.Value is null)
            return Answer.Of(options.Problem);
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        if (!await session.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM changes WHERE revision = $1 AND (project_id IS NULL OR project_id = $2))",
            http.RequestAborted, Parameter.Of(revision), Parameter.Of(session.Caller.Project)))
            return Answer.Of(Problem.NotFound("change", $"{revision}"));
        var set = await ReadAsync(session, revision, http.RequestAborted);
        return await apply.ApplyAsync(http, options.Value, set, JsonSerializer.SerializeToElement(new { revision }));
    }

    private async Task<ApplySet> ReadAsync(Session session, long revision, CancellationToken ct)
    {
        // How much a project may hold is for others to say than its operators.
        var own = kinds.Where(kind => kind.Access == Access.Project).ToList();
        var order = own.ConvertAll(kind => kind.Kind);
        var wishes = new List<(int Place, Wish Wish)>();
        var deletions = new List<(string Kind, string Name)>();
        await using var command = session.Command(
            Since, Parameter.Of(revision), Parameter.Of(session.Caller.Project), Parameter.Of([.. order]));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var kind = reader.GetString(0);
            if (await reader.IsDBNullAsync(2, ct))
                deletions.Add((kind, reader.GetString(1)));
            else
                wishes.Add((wishes.Count, ReadWish(own[order.IndexOf(kind)], reader.GetString(2))));
        }
        // Under these names others have come since.
        var renewed = deletions.ToHashSet();
        return new ApplySet(
            [.. wishes.Select(it => renewed.Contains((it.Wish.Kind, it.Wish.Name)) ? it with { Wish = it.Wish with { ApplyAsync = it.Wish.ReplaceAsync } } : it)
                .OrderBy(wish => order.IndexOf(wish.Wish.Kind))],
            null)
        {
            Deletions = deletions,
        };
    }

    private static Wish ReadWish(IApplicable kind, string before)
    {
        var recorded = JsonNode.Parse(before) as JsonObject ?? [];
        kind.Recall(recorded);
        return kind.Read(FieldReader.Of(JsonSerializer.SerializeToElement(recorded)));
    }
}
