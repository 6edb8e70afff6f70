using System.Text;
using System.Text.RegularExpressions;

namespace Netaas.KernelTests.Dataplane;

/// <summary>Reads what <c>nft list ruleset</c> prints.</summary>
internal static partial class ListedRuleset
{
    /// <summary>Each chain as a table of rules and their reasons.</summary>
    public static string Chains(string listing)
    {
        var text = new StringBuilder();
        foreach (var (family, lines) in Tables(listing))
            for (var i = 0; i < lines.Count; i++)
                if (Chain().Match(lines[i]) is { Success: true } chain)
                    i = AppendChain(text, $"{family} {chain.Groups["name"]}", lines, i + 1);
        return text.ToString();
    }

    /// <summary>The elements of all sets and maps, a line each; the kernel's own order of them is left.</summary>
    public static string Elements(string listing)
    {
        var found = from table in Tables(listing)
                    from Match set in SetWithElements().Matches(string.Join(' ', table.Lines.Select(line => line.Trim())))
                    from element in set.Groups["elements"].Value.Split(", ")
                    select $"{table.Family} {set.Groups["name"]}: {element.Trim()}";
        return string.Concat(found.Order(StringComparer.Ordinal).Select(line => line + "\n"));
    }

    private static int AppendChain(StringBuilder text, string name, List<string> lines, int line)
    {
        text.Append($"### {name}\n\n");
        if (lines[line].Contains(" hook ", StringComparison.Ordinal))
            text.Append($"`{lines[line++].Trim()}`\n\n");
        text.Append("| rule | reason |\n|---|---|\n");
        for (; lines[line].Trim() != "}"; line++)
        {
            var rule = Rule().Match(lines[line].Trim());
            text.Append($"| `{rule.Groups["rule"].Value.Replace("|", "\\|", StringComparison.Ordinal)}` | {rule.Groups["reason"]} |\n");
        }
        text.Append('\n');
        return line;
    }

    private static IEnumerable<(string Family, List<string> Lines)> Tables(string listing)
    {
        foreach (var table in listing.Split("\ntable ").Select(part => part.StartsWith("table ", StringComparison.Ordinal) ? part[6..] : part))
            if (table.Split('\n') is [var head, .. var lines] && head.Split(' ') is [var family, "netaas", ..])
                yield return (family, [.. lines]);
    }

    [GeneratedRegex(@"^\tchain (?<name>\S+) \{$")]
    private static partial Regex Chain();

    [GeneratedRegex("^(?<rule>.*) comment \"(?<reason>.*)\"$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(set|map) (?<name>\S+) \{ (?:(?!\b(?:set|map|chain) \S+ \{).)*?elements = \{ (?<elements>[^}]*) \}")]
    private static partial Regex SetWithElements();
}
