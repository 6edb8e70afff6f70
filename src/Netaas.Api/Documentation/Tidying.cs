using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netaas.Api.Documentation;

/// <summary>
/// Turns what is C#'s in the schemas into what a client knows: names of members become those of fields, a reference in a
/// wrapper of its own stands alone, and a list says nothing of how it compares. What can't be changed is marked for generators.
/// </summary>
internal sealed partial class Tidying : IDocumentFilter
{
    private const string Immutable = "Can't be changed.";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var schema in swaggerDoc.Components?.Schemas?.Values.OfType<OpenApiSchema>() ?? [])
        {
            schema.Description = InWordsOfTheWire(schema.Description);
            foreach (var (name, property) in schema.Properties?.ToList() ?? [])
                schema.Properties?[name] = Tidy(property, swaggerDoc);
        }
        foreach (var operation in swaggerDoc.Paths.SelectMany(path => path.Value.Operations ?? []).Select(operation => operation.Value))
        {
            Tidy(operation.RequestBody?.Content);
            foreach (var (_, response) in operation.Responses ?? [])
                Tidy(response.Content);
        }
    }

    /// <summary>A body is what its schema says.</summary>
    private static void Tidy(IDictionary<string, OpenApiMediaType>? content)
    {
        foreach (var media in content?.Values ?? [])
            if (media.Schema is OpenApiSchemaReference reference)
                reference.Description = null;
    }

    private static IOpenApiSchema Tidy(IOpenApiSchema property, OpenApiDocument document)
    {
        var description = InWordsOfTheWire(property.Description);
        if (property is OpenApiSchema { AllOf: [OpenApiSchemaReference { Reference.Id: { } target }] } wrapper)
            return new OpenApiSchemaReference(target, document) { Description = description, Extensions = wrapper.Extensions };
        if (property is not OpenApiSchema schema)
            return property;
        schema.Description = description;
        if (description?.Contains(Immutable, StringComparison.Ordinal) == true)
            (schema.Extensions ??= new Dictionary<string, IOpenApiExtension>())["x-netaas-immutable"] = new JsonNodeExtension(true);
        return schema;
    }

    private static string? InWordsOfTheWire(string? description)
    {
        if (description is null || description.StartsWith("An immutable list that compares", StringComparison.Ordinal))
            return null;
        var words = MemberOfCode().Replace(description, match => JsonNamingPolicy.CamelCase.ConvertName(match.Groups[1].Value));
        return LineBreaks().Replace(words, " ");
    }

    [GeneratedRegex(@"(?:[A-Z]:)?Netaas(?:\.\w+)*\.(\w+)(?:\([^)]*\))?")]
    private static partial Regex MemberOfCode();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreaks();
}
