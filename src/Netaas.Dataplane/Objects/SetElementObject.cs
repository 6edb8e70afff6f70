using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using Netaas.Core;
using Netaas.Dataplane.Compile;

namespace Netaas.Dataplane.Objects;

/// <summary>
/// An element of one of our sets or maps. Kept as the kernel's own bytes: a node of many services has a hundred thousand of these,
/// and so they are small, compare fast and go to the kernel as they are.
/// </summary>
public sealed record SetElementObject : TableEntry
{
    private readonly RulesetSet _set;

    // The key, the last key of its range where the set takes ranges, and the value.
    private readonly byte[] _bytes;

    /// <param name="set">Which one; <see cref="RulesetSet.Name"/>.</param>
    /// <param name="value">Empty for a set.</param>
    public SetElementObject(string set, ReadOnlySpan<ElementPart> parts, ReadOnlySpan<ElementPart> value) : this(RulesetSet.Named(set), parts, value)
    {
    }

    /// <param name="value">Empty for a set.</param>
    internal SetElementObject(RulesetSet set, ReadOnlySpan<ElementPart> parts, ReadOnlySpan<ElementPart> value)
    {
        _set = set;
        _bytes = new byte[_set.ElementWidth];
        ElementLayout.Write(parts, _bytes);
        if (_set.HasRanges)
            ElementLayout.Write(Lasts(parts), _bytes.AsSpan(_set.KeyWidth));
        ElementLayout.Write(value, _bytes.AsSpan(_set.IdentityWidth));
    }

    /// <summary>As found.</summary>
    internal SetElementObject(RulesetSet set, ReadOnlySpan<byte> key, ReadOnlySpan<byte> keyEnd, ReadOnlySpan<byte> value)
    {
        _set = set;
        _bytes = new byte[set.ElementWidth];
        Copy(key, _bytes.AsSpan(0, set.KeyWidth));
        if (set.HasRanges)
            Copy(keyEnd.IsEmpty ? key : keyEnd, _bytes.AsSpan(set.KeyWidth, set.KeyWidth));
        Copy(value, _bytes.AsSpan(set.IdentityWidth));
    }

    public string Set => _set.Name;

    public EquatableList<ElementPart> Parts
    {
        get
        {
            var first = ElementLayout.Read(_set.Key, KeyBytes.Span);
            return new(_set.HasRanges ? [.. first.Zip(ElementLayout.Read(_set.Key, KeyEndBytes.Span), ElementPart.Between)] : first);
        }
    }

    /// <summary>Empty for a set.</summary>
    public EquatableList<ElementPart> Value => new(ElementLayout.Read(_set.Value, ValueBytes.Span));

    internal RulesetSet In => _set;

    internal ReadOnlyMemory<byte> KeyBytes => _bytes.AsMemory(0, _set.KeyWidth);

    /// <summary>Empty where the set takes no ranges.</summary>
    internal ReadOnlyMemory<byte> KeyEndBytes => _bytes.AsMemory(_set.KeyWidth, _set.IdentityWidth - _set.KeyWidth);

    internal ReadOnlyMemory<byte> ValueBytes => _bytes.AsMemory(_set.IdentityWidth);

    /// <summary>What the kernel tells it apart by within its set.</summary>
    private ReadOnlySpan<byte> Identity => _bytes.AsSpan(0, _set.IdentityWidth);

    public override ObjectKind Kind => ObjectKind.Element;

    internal override string Name => $"{Set} {Joined(Parts)}";

    public override string Text => _set.IsMap
        ? $"element {Set} {{ {Joined(Parts)} : {Joined(Value)} }}"
        : $"element {Set} {{ {Joined(Parts)} }}";

    public bool Equals(SetElementObject? other) =>
        ReferenceEquals(this, other) || (other is not null && ReferenceEquals(_set, other._set) && _bytes.AsSpan().SequenceEqual(other._bytes));

    public override int GetHashCode() => IdentityHash;

    /// <summary>Where two families have a set each: <c>own</c> and an IPv4 address give <c>own-4</c>.</summary>
    public static string OfFamily(string set, IPAddress address) => ElementPart.Of(address).Type == PartType.Ipv4 ? $"{set}-4" : $"{set}-6";

    /// <summary>Those of a set stand together, by the first bytes of their keys.</summary>
    internal override ulong Rank
    {
        get
        {
            Span<byte> first = stackalloc byte[sizeof(ulong)];
            first.Clear();
            Copy(Identity, first);
            return (ulong)_set.Rank << 56 | BinaryPrimitives.ReadUInt64BigEndian(first) >> 8;
        }
    }

    internal override int IdentityHash
    {
        get
        {
            var hash = new HashCode();
            hash.AddBytes(Identity);
            return hash.ToHashCode();
        }
    }

    internal override bool IsSame(TableEntry other) => other is SetElementObject it && ReferenceEquals(_set, it._set) && Identity.SequenceEqual(it.Identity);

    private protected override int CompareSameRank(TableEntry other) => Identity.SequenceCompareTo(((SetElementObject)other).Identity);

    /// <summary>Somebody may have made the set anew, of other fields: then nothing in it is as wanted, and that is all there is to know.</summary>
    private static void Copy(ReadOnlySpan<byte> found, Span<byte> place) => found[..Math.Min(found.Length, place.Length)].CopyTo(place);

    private static string Joined(EquatableList<ElementPart> parts) => string.Join(" . ", parts);

    private static ReadOnlySpan<ElementPart> Lasts(ReadOnlySpan<ElementPart> parts)
    {
        var lasts = ImmutableArray.CreateBuilder<ElementPart>(parts.Length);
        foreach (var part in parts)
            lasts.Add(part.Last);
        return lasts.MoveToImmutable().AsSpan();
    }
}
