using System.Collections.Immutable;

namespace Netaas.Terraform.Values;

/// <summary>A value as terraform knows it. Which type it has is the schema's to say; a set and a list look alike here.</summary>
internal abstract record Value
{
    public static Value Nothing { get; } = new Null();

    /// <summary>Not known before the apply.</summary>
    public static Value Unknown { get; } = new Unknowable();

    public bool IsNull => this is Null;

    public bool IsUnknown => this is Unknowable;

    /// <summary>Neither it nor anything in it is unknown.</summary>
    public bool IsWhollyKnown => this switch
    {
        ItemsValue items => items.Items.All(item => item.IsWhollyKnown),
        FieldsValue fields => fields.Fields.Values.All(one => one.IsWhollyKnown),
        _ => !IsUnknown,
    };

    /// <summary>Neither null nor unknown.</summary>
    public bool IsGiven => !IsNull && !IsUnknown;

    /// <summary>The text, or null where it is something else.</summary>
    public string? Text => (this as TextValue)?.Content;

    private sealed record Null : Value;

    private sealed record Unknowable : Value;
}

internal sealed record FlagValue(bool Content) : Value;

internal sealed record NumberValue(decimal Content) : Value;

internal sealed record TextValue(string Content) : Value;

/// <summary>A list or a set.</summary>
internal sealed record ItemsValue(ImmutableArray<Value> Items) : Value
{
    public bool Equals(ItemsValue? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Length;
}

/// <summary>An object or a map.</summary>
internal sealed record FieldsValue(ImmutableSortedDictionary<string, Value> Fields) : Value
{
    public static FieldsValue Empty { get; } = new(ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal));

    public static FieldsValue Of(IEnumerable<KeyValuePair<string, Value>> fields) => new(Empty.Fields.AddRange(fields));

    /// <summary>The field; null where there is none.</summary>
    public Value this[string name] => Fields.GetValueOrDefault(name, Nothing);

    public bool Equals(FieldsValue? other) =>
        other is not null && Fields.Count == other.Fields.Count && Fields.All(field => other.Fields.TryGetValue(field.Key, out var value) && value == field.Value);

    public override int GetHashCode() => Fields.Count;
}
