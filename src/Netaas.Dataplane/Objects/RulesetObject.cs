namespace Netaas.Dataplane.Objects;

/// <summary>Our tables with their chains and rules, elements not counted.</summary>
/// <param name="Listing">The chains as nft lists them: comparing it finds any rule that was changed, added or removed.</param>
public sealed record RulesetObject(string Listing) : NamedObject
{
    public override ObjectKind Kind => ObjectKind.Ruleset;

    private protected override string MakeKeyName() => "base";

    public override string Text => "ruleset base";
}
