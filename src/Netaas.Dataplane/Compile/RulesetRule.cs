namespace Netaas.Dataplane.Compile;

/// <summary>A rule, and why it is there: who lists the ruleset on a node reads both.</summary>
/// <param name="Text">As nft lists it.</param>
/// <param name="Reason">At most 127 bytes, which is what a comment of nft holds.</param>
public sealed record RulesetRule(string Text, string Reason)
{
    public override string ToString() => $"{Text} comment \"{Reason}\"";
}
