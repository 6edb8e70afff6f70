using System.Globalization;

namespace Netaas.Terraform.Values;

/// <summary>Times as the API takes them for a wait.</summary>
internal static class Duration
{
    public const string Advice = "Give a time such as 500ms, 10s or 2m, at most 5m; 0s for not at all.";

    private const long MaxMilliseconds = 5 * 60_000;

    public static bool IsValid(string text)
    {
        var (digits, milliseconds) = text switch
        {
            [.. var number, 'm', 's'] => (number, 1L),
            [.. var number, 's'] => (number, 1000L),
            [.. var number, 'm'] => (number, 60_000L),
            _ => ("", 0L),
        };
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count * milliseconds <= MaxMilliseconds;
    }

    /// <summary>Whether it says not to wait.</summary>
    public static bool IsNone(string text) => text.TrimEnd('m', 's').All(digit => digit == '0');
}
