using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Netaas.Core.Json;

/// <summary>An <see cref="EquatableList{T}"/> stands in JSON as an array.</summary>
internal sealed class EquatableListConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(EquatableList<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments())) as JsonConverter
        ?? throw new JsonException($"No converter for {typeToConvert}.");

    private sealed class Of<T> : JsonConverter<EquatableList<T>>
    {
        public override EquatableList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<ImmutableArray<T>>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, EquatableList<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Items, options);
    }
}
