using System.Text.Json.Nodes;

namespace Netaas.Terraform.Api;

/// <summary>Something to tell the user.</summary>
/// <param name="Field">Where, as the API writes it (ports[0].port); empty for the whole.</param>
/// <param name="IsWarning">What was asked for is done all the same.</param>
internal sealed record Problem(string Summary, string Detail, string Field = "", bool IsWarning = false)
{
    /// <summary>The API's word for it; empty where it has none.</summary>
    public string Code { get; init; } = "";

    /// <summary>What a refusal says: a problem a field, or one for the whole, with what stands in the way.</summary>
    public static IReadOnlyList<Problem> Of(ApiAnswer answer)
    {
        var title = (string?)answer.Body?["title"] ?? $"The API answered {(int)answer.Status}";
        var detail = (string?)answer.Body?["detail"] ?? "";
        var code = (string?)answer.Body?["code"] ?? "";
        var aside = Culprits(answer) + Suggestion(answer, detail);
        if (answer.Body?["errors"] is JsonArray { Count: > 0 } errors)
            return [.. errors.Select(error => new Problem(title, ((string?)error?["message"] ?? detail) + aside, (string?)error?["field"] ?? "")
            {
                Code = (string?)error?["code"] ?? code,
            })];
        return [new Problem(title, detail + aside) { Code = code }];
    }

    public static Problem Lagging(ApiAnswer answer)
    {
        var nodes = (answer.Body?["lagging"] as JsonArray ?? []).Select(one => "\n  " + ((string?)one?["node"] is { } node ? node + ": " : "") + (string?)one?["reason"]);
        return new Problem("Not on every node yet", "It is recorded, and the nodes that lag will follow:" + string.Concat(nodes), IsWarning: true);
    }

    /// <summary>What would do, where the words don't say it already.</summary>
    private static string Suggestion(ApiAnswer answer, string detail) =>
        (string?)answer.Body?["suggestion"] is { } better && !detail.Contains(better, StringComparison.Ordinal) ? $"\n{better} would do." : "";

    private static string Culprits(ApiAnswer answer) => string.Concat(Culprit.Of(answer).Select(one => $"\n  {one.Kind} {one.Name} ({one.Id})"));
}
