using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Netaas.UnitTests.Terraform;

/// <summary>The part of openapi.yaml that the Terraform provider carries, as JSON.</summary>
internal static class OpenApiYaml
{
    private static readonly string[] s_kinds = ["Project", "Pool", "Reservation", "Node", "Network", "Pod", "PortMapping", "Service", "Token"];

    private static readonly string[] s_kept = ["type", "required", "$ref", "oneOf", "items", "enum", "description", "x-netaas-immutable"];

    public static JsonObject Schemas(string path)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(path);
        stream.Load(reader);
        var all = stream.Documents[0].RootNode["components"]["schemas"];
        var chosen = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var waiting = new Queue<string>(s_kinds.SelectMany(kind => new[] { kind, kind + "Request" }).Where(name => ((YamlMappingNode)all).Children.ContainsKey(new YamlScalarNode(name))));
        while (waiting.TryDequeue(out var name))
        {
            if (!chosen.ContainsKey(name))
                chosen[name] = Schema(all[name], waiting);
        }
        return new JsonObject(chosen);
    }

    private static JsonNode? Schema(YamlNode node, Queue<string> references)
    {
        if (node is YamlSequenceNode list)
            return new JsonArray([.. list.Select(item => Schema(item, references))]);
        if (node is not YamlMappingNode map)
            return Scalar((YamlScalarNode)node);
        var json = new JsonObject();
        foreach (var (key, value) in map.Children.Select(pair => (((YamlScalarNode)pair.Key).Value ?? "", pair.Value)))
        {
            if (key == "$ref")
                references.Enqueue(((YamlScalarNode)value).Value?.Split('/')[^1] ?? "");
            if (key == "properties")
                json[key] = new JsonObject(((YamlMappingNode)value).Children.Select(property => KeyValuePair.Create(((YamlScalarNode)property.Key).Value ?? "", Schema(property.Value, references))));
            else if (s_kept.Contains(key))
                json[key] = Schema(value, references);
        }
        return json;
    }

    private static JsonValue Scalar(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && bool.TryParse(scalar.Value, out var flag) ? JsonValue.Create(flag) : JsonValue.Create(scalar.Value ?? "");
}
