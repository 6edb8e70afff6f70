using System.Net;
using Netaas.Core;

namespace Netaas.Dataplane.Objects;

/// <summary>An element of one of our sets or maps.</summary>
/// <param name="Set">Which one; <see cref="Compile.RulesetSet.Name"/>.</param>
/// <param name="Value">Empty for a set.</param>
public sealed record SetElementObject(string Set, EquatableList<ElementPart> Parts, EquatableList<ElementPart> Value) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.Element, $"{Set} {Joined(Parts)}");

    public override string Text => Value.Count == 0
        ? $"element {Set} {{ {Joined(Parts)} }}"
        : $"element {Set} {{ {Joined(Parts)} : {Joined(Value)} }}";

    /// <summary>Where two families have a set each: <c>own</c> and an IPv4 address give <c>own-4</c>.</summary>
    public static string OfFamily(string set, IPAddress address) => ElementPart.Of(address).Type == PartType.Ipv4 ? $"{set}-4" : $"{set}-6";

    internal static string Joined(EquatableList<ElementPart> parts) => string.Join(" . ", parts);
}

/// <summary>Our tables with their chains and rules, elements not counted.</summary>
/// <param name="Listing">The chains as nft lists them: comparing it finds any rule that was changed, added or removed.</param>
public sealed record RulesetObject(string Listing) : KernelObject
{
    private protected override ObjectKey MakeKey() => new(ObjectKind.Ruleset, "base");

    public override string Text => "ruleset base";
}
