using System.Collections.Immutable;

namespace Netaas.Dataplane.Objects;

/// <summary>How the fields of an element lie behind one another in the kernel's registers.</summary>
internal static class ElementLayout
{
    // The kernel keeps the fields of a concatenation in 32-bit registers.
    private const int Register = 4;

    /// <summary>Bytes of a key or value of these fields.</summary>
    public static int Width(ImmutableArray<PartType> types) => types.Sum(type => Width(type, types.Length));

    public static void Write(ReadOnlySpan<ElementPart> parts, Span<byte> destination)
    {
        foreach (var part in parts)
        {
            part.CopyTo(destination);
            destination = destination[Width(part.Type, parts.Length)..];
        }
    }

    public static ImmutableArray<ElementPart> Read(ImmutableArray<PartType> types, ReadOnlySpan<byte> source)
    {
        var parts = ImmutableArray.CreateBuilder<ElementPart>(types.Length);
        foreach (var type in types)
        {
            parts.Add(ElementPart.Read(type, source));
            source = source[Width(type, types.Length)..];
        }
        return parts.MoveToImmutable();
    }

    private static int Width(PartType type, int count)
    {
        var size = ElementPart.Size(type);
        return count == 1 ? size : (size + Register - 1) / Register * Register;
    }
}
