using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>Gives schemas their examples: those of <c>examples.json</c>, and for a page one with the example of its items.</summary>
internal sealed class Examples : IDocumentFilter
{
    private const string Page = "Page";

    private static readonly JsonObject s_examples = Read();

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var (name, schema) in swaggerDoc.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
            if (schema is OpenApiSchema concrete && Find(name) is { } example)
                concrete.Examples = [example];
    }

    private static JsonNode? Find(string name)
    {
        if (s_examples.TryGetPropertyValue(name, out var own))
            return own?.DeepClone();
        return name.EndsWith(Page, StringComparison.Ordinal) && s_examples.TryGetPropertyValue(name[..^Page.Length], out var item)
            ? new JsonObject { ["items"] = new JsonArray(item?.DeepClone()), ["nextCursor"] = null }
            : null;
    }

    private static JsonObject Read()
    {
        using var stream = typeof(Examples).Assembly.GetManifestResourceStream("examples.json")
            ?? throw new InvalidOperationException("examples.json is not in the assembly.");
        return JsonNode.Parse(stream) as JsonObject ?? throw new InvalidOperationException("examples.json is no object.");
    }
}
