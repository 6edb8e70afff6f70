using System.Text.Json.Nodes;

namespace Netaas.Cli.Schema;

/// <summary>The schema of files, which is made from openapi.yaml and lies in the program.</summary>
internal sealed class FieldSchema(JsonObject schema)
{
    public const string Resource = "netaas.schema.json";

    public static string Text()
    {
        using var stream = typeof(FieldSchema).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException("The schema is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static FieldSchema Load() => new(JsonNode.Parse(Text())?.AsObject() ?? []);

    /// <summary>The fields that a client may give when it makes one.</summary>
    public IEnumerable<Field> FieldsOf(string kind)
    {
        foreach (var (name, value) in schema["$defs"]?[kind]?["properties"] as JsonObject ?? [])
            if (value is JsonObject property && name is not ("kind" or "name" or "pool") && property["readOnly"] is null)
                yield return new Field(name, FormOf(property), $"{property["description"]}");
    }

    private string FormOf(JsonNode? property)
    {
        if (property?["$ref"]?.ToString() is { } reference)
            return FormOf(schema["$defs"]?[reference[(reference.LastIndexOf('/') + 1)..]]);
        if (property?["oneOf"] is JsonArray choices)
            return FormOf(choices.FirstOrDefault(choice => $"{choice?["type"]}" != "null"));
        var type = property?["type"] is JsonArray types ? types.Select(one => $"{one}").First(one => one != "null") : $"{property?["type"]}";
        return type switch
        {
            "object" when property?["additionalProperties"] is JsonObject => Field.Pairs,
            "array" when FormOf(property?["items"]) is "text" or "number" => FormOf(property?["items"]) == "number" ? Field.Numbers : Field.Texts,
            "object" or "array" => Field.Json,
            "integer" or "number" => Field.Number,
            "boolean" => Field.Flag,
            _ => Field.Plain,
        };
    }
}
