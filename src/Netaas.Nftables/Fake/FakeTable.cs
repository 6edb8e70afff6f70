using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Netaas.Core;

namespace Netaas.Nftables.Fake;

/// <summary>A table of the fake, with its rules whole, so that it knows what they refer to.</summary>
internal sealed partial record FakeTable(
    NftTable Table,
    ImmutableDictionary<NftName, FakeChain> Chains,
    ImmutableDictionary<NftName, NftSetState> Sets)
{
    public static FakeTable Empty(NftTable table) =>
        new(table, ImmutableDictionary<NftName, FakeChain>.Empty, ImmutableDictionary<NftName, NftSetState>.Empty);

    public NftTableState ToState() => new(Table)
    {
        Chains = Chains.ToImmutableDictionary(c => c.Key, c => new NftChainState(c.Value.Chain, c.Value.Rules.Select(r => r.Comment).ToEquatableList())),
        Sets = Sets,
    };

    /// <summary>Whether all that the text names is there.</summary>
    public bool HasAllOf(string text) => References().Matches(text).All(reference =>
    {
        var name = reference.Groups["name"].Value;
        return NftName.IsValid(name) && (reference.Value[0] == '@' ? Sets.ContainsKey(new NftName(name)) : Chains.ContainsKey(new NftName(name)));
    });

    /// <summary>Whether a rule or a verdict in a map names the chain or set.</summary>
    public bool Uses(NftName name) =>
        Chains.Values.SelectMany(c => c.Rules).Select(r => r.Expression.Text)
            .Concat(Sets.Values.SelectMany(s => s.Elements.Values).Select(v => v?.Text ?? ""))
            .Any(text => References().Matches(text).Any(reference => reference.Groups["name"].Value == name.Value));

    [GeneratedRegex(@"(@|\b(jump|goto)\s+)(?<name>[A-Za-z][A-Za-z0-9_.-]*)")]
    private static partial Regex References();
}

/// <summary>A chain of the fake.</summary>
internal sealed record FakeChain(NftChain Chain, ImmutableList<NftRule> Rules);
