using System.Diagnostics.CodeAnalysis;

namespace Netaas.Core.Naming;

/// <summary>What a resource may be called: a DNS label (RFC 1123 §2.1), lower case, that does not read as a UUID.</summary>
public static class ResourceName
{
    public const int MaxLength = 63;

    /// <summary>What a message may say of the rule.</summary>
    public const string Rule = "lower-case letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit, and not a UUID";

    public static bool IsValid([NotNullWhen(true)] string? text)
    {
        if (text is null or "" || text.Length > MaxLength || text[0] == '-' || text[^1] == '-')
            return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        return !Guid.TryParse(text, out _);
    }
}
