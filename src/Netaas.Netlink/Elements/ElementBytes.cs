namespace Netaas.Netlink;

/// <summary>A <see cref="SetElement"/> where it stands in a message, for as long as that is looked at.</summary>
public readonly ref struct ElementBytes(ReadOnlySpan<byte> key, ReadOnlySpan<byte> keyEnd, ReadOnlySpan<byte> value)
{
    public ReadOnlySpan<byte> Key { get; } = key;

    /// <summary>Empty for a single key.</summary>
    public ReadOnlySpan<byte> KeyEnd { get; } = keyEnd;

    /// <summary>Empty for an element of a set.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>Hears of an element that a transaction added or took out.</summary>
/// <param name="element">As the kernel holds it, or held it.</param>
public delegate void ElementMade(SetAddress set, ElementBytes element, bool isGone);
