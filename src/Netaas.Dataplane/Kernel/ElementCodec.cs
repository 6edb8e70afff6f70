using System.Collections.Immutable;
using Netaas.Core;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Elements between a plan's words and the kernel's bytes.</summary>
internal static class ElementCodec
{
    // The kernel keeps the fields of a concatenation in 32-bit registers.
    private const int Register = 4;

    private static readonly ImmutableDictionary<string, SetAddress> s_addresses = RulesetSet.All.ToImmutableDictionary(
        set => set.Name, set => new SetAddress(set.Family == "bridge" ? TableFamily.Bridge : TableFamily.Inet, FixedNames.Table, set.Name));

    public static SetAddress Address(string set) => s_addresses[set];

    public static SetElement Encode(SetElementObject element) => new(Encode(element.Parts), Encode(element.Value))
    {
        KeyEnd = RulesetSet.Named(element.Set).HasRanges ? Encode(element.Parts.Select(part => part.Last).ToEquatableList()) : default,
    };

    public static SetElementObject Decode(RulesetSet set, SetElement element)
    {
        var key = Decode(set.Key, element.Key.Span);
        if (!element.KeyEnd.IsEmpty)
            key = key.Zip(Decode(set.Key, element.KeyEnd.Span), ElementPart.Between).ToEquatableList();
        return new(set.Name, key, Decode(set.Value, element.Value.Span));
    }

    private static byte[] Encode(EquatableList<ElementPart> parts)
    {
        var bytes = new byte[parts.Items.Sum(part => Width(part.Type, parts.Count))];
        var offset = 0;
        foreach (var part in parts.Items)
        {
            part.CopyTo(bytes.AsSpan(offset));
            offset += Width(part.Type, parts.Count);
        }
        return bytes;
    }

    private static EquatableList<ElementPart> Decode(ImmutableArray<PartType> types, ReadOnlySpan<byte> bytes)
    {
        var parts = ImmutableArray.CreateBuilder<ElementPart>(types.Length);
        foreach (var type in types)
        {
            parts.Add(ElementPart.Read(type, bytes));
            bytes = bytes[Width(type, types.Length)..];
        }
        return new(parts.MoveToImmutable());
    }

    private static int Width(PartType type, int count)
    {
        var size = ElementPart.Size(type);
        return count == 1 ? size : (size + Register - 1) / Register * Register;
    }
}
