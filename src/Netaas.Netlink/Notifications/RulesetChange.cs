namespace Netaas.Netlink;

/// <summary>A change to an nftables table that the kernel told of.</summary>
public abstract record RulesetChange;

/// <summary>Elements were added to a set or map, or have gone.</summary>
public sealed record ElementsChange(SetAddress Set, IReadOnlyList<SetElement> Elements, bool IsGone) : RulesetChange;

/// <summary>A chain or a rule of a table came, changed or went.</summary>
public sealed record RulesChange(TableFamily Family, string Table) : RulesetChange;

/// <summary>A table or one of its sets came, changed or went; of the elements that went with it nothing is told.</summary>
public sealed record TableChange(TableFamily Family, string Table, bool IsGone) : RulesetChange;

/// <summary>Changes were lost because they came faster than they were read: read the state anew.</summary>
public sealed record RulesetChangesLost : RulesetChange;
