using System.Text.Json;

namespace Netaas.Cni;

/// <summary>
/// Fields of JSON objects, null where they are missing or null. Read one by one: a serializer builds its tables in each process
/// anew, which takes longer than all else that a plugin does.
/// </summary>
internal static class Fields
{
    extension(JsonElement from)
    {
        public string? Text(string name) => from.Find(name) is { } found ? TextOf(found, name) : null;

        public bool? Flag(string name) => from.Find(name) is not { } found ? null
            : found.ValueKind is JsonValueKind.True or JsonValueKind.False ? found.GetBoolean() : throw Not("true or false", name);

        /// <summary>0 where it is missing.</summary>
        public int Number(string name) => from.Find(name) is not { } found ? 0
            : found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out var number) ? number : throw Not("a whole number", name);

        public JsonElement? Part(string name) => from.Find(name) is not { } found ? null
            : found.ValueKind == JsonValueKind.Object ? found : throw Not("an object", name);

        /// <summary>None where it is missing. A null among them has no fields.</summary>
        public List<JsonElement> Parts(string name)
        {
            var parts = new List<JsonElement>();
            foreach (var item in from.Items(name))
                parts.Add(item.ValueKind is JsonValueKind.Object or JsonValueKind.Null ? item : throw Not("a list of objects", name));
            return parts;
        }

        public List<string>? Texts(string name)
        {
            if (from.Find(name) is null)
                return null;
            var texts = new List<string>();
            foreach (var item in from.Items(name))
                texts.Add(TextOf(item, name));
            return texts;
        }

        /// <summary>None where it is missing.</summary>
        public Dictionary<string, string> TextsByName(string name)
        {
            var texts = new Dictionary<string, string>();
            if (from.Part(name) is { } part)
                foreach (var property in part.EnumerateObject())
                    texts[property.Name] = TextOf(property.Value, name);
            return texts;
        }

        private JsonElement? Find(string name) =>
            from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

        private JsonElement.ArrayEnumerator Items(string name) => from.Find(name) is not { } found ? default
            : found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : throw Not("a list", name);
    }

    private static string TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text ? text : throw Not("text", name);

    private static JsonException Not(string form, string name) => new($"'{name}' must be {form}.");
}
