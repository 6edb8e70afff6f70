namespace Netaas.Core.Addressing;

/// <summary>A VXLAN network identifier, 24 bits (RFC 7348 §5). Zero is not given to a network.</summary>
public readonly record struct Vni
{
    public const uint Min = 1;
    public const uint Max = (1 << 24) - 1;

    /// <exception cref="ArgumentOutOfRangeException">The value is outside <see cref="Min"/>..<see cref="Max"/>.</exception>
    public Vni(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, Min);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Max);
        Value = value;
    }

    public uint Value { get; }

    public override string ToString() => $"{Value}";
}
