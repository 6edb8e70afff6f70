using System.Text.Json;
using System.Text.Json.Serialization;

namespace Netaas.Api.Resources;

/// <summary>Labels of a resource, compared by value.</summary>
[JsonConverter(typeof(LabelsConverter))]
public sealed class Labels(IReadOnlyDictionary<string, string> pairs) : IEquatable<Labels>
{
    /// <summary>Of a key, and of a value.</summary>
    public const int MaxLength = 63;

    public static readonly Labels None = new(new Dictionary<string, string>());

    public IReadOnlyDictionary<string, string> Pairs { get; } = pairs;

    public static Labels FromJson(string json) =>
        json == "{}" ? None : new Labels(JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []);

    public string ToJson() => Pairs.Count == 0 ? "{}" : JsonSerializer.Serialize(Pairs);

    public bool Equals(Labels? other) =>
        other is not null && Pairs.Count == other.Pairs.Count
        && Pairs.All(pair => other.Pairs.TryGetValue(pair.Key, out var value) && value == pair.Value);

    public override bool Equals(object? obj) => Equals(obj as Labels);

    public override int GetHashCode() => Pairs.Count;
}

/// <summary>Labels stand in JSON as one object of strings.</summary>
internal sealed class LabelsConverter : JsonConverter<Labels>
{
    public override Labels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, Labels value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Pairs, options);
}
