using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Netaas.Api.Documentation;

/// <summary>The refusals that operations share, each written once in the document, and the headers of answers.</summary>
internal static class SharedResponses
{
    private static readonly Refusal[] All =
    [
        new(400, "BadRequest", "The request is not valid; errors lists all that is wrong.", "invalid", "name: Give the network a name."),
        new(401, "Unauthorized", "No token, or an unknown one.", "unauthorized", "Send your token as 'Authorization: Bearer …'."),
        new(403, "Forbidden", "The token's role does not allow it.", "forbidden", "This token's role does not allow it."),
        new(404, "NotFound", "There is no such resource.", "notFound", "There is no pod 'web'."),
        new(409, "Conflict", "It clashes with what is recorded; conflicts names the other.", "portTaken", "Port 8080/tcp of node 'node-1' is taken by port mapping 'web-http': choose another."),
        new(412, "PreconditionFailed", "If-Match names another version, or If-None-Match finds the resource.", "stale", "If-Match names another version than the present one, \"42\": read it again and decide anew."),
        new(413, "ContentTooLarge", "The body is too large.", "tooLarge", "Send at most 1 MiB in a request."),
        new(415, "UnsupportedMediaType", "The body is of another type than JSON.", "unsupportedMediaType", "Send the body as application/json."),
        new(429, "TooManyRequests", "Too many requests; Retry-After says when to come back.", "tooManyRequests", "This token asks too often: wait 1 s, and ask for more at once, with lists or /events.", "Retry-After"),
        new(500, "Unexpected", "Something went wrong here; detail says what to look for in the log.", "internal", "Look for request 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00 in the log."),
        new(503, "DatabaseAway", "The database is away; nothing was stored.", "databaseAway", "Nothing was stored. Try again in a second.", "Retry-After"),
        new(504, "NodeSilent", "The node's agent does not answer.", "nodeSilent", "The agent of node 'node-1' does not answer: look at the node's status, and ask again."),
    ];

    private static readonly (string Name, string Description, OpenApiSchema Schema, JsonNode Example)[] Headers =
    [
        ("RateLimit-Limit", "Requests that the token may send in RateLimit-Reset seconds.", Number(), 20_000),
        ("RateLimit-Reset", "Seconds in which a used-up limit is whole again.", Number(), 1),
        ("X-Request-Id", "Names the request in the change log, in the logs and, as a W3C traceparent, in traces.", SharedParameters.Text("^[0-9A-Za-z:-]+$", 64), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"),
        ("Retry-After", "Seconds after which to try again.", Number(), 1),
        ("ETag", "The version of what was asked for; status is not part of it.", SharedParameters.Text("^\"[0-9]+\"$", 21), "\"42\""),
        ("Location", "Where the new resource is.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference", MaxLength = 255 }, "/api/v1/pods/web"),
        ("WWW-Authenticate", "How to sign in.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["Bearer"] }, "Bearer"),
        ("Idempotency-Replayed", "true: the answer of the first request with this Idempotency-Key.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["true"] }, "true"),
    ];

    private static readonly string[] Everywhere = ["RateLimit-Limit", "RateLimit-Reset", "X-Request-Id"];

    public static void AddTo(OpenApiDocument document)
    {
        foreach (var (name, description, schema, example) in Headers)
            document.AddComponent(name, new OpenApiHeader { Description = description, Schema = schema, Example = example });
        foreach (var refusal in All)
            document.AddComponent(refusal.Name, refusal.ToResponse(document));
    }

    /// <summary>Adds the refusals of these statuses to an operation.</summary>
    public static void Refuse(OpenApiOperation operation, OpenApiDocument document, Func<int, bool> isPossible)
    {
        operation.Responses ??= [];
        foreach (var refusal in All.Where(refusal => isPossible(refusal.Status)))
            operation.Responses[$"{refusal.Status}"] = new OpenApiResponseReference(refusal.Name, document);
    }

    /// <summary>Headers of an answer, beside those that every answer has.</summary>
    public static Dictionary<string, IOpenApiHeader> HeadersOf(OpenApiDocument document, params IEnumerable<string> names) =>
        Everywhere.Concat(names).ToDictionary(name => name, IOpenApiHeader (name) => new OpenApiHeaderReference(name, document));

    private static OpenApiSchema Number() => new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "0", Maximum = "2147483647" };

    private sealed record Refusal(int Status, string Name, string Description, string Code, string Detail, params string[] Headers)
    {
        public OpenApiResponse ToResponse(OpenApiDocument document) => new()
        {
            Description = Description,
            Headers = HeadersOf(document, Status == 401 ? ["WWW-Authenticate"] : Headers),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", document), Example = Example() },
            },
        };

        private JsonObject Example()
        {
            var example = new JsonObject { ["type"] = $"urn:netaas:problem:{Code}", ["status"] = Status, ["code"] = Code, ["title"] = Description, ["detail"] = Detail };
            if (Status == 400)
                example["errors"] = new JsonArray(new JsonObject { ["field"] = "name", ["code"] = "required", ["message"] = "Give the network a name." });
            if (Status == 409)
                example["conflicts"] = new JsonArray(new JsonObject { ["kind"] = "port-mapping", ["id"] = "0199a4be-3f7a-7c11-8a4e-8f6e5d0c1b2a", ["name"] = "web-http" });
            return example;
        }
    }
}
