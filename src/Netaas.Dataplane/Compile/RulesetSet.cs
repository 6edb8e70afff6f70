using System.Collections.Immutable;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>A set or map of our tables. Endpoints live in these and change by element alone.</summary>
/// <param name="Family">Family of its table: <c>inet</c> or <c>bridge</c>.</param>
/// <param name="Value">Empty for a set.</param>
public sealed record RulesetSet(string Family, string Name, ImmutableArray<PartType> Key, ImmutableArray<PartType> Value)
{
    public const string HostPorts = "host-ports";
    public const string AnyPorts = "any-ports";
    public const string Pairs = "pairs";
    public const string Own = "own";
    public const string Reach = "reach";
    public const string Nodes = "nodes";
    public const string EgressMasquerade = "egress-masquerade";
    public const string NodeMasquerade = "node-masquerade";
    public const string Hairpin = "hairpin";
    public const string Pods = "pods";
    public const string Published = "published";
    public const string Targets = "targets";
    public const string Neighbors = "neighbors";
    public const string Direct = "direct";
    public const string DirectBridges = "direct-bridges";
    public const string DirectCidrs = "direct-cidrs";
    public const string DirectOwn = "direct-own";
    public const string ServiceFrom = "service-from";
    public const string ServiceCidrs = "service-cidrs";
    public const string Services = "services";
    public const string Endpoints = "endpoints";
    public const string Flows = "flows";
    public const string EndpointNames = "endpoint-names";
    public const string Balanced = "balanced";
    public const string BalancedOpen = "balanced-open";
    public const string BalancedFrom = "balanced-from";

    public static ImmutableArray<RulesetSet> All { get; } = Ranked(
    [
        new("inet", "host-ports-4", [PartType.Ipv4, PartType.Protocol, PartType.Port], [PartType.Ipv4, PartType.Port]),
        new("inet", "host-ports-6", [PartType.Ipv6, PartType.Protocol, PartType.Port], [PartType.Ipv6, PartType.Port]),
        new("inet", "any-ports-4", [PartType.Protocol, PartType.Port], [PartType.Ipv4, PartType.Port]),
        new("inet", "any-ports-6", [PartType.Protocol, PartType.Port], [PartType.Ipv6, PartType.Port]),
        new("inet", Pairs, [PartType.Device, PartType.Device], []),
        new("inet", "own-4", [PartType.Ipv4], []),
        new("inet", "own-6", [PartType.Ipv6], []),
        new("inet", "reach-4", [PartType.Device, PartType.Ipv4], []),
        new("inet", "reach-6", [PartType.Device, PartType.Ipv6], []),
        new("inet", "nodes-4", [PartType.Ipv4], []),
        new("inet", "nodes-6", [PartType.Ipv6], []),
        new("inet", EgressMasquerade, [PartType.Device], []),
        new("inet", NodeMasquerade, [PartType.Device], []),
        new("inet", "hairpin-4", [PartType.Ipv4, PartType.Ipv4], []),
        new("inet", "hairpin-6", [PartType.Ipv6, PartType.Ipv6], []),
        Ranges("direct-4", PartType.Device, PartType.Ipv4),
        Ranges("direct-6", PartType.Device, PartType.Ipv6),
        new("inet", DirectBridges, [PartType.Device], []),
        Ranges("direct-cidrs-4", PartType.Ipv4, PartType.Ipv4),
        Ranges("direct-cidrs-6", PartType.Ipv6, PartType.Ipv6),
        Ranges("direct-own-4", PartType.Ipv4, PartType.Ipv4),
        Ranges("direct-own-6", PartType.Ipv6, PartType.Ipv6),
        Ranges("service-from-4", PartType.Device, PartType.Ipv4),
        Ranges("service-from-6", PartType.Device, PartType.Ipv6),
        Ranges("service-cidrs-4", PartType.Ipv4, PartType.Ipv4),
        Ranges("service-cidrs-6", PartType.Ipv6, PartType.Ipv6),
        new("inet", "services-4", [PartType.Ipv4, PartType.Protocol, PartType.Port], [PartType.Mark]),
        new("inet", "services-6", [PartType.Ipv6, PartType.Protocol, PartType.Port], [PartType.Mark]),
        new("inet", "endpoints-4", [PartType.Ipv4, PartType.Protocol, PartType.Port, PartType.Mark], [PartType.Ipv4, PartType.Port]),
        new("inet", "endpoints-6", [PartType.Ipv6, PartType.Protocol, PartType.Port, PartType.Mark], [PartType.Ipv6, PartType.Port]),
        new("inet", "endpoint-names-4", [PartType.Ipv4, PartType.Protocol, PartType.Port, PartType.Mark], [PartType.Mark]),
        new("inet", "endpoint-names-6", [PartType.Ipv6, PartType.Protocol, PartType.Port, PartType.Mark], [PartType.Mark]),
        Remembered("clients-4", PartType.Ipv4),
        Remembered("clients-6", PartType.Ipv6) with { KeyFields = $"{Affinity.Client6} : meta mark" },
        new("inet", "node-services-4", [PartType.Protocol, PartType.Port], [PartType.Mark]),
        new("inet", "node-services-6", [PartType.Protocol, PartType.Port], [PartType.Mark]),
        new("inet", "node-endpoints-4", [PartType.Protocol, PartType.Port, PartType.Mark], [PartType.Ipv4, PartType.Port]),
        new("inet", "node-endpoints-6", [PartType.Protocol, PartType.Port, PartType.Mark], [PartType.Ipv6, PartType.Port]),
        new("inet", "node-endpoint-names-4", [PartType.Protocol, PartType.Port, PartType.Mark], [PartType.Mark]),
        new("inet", "node-endpoint-names-6", [PartType.Protocol, PartType.Port, PartType.Mark], [PartType.Mark]),
        new("inet", "node-flows-4", [PartType.Protocol, PartType.Port, PartType.Ipv4, PartType.Port], []),
        new("inet", "node-flows-6", [PartType.Protocol, PartType.Port, PartType.Ipv6, PartType.Port], []),
        new("inet", "flows-4", [PartType.Ipv4, PartType.Protocol, PartType.Port, PartType.Ipv4, PartType.Port], []),
        new("inet", "flows-6", [PartType.Ipv6, PartType.Protocol, PartType.Port, PartType.Ipv6, PartType.Port], []),
        new("inet", "balanced-4", [PartType.Ipv4], []),
        new("inet", "balanced-6", [PartType.Ipv6], []),
        new("inet", "balanced-open-4", [PartType.Ipv4], []),
        new("inet", "balanced-open-6", [PartType.Ipv6], []),
        Ranges("balanced-from-4", PartType.Ipv4, PartType.Ipv4),
        Ranges("balanced-from-6", PartType.Ipv6, PartType.Ipv6),
        new("bridge", "pods-4", [PartType.Device, PartType.Mac, PartType.Ipv4], []),
        new("bridge", "pods-6", [PartType.Device, PartType.Mac, PartType.Ipv6], []),
        new("bridge", "neighbors-6", [PartType.Device, PartType.Mac, PartType.Ipv6], []) { KeyFields = "iifname . ether saddr . @th,64,128" },
        new("bridge", "published-4", [PartType.Ipv4], []),
        new("bridge", "published-6", [PartType.Ipv6], []),
        new("bridge", "targets-4", [PartType.Ipv4, PartType.Protocol, PartType.Port], []),
        new("bridge", "targets-6", [PartType.Ipv6, PartType.Protocol, PartType.Port], []),
    ]);

    private static readonly ImmutableDictionary<string, RulesetSet> ByName = All.ToImmutableDictionary(set => set.Name);

    /// <exception cref="KeyNotFoundException">Not one of ours.</exception>
    public static RulesetSet Named(string name) => ByName[name];

    public bool IsMap => Value.Length > 0;

    /// <summary>Bytes of a key.</summary>
    internal int KeyWidth { get; } = ElementLayout.Width(Key);

    /// <summary>Bytes by which the kernel tells elements apart: of the key, and of its range's end.</summary>
    internal int IdentityWidth => HasRanges ? 2 * KeyWidth : KeyWidth;

    internal int ElementWidth => IdentityWidth + _valueWidth;

    private readonly int _valueWidth = ElementLayout.Width(Value);

    /// <summary>Whether a field may be a CIDR. An element more costs the kernel 0.1 ms: for sets that grow with networks alone.</summary>
    public bool HasRanges { get; private init; }

    /// <summary>Whether rules fill it, and time empties it: its elements are nobody's to want.</summary>
    public bool IsRemembered { get; private init; }

    /// <summary>Its place among all by name, in which elements are sorted.</summary>
    internal byte Rank { get; private init; }

    /// <summary>The fields that the key is made of, where nft takes one of them for a number and not for the type that it has.</summary>
    public string? KeyFields { get; private init; }

    private static ImmutableArray<RulesetSet> Ranked(ImmutableArray<RulesetSet> sets)
    {
        var names = sets.Select(set => set.Name).Order(StringComparer.Ordinal).ToImmutableArray();
        return [.. sets.Select(set => set with { Rank = (byte)names.IndexOf(set.Name) })];
    }

    /// <summary>Which endpoint each client was given at each address and port.</summary>
    private static RulesetSet Remembered(string name, PartType address) =>
        new("inet", name, [address, address, PartType.Protocol, PartType.Port], [PartType.Mark]) { IsRemembered = true };

    /// <summary>Ranges need two fields: the kernel keeps single ones in a tree, whose elements are ends of ranges.</summary>
    private static RulesetSet Ranges(string name, PartType first, PartType second) => new("inet", name, [first, second], []) { HasRanges = true };
}
