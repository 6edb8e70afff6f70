namespace Netaas.Nftables.Trace;

/// <summary>A table as the tracer holds it.</summary>
internal sealed class TracedTable(string family, string name)
{
    public string Family { get; } = family;

    public string Name { get; } = name;

    public Dictionary<string, ElementTable> Sets { get; } = [];

    public Dictionary<string, TracedChain> Chains { get; } = [];
}

/// <summary>A chain with its rules.</summary>
/// <param name="Hook">Empty for a chain that only others enter.</param>
internal sealed record TracedChain(string Name, string Type, string Hook, int Priority, bool DropsByPolicy)
{
    public List<TracedRule> Rules { get; } = [];
}

/// <summary>A rule with its text, for the trace.</summary>
internal sealed record TracedRule(string Text, IReadOnlyList<Statement> Statements);
