using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Netaas.Api.Resources;

namespace Netaas.Api.Documentation;

/// <summary>Parameters that many operations take: written once in the document and referred to by name.</summary>
internal static class SharedParameters
{
    public const string IfMatch = "ifMatch";
    public const string IfNoneMatch = "ifNoneMatch";
    public const string IdempotencyKey = "idempotencyKey";
    public const string LastEventId = "lastEventId";
    public const string Project = "project";

    private static readonly OpenApiParameter[] Queries =
    [
        Query("limit", "Items a page; 100 if omitted.", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = "1000" }, 20),
        Query("cursor", "The nextCursor of the page before.", Text("^[0-9A-Za-z.:-]{1,100}$", 100), "0199a4be3f7a7c118a4e8f6e5d0c1b2a"),
        Query("label", "key=value; may be given several times, all must match.", List(Text("^[^=]{1,63}=.{0,63}$", 127)), new JsonArray("app=web")),
        Query("wait", "ready: hold the answer until every node concerned has verified the change.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["ready"] }, "ready"),
        Query("timeout", "How long to wait: 500ms, 10s, 2m; 10s if omitted, 5m at most.", Text("^[0-9]{1,6}(ms|s|m)?$", 8), "10s"),
        Query("dryRun", "Answer as if, and store nothing.", new OpenApiSchema { Type = JsonSchemaType.Boolean }, true),
        Query("cascade", "Delete what depends on it, too.", new OpenApiSchema { Type = JsonSchemaType.Boolean }, true),
        Query(
            RequestOptions.GraceParameter,
            "For so many seconds it stands, Terminating: services send it no new connections, and it keeps those that it has, through a service for its terminationGraceSeconds at most; the answer is 202 until it is gone. 0 if omitted. Sent again the time only becomes shorter; with 0 it goes at once.",
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "0", Maximum = "86400" },
            30),
        Query(Project, "The project, by name or id. A token of a project implies it; others mean 'default', and all of them in lists.", Text(Limits.Reference, 63), "default"),
    ];

    private static readonly (string Key, OpenApiParameter Parameter)[] Headers =
    [
        (IfMatch, Header("If-Match", "The ETag of the version that is to be changed; another one is refused with 412.", Text("^.*$", 255), "\"42\"")),
        (IfNoneMatch, Header("If-None-Match", "*: only where there is none yet; one that exists is refused with 412.", Text("^.*$", 255), "*")),
        (IdempotencyKey, Header("Idempotency-Key", "A name for this request: sent again with it, nothing happens twice and the first answer is given again.", Text("^[ -~]+$", 255), "3f1f3c1e-0a55-4d2e-9d6b-5f0a8f6c1d2e")),
        (LastEventId, Header("Last-Event-ID", "The id of the last event that was read: the stream goes on behind it. From now on if omitted.", Text("^[0-9]+$", 19), "1024")),
    ];

    public static bool Has(string query) => Queries.Any(parameter => parameter.Name == query);

    public static void AddTo(OpenApiDocument document)
    {
        foreach (var parameter in Queries)
            document.AddComponent(parameter.Name ?? "", parameter);
        foreach (var (key, parameter) in Headers)
            document.AddComponent(key, parameter);
    }

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema, JsonNode example) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema, Example = example };

    private static OpenApiParameter Header(string name, string description, OpenApiSchema schema, JsonNode example) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = schema, Example = example };

    public static OpenApiSchema Text(string pattern, int maxLength) => new() { Type = JsonSchemaType.String, Pattern = pattern, MaxLength = maxLength };

    private static OpenApiSchema List(OpenApiSchema item) => new() { Type = JsonSchemaType.Array, Items = item, MaxItems = 64 };
}
