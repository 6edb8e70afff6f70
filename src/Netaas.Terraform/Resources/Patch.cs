using System.Text.Json.Nodes;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Resources;

/// <summary>The JSON merge patch (RFC 7396) that makes one state another.</summary>
internal static class Patch
{
    public static JsonObject Between(FieldsValue prior, FieldsValue planned, AttributeType.Nested type)
    {
        var patch = new JsonObject();
        foreach (var attribute in type.Attributes.Where(attribute => attribute is { IsSent: true, IsAnswered: true }))
        {
            var (before, after) = (prior[attribute.Name], planned[attribute.Name]);
            if (!Same(before, after))
                patch[attribute.Field] = Change(before, after, attribute.Type);
        }
        return patch;
    }

    private static JsonNode? Change(Value before, Value after, AttributeType type) => (before, after, type) switch
    {
        (FieldsValue old, FieldsValue wanted, AttributeType.Nested nested) => Between(old, wanted, nested),
        (FieldsValue old, FieldsValue wanted, AttributeType.CollectionOf { Name: "map" } map) => Entries(old, wanted, map.Element),
        _ => JsonValues.Write(after, type),
    };

    /// <summary>An entry that goes is a null: a map in a merge patch keeps what isn't named.</summary>
    private static JsonObject Entries(FieldsValue before, FieldsValue after, AttributeType element)
    {
        var patch = new JsonObject();
        foreach (var name in before.Fields.Keys.Union(after.Fields.Keys, StringComparer.Ordinal).Where(name => before[name] != after[name]))
            patch[name] = JsonValues.Write(after[name], element);
        return patch;
    }

    /// <summary>What is not known yet is the API's to fill in and no change of ours.</summary>
    private static bool Same(Value before, Value after) => (before, after) switch
    {
        (_, { IsUnknown: true }) => true,
        (ItemsValue old, ItemsValue wanted) => old.Items.Length == wanted.Items.Length && old.Items.Zip(wanted.Items, Same).All(same => same),
        (FieldsValue old, FieldsValue wanted) => old.Fields.Keys.Union(wanted.Fields.Keys, StringComparer.Ordinal).All(name => Same(old[name], wanted[name])),
        _ => before == after,
    };
}
