using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>
/// Schemas that follow from others: a PUT may leave out the name, which its path gives; a PATCH anything, and null takes a
/// field away; an answer of 202 names the nodes that lag beside the resource.
/// </summary>
internal sealed class DerivedSchemas : IDocumentFilter
{
    private const string Request = "Request";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var sources = new HashSet<string>();
        foreach (var (method, operation) in swaggerDoc.Paths.SelectMany(path => path.Value.Operations ?? []))
        {
            foreach (var body in operation.RequestBody?.Content?.Values.OfType<OpenApiMediaType>() ?? [])
                if (body.Schema is OpenApiSchemaReference { Reference.Id: { } name } && name.EndsWith(Request, StringComparison.Ordinal))
                {
                    sources.Add(name);
                    body.Schema = method == HttpMethod.Put ? Derive(swaggerDoc, name, name[..^Request.Length] + "Put", ToPut)
                        : method == HttpMethod.Patch ? Derive(swaggerDoc, name, name[..^Request.Length] + "Patch", ToPatch)
                        : body.Schema;
                }
            if (operation.Responses?.GetValueOrDefault("202") is OpenApiResponse accepted)
                Accept(swaggerDoc, accepted);
        }
        // A request that is only ever part of a derived one is none by itself.
        foreach (var name in sources.Except(BodiesOf(swaggerDoc)).ToList())
            swaggerDoc.Components?.Schemas?.Remove(name);
    }

    private static IEnumerable<string> BodiesOf(OpenApiDocument document) =>
        document.Paths.SelectMany(path => path.Value.Operations ?? []).SelectMany(operation => operation.Value.RequestBody?.Content?.Values ?? [])
            .OfType<OpenApiMediaType>().Select(body => (body.Schema as OpenApiSchemaReference)?.Reference.Id).OfType<string>();

    private static void Accept(OpenApiDocument document, OpenApiResponse accepted)
    {
        accepted.Description = "Stored, but some nodes lag: those that are behind at the timeout, or known to be away.";
        accepted.Content ??= new Dictionary<string, OpenApiMediaType>();
        if (!accepted.Content.TryGetValue("application/json", out var json))
            accepted.Content["application/json"] = new OpenApiMediaType { Schema = Derive(document, null, "Lagging", ToLagging) };
        else if (json.Schema is OpenApiSchemaReference { Reference.Id: { } name } && document.Components?.Schemas?[name].Properties?.ContainsKey("lagging") != true)
            json.Schema = Derive(document, name, name + "Lagging", ToLagging);
    }

    private static OpenApiSchemaReference Derive(OpenApiDocument document, string? source, string name, Action<OpenApiDocument, OpenApiSchema> change)
    {
        if (document.Components?.Schemas?.ContainsKey(name) != true)
        {
            var schema = source is not null && document.Components?.Schemas?[source] is OpenApiSchema original ? Copy(original) : new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Nodes that a deletion still waits for.",
                AdditionalPropertiesAllowed = false,
            };
            change(document, schema);
            document.AddComponent(name, schema);
        }
        return new OpenApiSchemaReference(name, document);
    }

    private static OpenApiSchema Copy(OpenApiSchema schema)
    {
        var copy = (OpenApiSchema)schema.CreateShallowCopy();
        copy.Properties = new Dictionary<string, IOpenApiSchema>(schema.Properties ?? new Dictionary<string, IOpenApiSchema>());
        copy.Required = new HashSet<string>(schema.Required ?? new HashSet<string>());
        copy.Examples = [.. (schema.Examples ?? []).Select(example => example.DeepClone())];
        return copy;
    }

    private static void ToPut(OpenApiDocument document, OpenApiSchema schema)
    {
        schema.Description = $"{schema.Description} The path gives the name.";
        schema.Required?.Remove("name");
        foreach (var example in schema.Examples?.OfType<JsonObject>() ?? [])
            example.Remove("name");
    }

    private static void ToPatch(OpenApiDocument document, OpenApiSchema schema)
    {
        schema.Description = "What is to change; null takes a field back to its default.";
        schema.Required = null;
        foreach (var (name, property) in schema.Properties?.ToList() ?? [])
            schema.Properties?[name] = OrNull(property);
        schema.Examples = [new JsonObject { ["labels"] = new JsonObject { ["app"] = "web" } }];
    }

    private static IOpenApiSchema OrNull(IOpenApiSchema property)
    {
        if (property is OpenApiSchemaReference reference)
            return new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, reference], Description = reference.Description };
        if (property is not OpenApiSchema { Type: { } type } schema)
            return property;
        var copy = (OpenApiSchema)schema.CreateShallowCopy();
        copy.Type = type | JsonSchemaType.Null;
        return copy;
    }

    private static void ToLagging(OpenApiDocument document, OpenApiSchema schema)
    {
        schema.Required ??= new HashSet<string>();
        schema.Required.Add("lagging");
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["lagging"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchemaReference("LaggingNode", document),
            MaxItems = 100_000,
            Description = "The nodes that lag, and why.",
        };
        var lagging = new JsonArray(new JsonObject { ["node"] = "node-2", ["reason"] = "the node's agent is silent" });
        schema.Examples ??= [];
        if (schema.Examples.Count == 0)
            schema.Examples.Add(new JsonObject());
        foreach (var example in schema.Examples.OfType<JsonObject>())
            example["lagging"] = lagging.DeepClone();
    }
}
