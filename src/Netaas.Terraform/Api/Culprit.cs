using System.Text.Json.Nodes;

namespace Netaas.Terraform.Api;

/// <summary>A resource that stands in the way of a write.</summary>
internal sealed record Culprit(string Kind, string Id, string Name)
{
    public static IReadOnlyList<Culprit> Of(ApiAnswer refusal) => [.. (refusal.Body?["conflicts"] as JsonArray ?? [])
        .Select(one => new Culprit((string?)one?["kind"] ?? "", (string?)one?["id"] ?? "", (string?)one?["name"] ?? ""))];
}
