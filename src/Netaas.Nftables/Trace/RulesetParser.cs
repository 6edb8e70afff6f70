using System.Globalization;
using System.Text.RegularExpressions;

namespace Netaas.Nftables.Trace;

/// <summary>
/// Reads a ruleset in the form in which nft lists it, line by line, and <c>add element</c> commands behind it. A set's
/// elements may be in its block or in commands; sets must come before the rules that name them, as nft lists them.
/// </summary>
internal sealed partial class RulesetParser
{
    private readonly List<TracedTable> _tables = [];
    private TracedTable? _table;
    private TracedChain? _chain;
    private ElementTable? _set;
    private string? _chainName;

    /// <exception cref="FormatException">A line that the tracer doesn't know.</exception>
    public static IReadOnlyList<TracedTable> Parse(string text)
    {
        var parser = new RulesetParser();
        foreach (var line in ElementsOnOneLine().Replace(text, match => match.Value.ReplaceLineEndings(" ")).Split('\n'))
            parser.Line(line.Trim());
        return parser._tables;
    }

    private void Line(string line)
    {
        if (line.Length == 0 || line[0] == '#')
            return;
        if (line == "}")
            Close();
        else if (_set is not null)
            SetLine(_set, line);
        else if (_chainName is not null)
            ChainLine(line);
        else if (Block().Match(line) is { Success: true } block)
            Open(block.Groups["kind"].Value, block.Groups["family"].Value, block.Groups["name"].Value);
        else if (AddElement().Match(line) is { Success: true } add)
            Elements(SetOf(add.Groups["family"].Value, add.Groups["set"].Value), add.Groups["elements"].Value);
        else
            throw new FormatException($"The tracer doesn't know the line '{line}'.");
    }

    private void Open(string kind, string family, string name)
    {
        if (kind == "table")
            _tables.Add(_table = new TracedTable(family, name));
        else if (_table is not { } table)
            throw new FormatException($"The {kind} {name} is in no table.");
        else if (kind == "chain")
            table.Chains[_chainName = name] = _chain = new TracedChain(name, "filter", "", 0, DropsByPolicy: false);
        else
            table.Sets[name] = _set = new ElementTable();
    }

    private void Close()
    {
        if (_set is not null)
            _set = null;
        else if (_chainName is not null)
            (_chain, _chainName) = (null, null);
        else
            _table = null;
    }

    private static void SetLine(ElementTable set, string line)
    {
        if (line.StartsWith("elements = {", StringComparison.Ordinal))
            Elements(set, line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..line.LastIndexOf('}')]);
        // What else stands in a set's block describes its type; looking up needs none of it.
    }

    private void ChainLine(string line)
    {
        if (_table is not { } table || _chain is not { } chain)
            throw new FormatException($"'{line}' is in no chain.");
        if (Hook().Match(line) is { Success: true } hook)
        {
            var groups = hook.Groups;
            table.Chains[chain.Name] = _chain = new TracedChain(
                chain.Name, groups["type"].Value, groups["hook"].Value, Priority(table.Family, groups["priority"].Value), groups["policy"].Value == "drop");
            return;
        }
        var statements = new RuleParser(line, name => table.Sets.GetValueOrDefault(name) ?? throw new FormatException($"No set @{name} for the rule '{line}'.")).Parse();
        chain.Rules.Add(new TracedRule(line, statements));
    }

    private ElementTable SetOf(string family, string name) =>
        _tables.FirstOrDefault(table => (family.Length == 0 || table.Family == family) && table.Sets.ContainsKey(name))?.Sets[name]
        ?? throw new FormatException($"No set {name} for its elements.");

    private static void Elements(ElementTable set, string text)
    {
        foreach (var element in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sides = element.Split(" : ");
            set.Add(sides[0], sides.Length > 1 ? sides[1] : "");
        }
    }

    /// <summary>nft's names for priorities; the bridge family has others (nft(8)).</summary>
    private static int Priority(string family, string text) => (family, text) switch
    {
        ("bridge", "dstnat") => -300,
        ("bridge", "filter") => -200,
        ("bridge", "out") => 100,
        ("bridge", "srcnat") => 300,
        (_, "raw") => -300,
        (_, "mangle") => -150,
        (_, "dstnat") => -100,
        (_, "filter") => 0,
        (_, "security") => 50,
        (_, "srcnat") => 100,
        _ => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"The tracer doesn't know the priority '{text}'."),
    };

    [GeneratedRegex(@"elements = \{[^}]*\}")]
    private static partial Regex ElementsOnOneLine();

    [GeneratedRegex(@"^(?<kind>table|chain|set|map) ((?<family>ip|ip6|inet|arp|bridge|netdev) )?(?<name>\S+) \{$")]
    private static partial Regex Block();

    [GeneratedRegex(@"^add element ((?<family>ip|ip6|inet|arp|bridge|netdev) \S+ )?(?<set>\S+) \{ (?<elements>.*) \}$")]
    private static partial Regex AddElement();

    [GeneratedRegex(@"^type (?<type>\w+) hook (?<hook>\w+) priority (?<priority>[^;]+); policy (?<policy>\w+);$")]
    private static partial Regex Hook();
}
