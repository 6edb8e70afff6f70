using System.Globalization;
using System.Net;

namespace Netaas.Nftables.Trace;

/// <summary>Elements to look a value up in: a named set or map, or what a rule lists itself.</summary>
internal sealed class ElementTable
{
    private readonly Dictionary<string, string> _exact = [];
    private readonly List<(string[] Key, string Value)> _patterns = [];

    /// <param name="value">What the key maps to; empty in a set.</param>
    public void Add(string key, string value)
    {
        var parts = key.Split(" . ").Select(Canonical).ToArray();
        if (parts.Any(IsPattern))
            _patterns.Add((parts, value));
        else
            _exact[string.Join(" . ", parts)] = value;
    }

    /// <summary>What the values joined map to; null where they aren't among the elements.</summary>
    public string? Find(IReadOnlyList<string> values)
    {
        if (_exact.TryGetValue(string.Join(" . ", values), out var found))
            return found;
        foreach (var (key, value) in _patterns)
            if (key.Length == values.Count && key.Zip(values).All(pair => Matches(pair.First, pair.Second)))
                return value;
        return null;
    }

    /// <summary>Names lose their quotes, addresses take the form in which packets carry them.</summary>
    private static string Canonical(string part)
    {
        var bare = part.Trim('"');
        return IPAddress.TryParse(bare, out var address) && bare.AsSpan().IndexOfAny('.', ':') >= 0 ? address.ToString() : bare;
    }

    private static bool IsPattern(string part) => part.EndsWith('*') || IsRange(part, out _, out _) || IPNetwork.TryParse(part, out _);

    private static bool Matches(string pattern, string value) =>
        pattern.EndsWith('*') ? value.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : IsRange(pattern, out var first, out var last) ? IsNumber(value, out var number) && number >= first && number <= last
        : IPNetwork.TryParse(pattern, out var network) ? IPAddress.TryParse(value, out var address) && network.Contains(address)
        : pattern == value;

    /// <summary>From a number to a number, or as nft lists a range of marks that share their first bits.</summary>
    private static bool IsRange(string part, out long first, out long last)
    {
        last = 0;
        if (part.StartsWith("0x", StringComparison.Ordinal) && part.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            var isPrefix = IsNumber(part[..slash], out first) & IsNumber(part[(slash + 1)..], out var bits);
            last = first + (1L << 32 - (int)bits) - 1;
            return isPrefix;
        }
        var dash = part.IndexOf('-', StringComparison.Ordinal);
        return IsNumber(dash < 0 ? "" : part[..dash], out first) && IsNumber(part[(dash + 1)..], out last);
    }

    /// <summary>Ports are decimal, marks hexadecimal.</summary>
    private static bool IsNumber(string text, out long number) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
