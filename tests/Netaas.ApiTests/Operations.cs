using System.Text.Json.Nodes;

namespace Netaas.ApiTests;

/// <summary>One operation of the document that the API serves.</summary>
/// <param name="Path">Below <c>/api/v1/</c>, with its parameters in braces.</param>
public sealed record DocumentedOperation(HttpMethod Method, string Path, string Id)
{
    private static readonly HashSet<string> Methods = ["get", "post", "put", "patch", "delete"];

    public bool HasParameter => Path.Contains('{', StringComparison.Ordinal);

    public bool HasBody => Method == HttpMethod.Post || Method == HttpMethod.Put || Method == HttpMethod.Patch;

    /// <summary>The path with each parameter replaced.</summary>
    public string With(string value) => HasParameter
        ? System.Text.RegularExpressions.Regex.Replace(Path, @"\{[^}]*\}", Uri.EscapeDataString(value))
        : Path;

    public static async Task<IReadOnlyList<DocumentedOperation>> ReadAsync(ApiHost api)
    {
        using var client = new HttpClient { BaseAddress = new Uri(api.App.Urls.First()) };
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"));
        return [..
            from path in document!["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            where Methods.Contains(method.Key)
            select new DocumentedOperation(
                HttpMethod.Parse(method.Key), path.Key["/api/v1/".Length..], method.Value!["operationId"]!.ToString())];
    }
}
