using System.Collections.Immutable;
using System.Text;
using Netaas.Terraform.Schemas;

namespace Netaas.Terraform.Documentation;

/// <summary>The provider's documentation in the form that Terraform's registry shows.</summary>
internal static class Pages
{
    /// <param name="example">The text of an example by its file's name: provider.tf, network.tf, data-network.tf.</param>
    /// <returns>Texts by their path below docs.</returns>
    public static IReadOnlyDictionary<string, string> Of(ApiDocument document, Func<string, string> example)
    {
        var pages = new Dictionary<string, string>
        {
            ["index.md"] = Page("Provider: Netaas", ProviderSchema.Summary, example("provider.tf"), ProviderSchema.Attributes),
        };
        foreach (var kind in ResourceKinds.All)
        {
            var (schema, file) = (document.Read(kind), kind.TypeName["netaas_".Length..] + ".md");
            if (!kind.IsOnlyRead)
                pages["resources/" + file] = Page($"{kind.TypeName} (Resource)", kind.Summary, example(kind.Name + ".tf"), schema.Attributes) + Import(kind);
            var manner = kind.Parent is { } parent ? $"by {parent} and id" : "by name or id";
            pages["data-sources/" + file] = Page($"{kind.TypeName} (Data Source)", $"{kind.Summary} Looked up {manner}.", LookUp(kind), schema.ToDataSource().Attributes);
        }
        return pages;
    }

    private static string Page(string title, string summary, string example, ImmutableArray<ResourceAttribute> attributes)
    {
        var page = new StringBuilder($"---\npage_title: \"{title}\"\ndescription: |-\n  {summary}\n---\n\n# {title}\n\n{summary}\n\n## Example Usage\n\n```terraform\n{example}```\n\n## Schema\n");
        Section(page, "### Required", attributes.Where(attribute => attribute.IsRequired));
        Section(page, "### Optional", attributes.Where(attribute => attribute.IsOptional));
        Section(page, "### Read-Only", attributes.Where(attribute => !attribute.IsConfigurable));
        Nested(page, attributes, "");
        return page.ToString();
    }

    /// <summary>Objects, and the objects in them, by the way that leads there: `status.dns`.</summary>
    private static void Nested(StringBuilder page, ImmutableArray<ResourceAttribute> attributes, string path)
    {
        foreach (var attribute in attributes)
            if (attribute.Type is AttributeType.Nested nested)
            {
                Section(page, $"### Nested Schema for `{path}{attribute.Name}`", nested.Attributes);
                Nested(page, nested.Attributes, $"{path}{attribute.Name}.");
            }
    }

    private static string LookUp(ResourceKind kind)
    {
        var meant = kind.Parent is { } parent ? $"  {parent} = \"racks\"\n  id   = \"0199a4be-7f10-7c66-8e77-112233445566\"\n" : "  name = \"example\"\n";
        return $"data \"{kind.TypeName}\" \"example\" {{\n{meant}}}\n";
    }

    private static void Section(StringBuilder page, string heading, IEnumerable<ResourceAttribute> attributes)
    {
        var lines = attributes.Select(Line).ToArray();
        if (lines.Length > 0)
            page.Append($"\n{heading}\n\n{string.Join('\n', lines)}\n");
    }

    private static string Line(ResourceAttribute attribute)
    {
        List<string> traits = [attribute.IsBlock ? "Block" : TypeName(attribute.Type)];
        if (attribute.IsSensitive)
            traits.Add("Sensitive");
        if (attribute is { IsImmutable: true, IsConfigurable: true })
            traits.Add("replaces");
        var choices = attribute.Choices.IsEmpty ? "" : " One of " + string.Join(", ", attribute.Choices.Select(choice => $"`{choice}`")) + ".";
        return $"- `{attribute.Name}` ({string.Join(", ", traits)}) {attribute.Description}{choices}".TrimEnd();
    }

    private static string TypeName(AttributeType type) => type switch
    {
        AttributeType.Nested nested => nested.IsList ? "List of Objects" : "Object",
        AttributeType.CollectionOf collection => $"{Capital(collection.Name)} of {TypeName(collection.Element)}",
        AttributeType.Primitive { Name: "bool" } => "Boolean",
        AttributeType.Primitive primitive => Capital(primitive.Name),
        _ => throw new InvalidOperationException("No such type."),
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Import(ResourceKind kind)
    {
        var (also, reference) = kind switch
        {
            { Parent: { } parent } => ($"by {parent} and id", "racks/0199a4be-7f10-7c66-8e77-112233445566"),
            { IsGlobal: true } => ("by name or id", "example"),
            _ => ("by id, by name in the provider's project, or by project and name", "shop/example"),
        };
        return $"\n## Import\n\nImported {also}:\n\n```shell\nterraform import {kind.TypeName}.example {reference}\n```\n";
    }
}
