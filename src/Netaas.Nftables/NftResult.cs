using System.Globalization;
using System.Text;

namespace Netaas.Nftables;

/// <summary>What became of a script.</summary>
/// <param name="Error">Empty after success; else libnftables' own words with the position, then the script with its lines numbered.</param>
public sealed record NftResult(string Output, string Error)
{
    public static NftResult Success { get; } = new("", "");

    public bool IsSuccess => Error.Length == 0;

    /// <summary>A failure that shows the script it happened in.</summary>
    internal static NftResult Failed(string error, string script)
    {
        var text = new StringBuilder(error.Length == 0 ? "nftables failed without a word" : error.TrimEnd('\n'));
        text.Append('\n');
        var number = 0;
        foreach (var line in script.AsSpan().TrimEnd('\n').EnumerateLines())
            text.Append(CultureInfo.InvariantCulture, $"{++number,5}  {line}\n");
        return new NftResult("", text.ToString());
    }
}
