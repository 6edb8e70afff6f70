using System.Text.Json;
using System.Text.Json.Nodes;
using Netaas.Terraform.Schemas;

namespace Netaas.Terraform.Values;

/// <summary>Values from and to the JSON of the API, and from that of a saved state.</summary>
internal static class JsonValues
{
    /// <param name="isState">The JSON is terraform's own and has its spelling of names.</param>
    public static Value Read(JsonNode? json, AttributeType type, bool isState = false) => (type, json) switch
    {
        (_, null) => Value.Nothing,
        (AttributeType.Nested { IsList: true } nested, JsonArray array) => Items(array, nested with { IsList = false }, isState),
        (AttributeType.Nested nested, JsonObject fields) => FieldsValue.Of(nested.Attributes.Select(attribute => KeyValuePair.Create(
            attribute.Name, Read(fields[isState ? attribute.Name : attribute.Field], attribute.Type, isState)))),
        (AttributeType.CollectionOf { Name: "map" } map, JsonObject fields) => FieldsValue.Of(fields.Select(field => KeyValuePair.Create(
            field.Key, Read(field.Value, map.Element, isState)))),
        (AttributeType.CollectionOf collection, JsonArray array) => Items(array, collection.Element, isState),
        (_, JsonValue scalar) => Scalar(scalar),
        _ => throw new FormatException($"The API answered {json.GetValueKind()} where the document says otherwise."),
    };

    /// <summary>What is sent: neither nulls nor what is not known yet.</summary>
    public static JsonNode? Write(Value value, AttributeType type) => (value, type) switch
    {
        (FieldsValue fields, AttributeType.Nested nested) => Object(fields, nested),
        (ItemsValue items, AttributeType.Nested nested) => new JsonArray([.. items.Items.Select(item => Write(item, nested))]),
        (ItemsValue items, AttributeType.CollectionOf collection) => new JsonArray([.. items.Items.Select(item => Write(item, collection.Element))]),
        (FieldsValue fields, AttributeType.CollectionOf map) => new JsonObject(fields.Fields.Select(field => KeyValuePair.Create(field.Key, Write(field.Value, map.Element)))),
        (TextValue text, _) => JsonValue.Create(text.Content),
        (FlagValue flag, _) => JsonValue.Create(flag.Content),
        (NumberValue number, _) => JsonValue.Create(number.Content),
        _ => null,
    };

    private static JsonObject Object(FieldsValue fields, AttributeType.Nested type)
    {
        var json = new JsonObject();
        foreach (var attribute in type.Attributes)
        {
            if (attribute.IsSent && fields[attribute.Name] is { IsGiven: true } given)
                json[attribute.Field] = Write(given, attribute.Type);
        }
        return json;
    }

    private static ItemsValue Items(JsonArray array, AttributeType element, bool isState) => new([.. array.Select(item => Read(item, element, isState))]);

    private static Value Scalar(JsonValue scalar) => scalar.GetValueKind() switch
    {
        JsonValueKind.True => new FlagValue(true),
        JsonValueKind.False => new FlagValue(false),
        JsonValueKind.Number => new NumberValue(scalar.GetValue<decimal>()),
        _ => new TextValue(scalar.GetValue<string>()),
    };
}
