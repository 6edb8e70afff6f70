using System.Text.Json.Nodes;

namespace Netaas.ApiTests.Contract;

/// <summary>A parameter as the document has it.</summary>
/// <param name="In">path, query or header.</param>
public sealed record ContractParameter(string Name, string In, JsonObject Schema);

/// <summary>An operation with what the document says of its requests and answers.</summary>
/// <param name="Path">Whole, with its parameters in braces.</param>
/// <param name="Body">The schema of its body; null where it takes none.</param>
public sealed record ContractOperation(
    HttpMethod Method, string Path, string Id, IReadOnlyList<ContractParameter> Parameters, JsonObject? Body, JsonObject Responses)
{
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The document that an API serves, read for comparing requests and answers with it.</summary>
public sealed class ServedContract
{
    private static readonly HashSet<string> s_methods = ["get", "post", "put", "patch", "delete"];

    private ServedContract(JsonObject document)
    {
        Document = document;
        Check = new SchemaCheck(document);
        Operations = [..
            from path in document["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            where s_methods.Contains(method.Key)
            select Read(method.Key, path.Key, method.Value!.AsObject())];
    }

    public JsonObject Document { get; }

    public SchemaCheck Check { get; }

    public IReadOnlyList<ContractOperation> Operations { get; }

    public static async Task<ServedContract> ReadAsync(HttpClient client) =>
        new(JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject());

    /// <summary>In what an answer is not as the document says; null where it is.</summary>
    /// <param name="body">Empty where there is none.</param>
    public string? Outside(ContractOperation operation, int status, string? mediaType, string body)
    {
        if (operation.Responses[$"{status}"] is not JsonObject documented)
            return $"answers {status}, which is not documented";
        var content = Check.Resolve(documented)["content"]?.AsObject();
        if (content is null || content.Count == 0)
            return body.Length == 0 ? null : $"answers {status} with a body, and none is documented";
        if (mediaType is null || content[mediaType]?["schema"] is not { } schema)
            return $"answers {status} as {mediaType ?? "nothing"}, documented is {string.Join(", ", content.Select(one => one.Key))}";
        var problems = Check.Problems(JsonNode.Parse(body), schema);
        return problems.Count == 0 ? null : $"answers {status} with another body than documented: {string.Join("; ", problems.Take(5))}";
    }

    private ContractOperation Read(string method, string path, JsonObject operation) => new(
        HttpMethod.Parse(method),
        path,
        operation["operationId"]!.ToString(),
        [.. (operation["parameters"]?.AsArray() ?? []).Select(parameter => Parameter(Check.Resolve(parameter!.AsObject())))],
        operation["requestBody"]?["content"]?.AsObject().Select(content => content.Value!["schema"]!.AsObject()).FirstOrDefault(),
        operation["responses"]!.AsObject());

    private static ContractParameter Parameter(JsonObject parameter) =>
        new(parameter["name"]!.ToString(), parameter["in"]!.ToString(), parameter["schema"]!.AsObject());
}
