using System.Collections.Immutable;

namespace Netaas.Terraform.Schemas;

/// <summary>A kind with its attributes, ordered by name.</summary>
internal sealed record ResourceSchema(ResourceKind Kind, ImmutableArray<ResourceAttribute> Attributes)
{
    public AttributeType.Nested Type { get; } = new(Attributes, IsList: false);

    /// <summary>The same to be looked up: by name or id, and everything else is an answer.</summary>
    public ResourceSchema ToDataSource() => this with
    {
        Attributes = [.. Attributes.Where(attribute => attribute.IsAnswered && !attribute.IsSensitive).Select(attribute => AsAnswer(attribute) with
        {
            IsRequired = attribute.Name == Kind.Parent,
            IsOptional = attribute.Name is "id" or "name" or "project",
            IsComputed = attribute.Name != Kind.Parent,
        })],
    };

    private static ResourceAttribute AsAnswer(ResourceAttribute attribute) => attribute with
    {
        Type = attribute.Type is AttributeType.Nested nested ? nested with { Attributes = [.. nested.Attributes.Select(AsAnswer)] } : attribute.Type,
        IsRequired = false,
        IsOptional = false,
        IsComputed = true,
        Default = null,
        Choices = [],
    };
}
