using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Resources;

/// <summary>The state that an answer of the API is, as the user spelled it.</summary>
internal static class Answer
{
    /// <param name="known">The state before or the plan: what no answer tells comes from there, and how equal values are written.</param>
    public static FieldsValue ToState(ResourceSchema schema, JsonNode answer, FieldsValue? known)
    {
        var told = JsonValues.Read(answer, schema.Type) as FieldsValue ?? throw new FormatException("The API answered no object.");
        return FieldsValue.Of(schema.Attributes.Select(attribute => KeyValuePair.Create(
            attribute.Name, Kept(told[attribute.Name], known?[attribute.Name] ?? Value.Nothing, attribute))));
    }

    private static Value Kept(Value told, Value known, ResourceAttribute attribute)
    {
        // A token's secret is told once.
        if (!attribute.IsAnswered || (attribute.IsSensitive && told.IsNull))
            return known.IsUnknown ? Value.Nothing : known;
        return Spelled(told, known, attribute.Type is AttributeType.CollectionOf { Name: "set" });
    }

    private static Value Spelled(Value told, Value known, bool isSet) => (told, known) switch
    {
        (TextValue text, TextValue given) => AreEqual(text.Content, given.Content) ? given : text,
        (ItemsValue items, ItemsValue given) when isSet => new ItemsValue(
            [.. items.Items.Select(item => given.Items.FirstOrDefault(one => Spelled(item, one, false) == one) ?? item)]),
        (ItemsValue items, ItemsValue given) when items.Items.Length == given.Items.Length => new ItemsValue(
            [.. items.Items.Zip(given.Items, (item, one) => Spelled(item, one, false))]),
        (FieldsValue fields, FieldsValue given) => FieldsValue.Of(fields.Fields.Select(field => KeyValuePair.Create(
            field.Key, Spelled(field.Value, given[field.Key], false)))),
        _ => told,
    };

    /// <summary>Addresses, CIDRs and times have several spellings; a resource that was named by its id is answered by its name.</summary>
    private static bool AreEqual(string told, string given)
    {
        if (string.Equals(told, given, StringComparison.OrdinalIgnoreCase))
            return told == given || told.Contains(':', StringComparison.Ordinal);
        if (IPAddress.TryParse(told, out var address) && IPAddress.TryParse(given, out var same))
            return address.Equals(same);
        if (IPNetwork.TryParse(told, out var network) && IPNetwork.TryParse(given, out var equal))
            return network.Equals(equal);
        if (told.Length > 10 && DateTimeOffset.TryParse(told, CultureInfo.InvariantCulture, out var time) && DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, out var instant))
            return time == instant;
        return Guid.TryParse(given, out _) && !Guid.TryParse(told, out _);
    }
}
