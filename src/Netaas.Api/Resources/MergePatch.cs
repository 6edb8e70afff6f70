using System.Text.Json.Nodes;

namespace Netaas.Api.Resources;

/// <summary>RFC 7396: members of the patch replace those of the target, null removes, objects merge.</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var merged = target is JsonObject present ? (JsonObject)present.DeepClone() : [];
        foreach (var (name, value) in changes)
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = Apply(merged[name], value);
        return merged;
    }
}
