using System.Collections.Immutable;

namespace Netaas.Terraform.Schemas;

/// <summary>What a value of an attribute looks like.</summary>
internal abstract record AttributeType
{
    public static AttributeType Text { get; } = new Primitive("string");

    public static AttributeType Number { get; } = new Primitive("number");

    public static AttributeType Flag { get; } = new Primitive("bool");

    /// <summary>The type as terraform writes it in JSON; an object's attributes are told elsewhere.</summary>
    public string Notation => this switch
    {
        Primitive primitive => $"\"{primitive.Name}\"",
        CollectionOf collection => $"[\"{collection.Name}\",{collection.Element.Notation}]",
        _ => throw new InvalidOperationException("An object has no notation of its own."),
    };

    internal sealed record Primitive(string Name) : AttributeType;

    /// <param name="Name">list, set or map.</param>
    internal sealed record CollectionOf(string Name, AttributeType Element) : AttributeType;

    /// <summary>An object, or a list of them.</summary>
    internal sealed record Nested(ImmutableArray<ResourceAttribute> Attributes, bool IsList) : AttributeType;
}
