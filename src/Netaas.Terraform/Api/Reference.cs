using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Api;

/// <summary>Which resource of a kind is meant.</summary>
/// <param name="Name">Its name or id; null for one that is not there yet.</param>
/// <param name="Project">Null for the provider's own.</param>
/// <param name="Parent">The resource that it belongs to; null where its kind has none.</param>
internal sealed record Reference(string? Name, string? Project = null, string? Parent = null)
{
    public static Reference ToNew(ResourceSchema schema, FieldsValue planned) => To(schema, planned) with { Name = null };

    /// <summary>By its id where that is known; the name is null where neither is.</summary>
    public static Reference To(ResourceSchema schema, FieldsValue resource) =>
        new(resource["id"].Text ?? resource["name"].Text, resource["project"].Text, schema.Kind.Parent is { } parent ? resource[parent].Text : null);

    /// <summary>As an import gives it: an id, a name, PROJECT/NAME, or PARENT/ID.</summary>
    public static Reference Parse(ResourceSchema schema, string text) => text.Split('/', 2) switch
    {
        [var first, var last] when schema.Kind.Parent is not null => new Reference(last, Parent: first),
        [var first, var last] => new Reference(last, first),
        _ => new Reference(text),
    };
}
