using System.Text.Json.Nodes;
using Netaas.Cli.Kinds;
using Netaas.Cli.Yaml;

namespace Netaas.Cli.Schema;

/// <summary>Makes the JSON Schema of files (2020-12, as OpenAPI 3.1's schemas are) from the API's document. Pure.</summary>
internal static class SchemaMaker
{
    private const string Definitions = "#/$defs/";
    private const string Components = "#/components/schemas/";

    /// <summary>Limits so high that they say nothing.</summary>
    private const long Telling = 65_536;

    private static readonly string[] s_limits = ["maxLength", "maxItems", "maxProperties"];

    public static JsonObject Of(TextReader openApi)
    {
        var document = YamlReader.Read("openapi.yaml", openApi, []).Single().Root;
        var schemas = document["components"]?["schemas"] as JsonObject ?? throw new UsageException("This is no OpenAPI document.");
        var definitions = new JsonObject();
        foreach (var kind in KindTable.All.Where(kind => kind.IsCreated))
            definitions[kind.Name] = KindOf(kind, schemas);
        for (var missing = Missing(definitions); missing.Count > 0; missing = Missing(definitions))
            foreach (var name in missing)
                definitions[name] = Tidy(schemas[name]);
        var applied = KindTable.All.Where(kind => kind.IsApplied).ToList();
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A resource of Netaas, as `netaas apply` takes it",
            ["type"] = "object",
            ["required"] = new JsonArray("kind"),
            ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["enum"] = new JsonArray([.. applied.Select(kind => (JsonNode?)JsonValue.Create(kind.Name))]) } },
            ["allOf"] = new JsonArray([.. applied.Select(Choice)]),
            ["$defs"] = definitions,
        };
    }

    private static JsonNode Choice(Kind kind) => new JsonObject
    {
        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind.Name } } },
        ["then"] = new JsonObject { ["$ref"] = Definitions + kind.Name },
    };

    /// <summary>What a client may ask, beside what it may leave in from an answer of the API.</summary>
    private static JsonObject KindOf(Kind kind, JsonObject schemas)
    {
        var made = Tidy(schemas[kind.SchemaName + "Request"])?.AsObject() ?? throw new UsageException($"The document has no {kind.SchemaName}Request.");
        var properties = made["properties"]?.AsObject() ?? [];
        properties["kind"] = new JsonObject { ["const"] = kind.Name };
        if (kind.Parent is { } parent)
        {
            properties[parent] = new JsonObject { ["type"] = "string", ["description"] = $"The {parent} that it belongs to." };
            made["required"] = new JsonArray(parent);
        }
        foreach (var (name, _) in schemas[kind.SchemaName]?["properties"] as JsonObject ?? [])
            if (!properties.ContainsKey(name))
                properties[name] = new JsonObject { ["readOnly"] = true, ["description"] = "Of the API's answers; without effect." };
        return made;
    }

    private static List<string> Missing(JsonObject definitions) =>
        [.. References(definitions).Select(reference => reference[Definitions.Length..]).Distinct().Where(name => !definitions.ContainsKey(name)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field.Key == "$ref" ? [$"{field.Value}"] : References(field.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static JsonNode? Tidy(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Where(field => !IsNoise(field.Key, field.Value))
            .Select(field => KeyValuePair.Create(field.Key, field.Key == "$ref" ? JsonValue.Create($"{field.Value}".Replace(Components, Definitions, StringComparison.Ordinal)) : Tidy(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Tidy)]),
        _ => node?.DeepClone(),
    };

    private static bool IsNoise(string name, JsonNode? value) => s_limits.Contains(name) && value is JsonValue limit && limit.TryGetValue<long>(out var most) && most >= Telling;
}
