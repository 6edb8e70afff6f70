using System.Text.Json.Nodes;

namespace Netaas.Cli.Http;

internal sealed record ApiFieldProblem(string Field, string Code, string Message);

/// <summary>A refusal (RFC 9457).</summary>
/// <param name="Errors">What is wrong with which field; empty where it isn't about fields.</param>
internal sealed record ApiProblem(int Status, string Code, string Detail, IReadOnlyList<ApiFieldProblem> Errors)
{
    /// <summary>A value that would have been accepted; null where none is known.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Names of what stands in the way: <c>pod web</c>.</summary>
    public IReadOnlyList<string> Conflicts { get; init; } = [];

    /// <param name="body">Null where the answer was not JSON: something else than the API answered.</param>
    public static ApiProblem Of(int status, JsonNode? body)
    {
        if (body is not JsonObject problem || problem["code"] is null)
            return new ApiProblem(status, "unexpected", $"The answer was HTTP {status}, and not from the Netaas API: is the URL right?", []);
        return new ApiProblem(status, Text(problem["code"]), Text(problem["detail"]), [.. Objects(problem["errors"]).Select(Field)])
        {
            Suggestion = problem["suggestion"]?.ToString(),
            Conflicts = [.. Objects(problem["conflicts"]).Select(one => $"{one["kind"]} {one["name"]}")],
        };
    }

    private static ApiFieldProblem Field(JsonObject error) => new(Text(error["field"]), Text(error["code"]), Text(error["message"]));

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => list is JsonArray items ? items.OfType<JsonObject>() : [];

    private static string Text(JsonNode? value) => value?.ToString() ?? "";
}

internal sealed class RefusedException(ApiProblem problem) : Exception(problem.Detail)
{
    public ApiProblem Problem { get; } = problem;
}
