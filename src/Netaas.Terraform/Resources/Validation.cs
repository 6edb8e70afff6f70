using System.Globalization;
using Netaas.Terraform.Api;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Resources;

/// <summary>What can be said of a configuration without the API: words that the document does not have, times that no wait takes.</summary>
internal static class Validation
{
    public static IEnumerable<Problem> Of(FieldsValue config, AttributeType.Nested type) => InObject(config, type, "");

    private static IEnumerable<Problem> InObject(FieldsValue config, AttributeType.Nested type, string path) =>
        type.Attributes.SelectMany(attribute => InValue(config[attribute.Name], attribute, path.Length == 0 ? attribute.Field : $"{path}.{attribute.Field}"));

    private static IEnumerable<Problem> InValue(Value value, ResourceAttribute attribute, string path) => (value, attribute.Type) switch
    {
        (TextValue text, _) when !attribute.Choices.IsEmpty && !attribute.Choices.Contains(text.Content) =>
            [new Problem($"Unknown {attribute.Name}", $"'{text.Content}' is none of {string.Join(", ", attribute.Choices)}.", path)],
        (TextValue text, _) when attribute.IsDuration && !Duration.IsValid(text.Content) => [new Problem("Not a time to wait", Duration.Advice, path)],
        (FieldsValue fields, AttributeType.Nested nested) => InObject(fields, nested, path),
        (ItemsValue items, AttributeType.Nested nested) => items.Items.SelectMany((item, index) =>
            item is FieldsValue fields ? InObject(fields, nested, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")) : []),
        _ => [],
    };
}
