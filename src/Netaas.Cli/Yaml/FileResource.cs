using System.Text.Json.Nodes;
using Netaas.Cli.Kinds;

namespace Netaas.Cli.Yaml;

/// <summary>A resource as a file has it.</summary>
/// <param name="Body">Its fields, with <c>kind</c>.</param>
/// <param name="Places">Of the fields, by the paths that the API gives them: <c>ports[0].port</c>; of the resource by the empty one.</param>
internal sealed record FileResource(JsonObject Body, IReadOnlyDictionary<string, Place> Places)
{
    public string Kind => Text("kind");

    /// <summary>Its name, or what tells it apart where its kind has none.</summary>
    public string Name => Text("name") is { Length: > 0 } name ? name : Text("cidr");

    /// <summary>Where a field is; where it isn't, the place of what it would be in.</summary>
    public Place PlaceOf(string field)
    {
        for (var path = field; path.Length > 0; path = Parent(path))
            if (Places.TryGetValue(path, out var place))
                return place;
        return Places[""];
    }

    /// <summary>As the API takes it outside of a set.</summary>
    public JsonObject WithoutKind()
    {
        var body = (JsonObject)Body.DeepClone();
        body.Remove("kind");
        if (KindTable.Find(Kind)?.Parent is { } parent)
            body.Remove(parent);
        return body;
    }

    private string Text(string field) => Body[field] is JsonValue value ? value.ToString() : "";

    private static string Parent(string path)
    {
        var end = path.LastIndexOfAny(['.', '[']);
        return end < 0 ? "" : path[..end];
    }
}
