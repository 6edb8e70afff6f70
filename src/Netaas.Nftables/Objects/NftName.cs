using System.Diagnostics.CodeAnalysis;
using Netaas.Nftables.Objects;

namespace Netaas.Nftables;

/// <summary>
/// The name of a table, chain, set or map: a letter, then letters, digits, <c>_ . -</c>, at most
/// <see cref="MaxLength"/> of them, and no reserved word of nft. Being valid it needs no quoting.
/// </summary>
public readonly record struct NftName : IComparable<NftName>
{
    /// <summary>The kernel takes 255 (<c>NFT_NAME_MAXLEN</c>), the library's listings stay readable with less.</summary>
    public const int MaxLength = 64;

    /// <exception cref="ArgumentException">The text is no such name.</exception>
    public NftName(string value)
    {
        if (!IsValid(value))
            throw new ArgumentException($"'{value}' can't name an nftables object.", nameof(value));
        Value = value;
    }

    public string Value { get; }

    public static bool IsValid([NotNullWhen(true)] string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || !char.IsAsciiLetter(text[0]) || NftReservedWords.Contains(text))
            return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
                return false;
        return true;
    }

    public int CompareTo(NftName other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    public static bool operator <(NftName left, NftName right) => left.CompareTo(right) < 0;

    public static bool operator >(NftName left, NftName right) => left.CompareTo(right) > 0;

    public static bool operator <=(NftName left, NftName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(NftName left, NftName right) => left.CompareTo(right) >= 0;
}
