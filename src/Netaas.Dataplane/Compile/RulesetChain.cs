using System.Collections.Immutable;
using Netaas.Dataplane.Names;

namespace Netaas.Dataplane.Compile;

/// <summary>A chain of our tables with all its rules; README.md says why it hooks where it does.</summary>
/// <param name="Hook">Empty for a chain that others jump to; its <paramref name="Type"/> is its name then.</param>
/// <param name="Priority">As nft lists it for this family and hook.</param>
public sealed record RulesetChain(string Family, string Type, string Hook, string Priority, ImmutableArray<RulesetRule> Rules)
{
    public string Name => IsBase ? $"{Type}-{Hook}" : Type;

    public bool IsBase => Hook.Length > 0;

    private const string FromUs = $"iifname \"{FixedNames.InterfacePrefix}*\" ";

    private static readonly ImmutableArray<RulesetRule> PublishedPorts =
    [
        .. Balanced("ip", 4),
        .. Balanced("ip6", 6),
        new("dnat ip to ip daddr . meta l4proto . th dport map @host-ports-4", "published on this very address"),
        new("dnat ip6 to ip6 daddr . meta l4proto . th dport map @host-ports-6", "published on this very address"),
        new("fib daddr type local jump node-ports", "whatever is published on any address of the node"),
    ];

    public static ImmutableArray<RulesetChain> All { get; } =
    [
        new("inet", "nat", "prerouting", "dstnat",
        [
            new("iifname . ip daddr @service-from-4 jump services-4", "a pod asks a service of its network"),
            new("iifname . ip6 daddr @service-from-6 jump services-6", "a pod asks a service of its network"),
            .. PublishedPorts,
        ]),
        new("inet", "nat", "output", "-100",
        [
            new("ip daddr . ip saddr @service-cidrs-4 jump services-4", "the node itself asks a service"),
            new("ip6 daddr . ip6 saddr @service-cidrs-6 jump services-6", "the node itself asks a service"),
            .. PublishedPorts,
        ]),
        new("inet", "node-ports", "", "",
        [
            new("meta nfproto ipv4 dnat ip to meta l4proto . th dport map @any-ports-4", "a port mapping comes before a node port"),
            new("meta nfproto ipv6 dnat ip6 to meta l4proto . th dport map @any-ports-6", "a port mapping comes before a node port"),
            new("meta nfproto ipv4 goto node-services-4", "node ports of services"),
            new("meta nfproto ipv6 goto node-services-6", "node ports of services"),
        ]),
        new("inet", "services-4", "", "", Balance("ip", 4, ServiceDoor.Cluster)),
        new("inet", "services-6", "", "", Balance("ip6", 6, ServiceDoor.Cluster)),
        new("inet", "node-services-4", "", "", Balance("ip", 4, ServiceDoor.Node)),
        new("inet", "node-services-6", "", "", Balance("ip6", 6, ServiceDoor.Node)),
        new("inet", "balanced-4", "", "", Balance("ip", 4, ServiceDoor.Balanced)),
        new("inet", "balanced-6", "", "", Balance("ip6", 6, ServiceDoor.Balanced)),
        new("inet", "remember-4", "", "", Affinity.Remember("ip", 4)),
        new("inet", "remember-6", "", "", Affinity.Remember("ip6", 6)),
        new("inet", "filter", "input", "filter",
        [
            .. BalancedRefused("ip", 4),
            .. BalancedRefused("ip6", 6),
            new($"iifname != \"{FixedNames.InterfacePrefix}*\" ip daddr != @own-4 accept", "not from us and not for an address of ours: the owner decides"),
            new($"iifname != \"{FixedNames.InterfacePrefix}*\" ip6 daddr != @own-6 accept", "not from us and not for an address of ours: the owner decides"),
            new("ct state established,related accept", "replies"),
            new("iifname \"lo\" accept", "the node to itself"),
            new($"iifname \"{FixedNames.InterfacePrefix}*\" ip saddr 127.0.0.0/8 drop", "route_localnet must not open the node's loopback to pods"),
            new($"iifname \"{FixedNames.InterfacePrefix}*\" ip daddr 127.0.0.0/8 drop", "route_localnet must not open the node's loopback to pods"),
            new("iifname . ip daddr @reach-4 accept", "a gateway or tunnel address, from its own network"),
            new("iifname . ip6 daddr @reach-6 accept", "a gateway or tunnel address, from its own network"),
            new("ip daddr . ip saddr @direct-own-4 accept", "the same, come by a direct route"),
            new("ip6 daddr . ip6 saddr @direct-own-6 accept", "the same, come by a direct route"),
            new("ip daddr @own-4 ip saddr @nodes-4 accept", "the same, from a node"),
            new("ip6 daddr @own-6 ip6 saddr @nodes-6 accept", "the same, from a node"),
            new("ip daddr @own-4 drop", "addresses of ours are for their networks and the nodes alone"),
            new("ip6 daddr @own-6 drop", "addresses of ours are for their networks and the nodes alone"),
        ]),
        new("inet", "filter", "forward", "filter",
        [
            new("ct state established,related accept", "replies"),
            new($"meta mark {ServiceMarks.Internal} iifname \"{FixedNames.InterfacePrefix}*\" oifname \"{FixedNames.InterfacePrefix}*\" iifname . oifname != @pairs drop", "a cluster address opens no way into another network"),
            new($"meta mark {ServiceMarks.Internal} iifname \"{FixedNames.InterfacePrefix}*\" ip daddr . ip saddr @direct-cidrs-4 iifname . ip daddr != @direct-4 drop", "a cluster address opens no way into another network"),
            new($"meta mark {ServiceMarks.Internal} iifname \"{FixedNames.InterfacePrefix}*\" ip6 daddr . ip6 saddr @direct-cidrs-6 iifname . ip6 daddr != @direct-6 drop", "a cluster address opens no way into another network"),
            new("ct status dnat accept", "what is published is open to everybody"),
            .. ClusterRefused("ip", 4, FromUs),
            .. ClusterRefused("ip6", 6, FromUs),
            .. BalancedRefused("ip", 4, FromUs),
            .. BalancedRefused("ip6", 6, FromUs),
            new("iifname . oifname @pairs accept", "within one network"),
            new("iifname . ip daddr @direct-4 accept", "within one network, out by a direct route"),
            new("iifname . ip6 daddr @direct-6 accept", "within one network, out by a direct route"),
            new($"iifname \"{FixedNames.InterfacePrefix}*\" ip daddr . ip saddr @direct-cidrs-4 drop", "another network whose pods are reached by direct routes"),
            new($"iifname \"{FixedNames.InterfacePrefix}*\" ip6 daddr . ip6 saddr @direct-cidrs-6 drop", "another network whose pods are reached by direct routes"),
            new("oifname . ip saddr @direct-4 accept", "within one network, in by a direct route"),
            new("oifname . ip6 saddr @direct-6 accept", "within one network, in by a direct route"),
            new("oifname @direct-bridges ip saddr @nodes-4 accept", "a node to its pods, in by a direct route"),
            new("oifname @direct-bridges ip6 saddr @nodes-6 accept", "a node to its pods, in by a direct route"),
            new($"oifname \"{FixedNames.InterfacePrefix}*\" drop", "nobody else gets into a network: this keeps them apart"),
        ]),
        new("inet", "filter", "output", "filter",
        [
            .. ClusterRefused("ip", 4),
            .. ClusterRefused("ip6", 6),
            .. BalancedRefused("ip", 4),
            .. BalancedRefused("ip6", 6),
        ]),
        new("inet", "nat", "postrouting", "srcnat",
        [
            new($"meta mark {ServiceMarks.Any} meta mark set 0x00000000", "the mark was ours between our own rules only"),
            new($"ct status dnat oifname \"{FixedNames.VxlanPrefix}*\" iifname . oifname != @pairs masquerade", "published, pod on another node: its reply must come back here"),
            new($"ct status dnat oifname != \"{FixedNames.InterfacePrefix}*\" ip daddr . ip saddr @direct-cidrs-4 iifname . ip daddr != @direct-4 masquerade", "the same, where a direct route leads to the pod"),
            new($"ct status dnat oifname != \"{FixedNames.InterfacePrefix}*\" ip6 daddr . ip6 saddr @direct-cidrs-6 iifname . ip6 daddr != @direct-6 masquerade", "the same, where a direct route leads to the pod"),
            new("ct status dnat ip saddr . ip daddr @hairpin-4 masquerade", "a pod that reaches itself through what is published"),
            new("ct status dnat ip6 saddr . ip6 daddr @hairpin-6 masquerade", "a pod that reaches itself through what is published"),
            new($"ct status dnat oifname != \"{FixedNames.InterfacePrefix}*\" ip saddr @own-4 masquerade", "the node at a service from its tunnel address, out by the uplink"),
            new($"ct status dnat oifname != \"{FixedNames.InterfacePrefix}*\" ip6 saddr @own-6 masquerade", "the node at a service from its tunnel address, out by the uplink"),
            new($"ip saddr 127.0.0.0/8 oifname \"{FixedNames.InterfacePrefix}*\" masquerade", "127.0.0.1 means nothing to a pod"),
            new($"oifname \"{FixedNames.InterfacePrefix}*\" accept", "everything inside keeps its source"),
            new("iifname . ip daddr @direct-4 accept", "inside, by a direct route: as it is"),
            new("iifname . ip6 daddr @direct-6 accept", "inside, by a direct route: as it is"),
            new("iifname @node-masquerade ip daddr @nodes-4 masquerade", "a pod to a node whose underlay does not take pod addresses"),
            new("iifname @node-masquerade ip6 daddr @nodes-6 masquerade", "a pod to a node whose underlay does not take pod addresses"),
            new("ip daddr @nodes-4 accept", "to a node: as it is"),
            new("ip6 daddr @nodes-6 accept", "to a node: as it is"),
            new("iifname @egress-masquerade masquerade", "a pod to outside"),
        ]),
        new("bridge", "filter", "prerouting", "dstnat",
        [
            new("iifname . ether saddr . ip saddr @pods-4 ip saddr != @published-4 accept", "most frames: a pod's own MAC and address, nothing published"),
            new($"iifname != \"{FixedNames.PodPrefix}*\" accept", "only what pods send is checked here"),
            new($"meta pkttype other ip saddr . meta l4proto . th sport @targets-4 ether daddr set {FixedNames.BridgeMac} meta pkttype set host", "replies of what is published pass the node, which knows the asked address"),
            new($"meta pkttype other ip6 saddr . meta l4proto . th sport @targets-6 ether daddr set {FixedNames.BridgeMac} meta pkttype set host", "replies of what is published pass the node, which knows the asked address"),
            new("iifname . ether saddr . ip saddr @pods-4 accept", "a pod's own MAC and address"),
            new("iifname . ether saddr . arp saddr ip @pods-4 iifname . arp saddr ether . arp saddr ip @pods-4 accept", "ARP that says who it is in both places"),
            new("icmpv6 type nd-neighbor-advert iifname . ether saddr . @th,64,128 != @neighbors-6 drop", "an advertisement of an address that is not the pod's own"),
            new("iifname . ether saddr . ip6 saddr @pods-6 accept", "a pod's own MAC and address"),
            new("drop", "a pod sends as itself or not at all"),
        ]),
    ];

    /// <summary>Load-balancer addresses, before whatever else the node publishes: at those it publishes nothing.</summary>
    private static ImmutableArray<RulesetRule> Balanced(string ip, int version) =>
    [
        new($"{ip} daddr @balanced-open-{version} goto balanced-{version}", "a load-balancer address that is open to everybody"),
        new($"{ip} daddr . {ip} saddr @balanced-from-{version} goto balanced-{version}", "a load-balancer address, and whoever asks is let in"),
        new($"{ip} daddr @balanced-{version} accept", "not let in: it is no address of the node that ports are published on"),
    ];

    private static ImmutableArray<RulesetRule> ClusterRefused(string ip, int version, string from = "") => Refused(
        version, protocol => $"{from}{ip} daddr . {ip} saddr @service-cidrs-{version}{(protocol is null ? "" : $" meta l4proto {protocol}")}", null,
        "a service address that nobody answers: say so at once");

    /// <summary>
    /// What is addressed so still has met no endpoint. Neighbor discovery and pings are the kernel's to answer, and replies to the
    /// node itself come for it where it asked from there: towards an address of its own the kernel takes that one as source.
    /// </summary>
    private static ImmutableArray<RulesetRule> BalancedRefused(string ip, int version, string from = "") => Refused(
        version, protocol => $"{from}ct state new meta l4proto {protocol} {ip} daddr @balanced-{version}", "udp",
        "a load-balancer address that nobody answers, or not for them");

    /// <summary>
    /// A TCP connection is refused by a reset. An ICMP error comes back, from this node or over the bridge, while connect() still
    /// holds the socket, and tcp_v4_err and tcp_v6_err only note it then: the client would wait for its next SYN, a second later.
    /// A reset waits for the socket instead.
    /// </summary>
    /// <param name="other">What else is refused; null for all.</param>
    private static ImmutableArray<RulesetRule> Refused(int version, Func<string?, string> match, string? other, string reason) =>
    [
        new($"{match("tcp")} reject with tcp reset", reason),
        new($"{match(other)} reject with {(version == 4 ? "icmp" : "icmpv6")} port-unreachable", reason),
    ];

    /// <summary>
    /// Whom the client was given before, if that one is still there. Else the number of slots of the service's port, one of them
    /// by chance, and who is in it: himself, or a name to remember. A map can't give the number to draw from, so there is a rule
    /// for each number; they are met by the first packet of a connection alone.
    /// </summary>
    private static ImmutableArray<RulesetRule> Balance(string ip, int version, ServiceDoor.Kind door)
    {
        var (prefix, slot, name) = (door.Prefix, door.Slot, door.Name);
        var port = door.IsAnyAddress ? "meta l4proto . th dport" : $"{ip} daddr . meta l4proto . th dport";
        var isNamed = $"meta mark 0x{name:x8}-0x{name + 0xffffff:x8}";
        var dnat = $"dnat {ip} to {port} . meta mark map @{prefix}endpoints-{version}";
        return
        [
            new($"meta mark set {Affinity.Client(ip, version)} map @clients-{version}", "whom the service gave this client before"),
            new($"{isNamed} jump remember-{version}", "remembered for another while"),
            new($"{isNamed} {dnat}", "and still there: the same again"),
            new($"meta mark set {port} map @{prefix}services-{version}", "how many slots the port has"),
            .. Slots.Counts.Select(count => new RulesetRule(
                $"meta mark 0x{ServiceMarks.Count + count:x8} meta mark set numgen random mod {count} offset {slot}", $"one of {count} by chance")),
            new($"meta mark set {port} . meta mark map @{prefix}endpoint-names-{version}", "with affinity: the name of who is in the slot"),
            new($"{isNamed} jump remember-{version}", "to be remembered"),
            new(dnat, "who is in the slot"),
        ];
    }
}
