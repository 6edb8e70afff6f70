using System.Text.Json.Nodes;

namespace Netaas.Terraform.Api;

/// <summary>Something to tell the user.</summary>
/// <param name="Field">Where, as the API writes it (ports[0].port); empty for the whole.</param>
/// <param name="IsWarning">What was asked for is done all the same.</param>
internal sealed record Problem(string Summary, string Detail, string Field = "", bool IsWarning = false)
{
    /// <summary>What a refusal says: a problem a field, or one with what stands in the way.</summary>
    public static IReadOnlyList<Problem> Of(ApiAnswer answer)
    {
        var title = (string?)answer.Body?["title"] ?? $"The API answered {(int)answer.Status}";
        var detail = (string?)answer.Body?["detail"] ?? "";
        if (answer.Body?["errors"] is JsonArray { Count: > 0 } errors)
            return [.. errors.Select(error => new Problem(title, (string?)error?["message"] ?? detail, (string?)error?["field"] ?? ""))];
        var suggestion = (string?)answer.Body?["suggestion"] is { } better ? $"\n{better} would do." : "";
        return [new Problem(title, detail + Culprits(answer) + suggestion)];
    }

    public static Problem Lagging(ApiAnswer answer)
    {
        var nodes = (answer.Body?["lagging"] as JsonArray ?? []).Select(node => $"\n  {(string?)node?["node"]}: {(string?)node?["reason"]}");
        return new Problem("Not on every node yet", "It is recorded, and the nodes that lag will follow:" + string.Concat(nodes), IsWarning: true);
    }

    private static string Culprits(ApiAnswer answer) =>
        string.Concat((answer.Body?["conflicts"] as JsonArray ?? []).Select(culprit => $"\n  {(string?)culprit?["kind"]} {(string?)culprit?["name"]} ({(string?)culprit?["id"]})"));
}
