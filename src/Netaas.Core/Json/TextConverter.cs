using System.Text.Json;
using System.Text.Json.Serialization;

namespace Netaas.Core.Json;

/// <summary>Reads a value from a text, or says that it is none.</summary>
internal delegate bool TryRead<T>(string text, out T value);

/// <summary>A value that stands in JSON as a string.</summary>
internal sealed class TextConverter<T>(TryRead<T> read, Func<T, string> write) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && read(reader.GetString() ?? "", out var value)
            ? value
            : throw new JsonException($"Not a valid {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
}
