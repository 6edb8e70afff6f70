using System.Collections.Immutable;
using Netaas.Dataplane.Names;

namespace Netaas.Dataplane.Compile;

/// <summary>A chain of our tables with all its rules; README.md says why each stands where it does.</summary>
/// <param name="Hook">Empty for a chain that others jump to; its <paramref name="Type"/> is its name then.</param>
/// <param name="Priority">As nft lists it for this family and hook.</param>
public sealed record RulesetChain(string Family, string Type, string Hook, string Priority, ImmutableArray<string> Rules)
{
    public string Name => IsBase ? $"{Type}-{Hook}" : Type;

    public bool IsBase => Hook.Length > 0;

    private static readonly ImmutableArray<string> PublishedPorts =
    [
        "dnat ip to ip daddr . meta l4proto . th dport map @host-ports-4",
        "dnat ip6 to ip6 daddr . meta l4proto . th dport map @host-ports-6",
        "fib daddr type local jump node-ports",
    ];

    public static ImmutableArray<RulesetChain> All { get; } =
    [
        new("inet", "nat", "prerouting", "dstnat",
        [
            "iifname . ip daddr @service-from-4 jump services-4",
            "iifname . ip6 daddr @service-from-6 jump services-6",
            .. PublishedPorts,
        ]),
        new("inet", "nat", "output", "-100",
        [
            "ip daddr . ip saddr @service-cidrs-4 jump services-4",
            "ip6 daddr . ip6 saddr @service-cidrs-6 jump services-6",
            .. PublishedPorts,
        ]),
        new("inet", "node-ports", "", "",
        [
            "meta nfproto ipv4 dnat ip to meta l4proto . th dport map @any-ports-4",
            "meta nfproto ipv6 dnat ip6 to meta l4proto . th dport map @any-ports-6",
            "meta nfproto ipv4 goto node-services-4",
            "meta nfproto ipv6 goto node-services-6",
        ]),
        new("inet", "services-4", "", "", Balance("ip", 4, isNode: false)),
        new("inet", "services-6", "", "", Balance("ip6", 6, isNode: false)),
        new("inet", "node-services-4", "", "", Balance("ip", 4, isNode: true)),
        new("inet", "node-services-6", "", "", Balance("ip6", 6, isNode: true)),
        new("inet", "remember-4", "", "", Affinity.Remember("ip", 4)),
        new("inet", "remember-6", "", "", Affinity.Remember("ip6", 6)),
        new("inet", "filter", "input", "filter",
        [
            $"iifname != \"{FixedNames.InterfacePrefix}*\" ip daddr != @own-4 accept",
            $"iifname != \"{FixedNames.InterfacePrefix}*\" ip6 daddr != @own-6 accept",
            "ct state established,related accept",
            "iifname \"lo\" accept",
            $"iifname \"{FixedNames.InterfacePrefix}*\" ip saddr 127.0.0.0/8 drop",
            $"iifname \"{FixedNames.InterfacePrefix}*\" ip daddr 127.0.0.0/8 drop",
            "iifname . ip daddr @reach-4 accept",
            "iifname . ip6 daddr @reach-6 accept",
            "ip daddr . ip saddr @direct-own-4 accept",
            "ip6 daddr . ip6 saddr @direct-own-6 accept",
            "ip daddr @own-4 ip saddr @nodes-4 accept",
            "ip6 daddr @own-6 ip6 saddr @nodes-6 accept",
            "ip daddr @own-4 drop",
            "ip6 daddr @own-6 drop",
        ]),
        new("inet", "filter", "forward", "filter",
        [
            "ct state established,related accept",
            $"meta mark {ServiceMarks.Internal} iifname \"{FixedNames.InterfacePrefix}*\" oifname \"{FixedNames.InterfacePrefix}*\" iifname . oifname != @pairs drop",
            $"meta mark {ServiceMarks.Internal} iifname \"{FixedNames.InterfacePrefix}*\" ip daddr . ip saddr @direct-cidrs-4 iifname . ip daddr != @direct-4 drop",
            $"meta mark {ServiceMarks.Internal} iifname \"{FixedNames.InterfacePrefix}*\" ip6 daddr . ip6 saddr @direct-cidrs-6 iifname . ip6 daddr != @direct-6 drop",
            "ct status dnat accept",
            $"iifname \"{FixedNames.InterfacePrefix}*\" ip daddr . ip saddr @service-cidrs-4 reject with icmp port-unreachable",
            $"iifname \"{FixedNames.InterfacePrefix}*\" ip6 daddr . ip6 saddr @service-cidrs-6 reject with icmpv6 port-unreachable",
            "iifname . oifname @pairs accept",
            "iifname . ip daddr @direct-4 accept",
            "iifname . ip6 daddr @direct-6 accept",
            $"iifname \"{FixedNames.InterfacePrefix}*\" ip daddr . ip saddr @direct-cidrs-4 drop",
            $"iifname \"{FixedNames.InterfacePrefix}*\" ip6 daddr . ip6 saddr @direct-cidrs-6 drop",
            "oifname . ip saddr @direct-4 accept",
            "oifname . ip6 saddr @direct-6 accept",
            "oifname @direct-bridges ip saddr @nodes-4 accept",
            "oifname @direct-bridges ip6 saddr @nodes-6 accept",
            $"oifname \"{FixedNames.InterfacePrefix}*\" drop",
        ]),
        new("inet", "filter", "output", "filter",
        [
            "ip daddr . ip saddr @service-cidrs-4 reject with icmp port-unreachable",
            "ip6 daddr . ip6 saddr @service-cidrs-6 reject with icmpv6 port-unreachable",
        ]),
        new("inet", "nat", "postrouting", "srcnat",
        [
            $"meta mark {ServiceMarks.Any} meta mark set 0x00000000",
            $"ct status dnat oifname \"{FixedNames.VxlanPrefix}*\" iifname . oifname != @pairs masquerade",
            $"ct status dnat oifname != \"{FixedNames.InterfacePrefix}*\" ip daddr . ip saddr @direct-cidrs-4 iifname . ip daddr != @direct-4 masquerade",
            $"ct status dnat oifname != \"{FixedNames.InterfacePrefix}*\" ip6 daddr . ip6 saddr @direct-cidrs-6 iifname . ip6 daddr != @direct-6 masquerade",
            "ct status dnat ip saddr . ip daddr @hairpin-4 masquerade",
            "ct status dnat ip6 saddr . ip6 daddr @hairpin-6 masquerade",
            $"ct status dnat oifname != \"{FixedNames.InterfacePrefix}*\" ip saddr @own-4 masquerade",
            $"ct status dnat oifname != \"{FixedNames.InterfacePrefix}*\" ip6 saddr @own-6 masquerade",
            $"ip saddr 127.0.0.0/8 oifname \"{FixedNames.InterfacePrefix}*\" masquerade",
            $"oifname \"{FixedNames.InterfacePrefix}*\" accept",
            "iifname . ip daddr @direct-4 accept",
            "iifname . ip6 daddr @direct-6 accept",
            "iifname @node-masquerade ip daddr @nodes-4 masquerade",
            "iifname @node-masquerade ip6 daddr @nodes-6 masquerade",
            "ip daddr @nodes-4 accept",
            "ip6 daddr @nodes-6 accept",
            "iifname @egress-masquerade masquerade",
        ]),
        new("bridge", "filter", "prerouting", "dstnat",
        [
            "iifname . ether saddr . ip saddr @pods-4 ip saddr != @published-4 accept",
            $"iifname != \"{FixedNames.PodPrefix}*\" accept",
            $"meta pkttype other ip saddr . meta l4proto . th sport @targets-4 ether daddr set {FixedNames.BridgeMac} meta pkttype set host",
            $"meta pkttype other ip6 saddr . meta l4proto . th sport @targets-6 ether daddr set {FixedNames.BridgeMac} meta pkttype set host",
            "iifname . ether saddr . ip saddr @pods-4 accept",
            "iifname . ether saddr . arp saddr ip @pods-4 iifname . arp saddr ether . arp saddr ip @pods-4 accept",
            "icmpv6 type nd-neighbor-advert iifname . ether saddr . @th,64,128 != @neighbors-6 drop",
            "iifname . ether saddr . ip6 saddr @pods-6 accept",
            "drop",
        ]),
    ];

    /// <summary>
    /// Whom the client was given before, if that one is still there. Else the number of slots of the service's port, one of them
    /// by chance, and who is in it: himself, or a name to remember. A map can't give the number to draw from, so there is a rule
    /// for each number; they are met by the first packet of a connection alone.
    /// </summary>
    private static ImmutableArray<string> Balance(string ip, int version, bool isNode)
    {
        var (prefix, slot, name) = isNode ? ("node-", ServiceMarks.NodeSlot, ServiceMarks.NodeName) : ("", ServiceMarks.Slot, ServiceMarks.Name);
        var port = isNode ? "meta l4proto . th dport" : $"{ip} daddr . meta l4proto . th dport";
        var isNamed = $"meta mark 0x{name:x8}-0x{name + 0xffffff:x8}";
        var dnat = $"dnat {ip} to {port} . meta mark map @{prefix}endpoints-{version}";
        return
        [
            $"meta mark set {Affinity.Client(ip, version)} map @clients-{version}",
            $"{isNamed} jump remember-{version}",
            $"{isNamed} {dnat}",
            $"meta mark set {port} map @{prefix}services-{version}",
            .. Slots.Counts.Select(count =>
                $"meta mark 0x{ServiceMarks.Count + count:x8} meta mark set numgen random mod {count} offset {slot}"),
            $"meta mark set {port} . meta mark map @{prefix}endpoint-names-{version}",
            $"{isNamed} jump remember-{version}",
            dnat,
        ];
    }
}
