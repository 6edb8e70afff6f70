using System.Text.Json.Nodes;
using Netaas.Cli.Output;

namespace Netaas.Cli.Apply;

/// <summary>A field that differs.</summary>
/// <param name="Before">Null where there was none.</param>
/// <param name="After">Null where there is none any more.</param>
internal sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>Two states of a resource, field by field. Pure.</summary>
internal static class ResourceDiff
{
    private static readonly string[] s_ofTheApi = ["kind", "name", "id", "project", "revision", "createdAt", "updatedAt", "status"];

    public static IReadOnlyList<FieldChange> Of(JsonObject? before, JsonObject? after)
    {
        var (old, wanted) = (Flat(before), Flat(after));
        return [.. old.Keys.Union(wanted.Keys).Order(StringComparer.Ordinal)
            .Select(field => new FieldChange(field, old.GetValueOrDefault(field), wanted.GetValueOrDefault(field)))
            .Where(change => change.Before != change.After)];
    }

    private static Dictionary<string, string> Flat(JsonObject? resource)
    {
        var flat = new Dictionary<string, string>();
        foreach (var (name, value) in resource ?? [])
            if (!s_ofTheApi.Contains(name))
                Add(flat, name, value);
        return flat;
    }

    private static void Add(Dictionary<string, string> flat, string path, JsonNode? value)
    {
        if (value is JsonObject fields)
            foreach (var (name, inner) in fields)
                Add(flat, $"{path}.{name}", inner);
        else if (value is JsonArray { Count: > 0 } list && list.Any(item => item is JsonObject))
            for (var place = 0; place < list.Count; place++)
                Add(flat, $"{path}[{place}]", list[place]);
        else if (value is not null and not JsonArray { Count: 0 })
            flat[path] = value is JsonValue ? value.ToString() : JsonText.Line(value);
    }
}
