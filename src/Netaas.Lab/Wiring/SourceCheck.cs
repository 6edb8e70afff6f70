using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Netlink;
using Netaas.Nftables;

namespace Netaas.Lab.Wiring;

/// <summary>
/// What a cloud does at each port: an IP packet, ARP or neighbor discovery message from a node whose source isn't that node's
/// own address, or one that is set aside for load balancers, is dropped, and everything that is none of these; likewise what
/// comes from the outside. Nodes are judged on the switch's prerouting hook, where the port is still known.
/// </summary>
internal static class SourceCheck
{
    private static readonly NftTable s_switch = new(NftFamily.Bridge, new NftName("source-check"));
    private static readonly NftTable s_router = new(NftFamily.Inet, new NftName("router"));
    private static readonly NftSet s_sources = new(new NftName("sources"), [NftType.InterfaceName, NftType.Ipv4Address]);
    private static readonly NftSet s_sources6 = new(new NftName("sources-6"), [NftType.InterfaceName, NftType.Ipv6Address]);
    private static readonly NftChain s_ports = new(new NftName("filter-prerouting"), new NftBaseChain(NftChainType.Filter, NftHook.Prerouting, -300));
    private static readonly NftChain s_outside = new(new NftName("filter-prerouting"), new NftBaseChain(NftChainType.Filter, NftHook.Prerouting, -300));
    private static readonly NftChain s_masquerade = new(new NftName("nat-postrouting"), new NftBaseChain(NftChainType.Nat, NftHook.Postrouting, 100));

    private static readonly IPNetwork s_linkLocal = IPNetwork.Parse("fe80::/10");

    public static void Install(NetworkNamespace underlay, LabLayout layout)
    {
        using var nft = KernelNftables.Open(underlay.Handle);
        var result = nft.Apply(Compile(layout));
        if (!result.IsSuccess)
            throw new NftablesException($"source check in {underlay}: {result.Error}");
    }

    /// <summary>Replaces the tables whole: a lab that is adopted may have another number of nodes than before.</summary>
    internal static NftTransaction Compile(LabLayout layout)
    {
        var change = new NftTransaction()
            .AddTable(s_switch).DeleteTable(s_switch).AddTable(s_switch)
            .AddSet(s_switch, s_sources).AddSet(s_switch, s_sources6).AddChain(s_switch, s_ports);
        foreach (var node in layout.Nodes)
            foreach (var address in node.Addresses)
                change.AddElement(s_switch, new NftElement(
                    address.Address.AddressFamily == AddressFamily.InterNetwork ? s_sources.Name : s_sources6.Name,
                    NftValue.Join(NftValue.Of(node.Port), NftValue.Of(address.Address))));
        Rule(change, NftExpression.Of($"ether type arp iifname . arp saddr ip @{s_sources.Name} accept"));
        Rule(change, NftExpression.Of($"ether type ip iifname . ip saddr @{s_sources.Name} accept"));
        if (layout.Options.Ipv6)
        {
            Rule(change, NftExpression.Of($"ether type ip6 iifname . ip6 saddr @{s_sources6.Name} accept"));
            // Discovery speaks from link-local addresses, too, which an interface makes itself.
            Rule(change, NftExpression.Of($"ip6 saddr {s_linkLocal} icmpv6 type nd-neighbor-solicit accept"));
            Rule(change, NftExpression.Of($"ip6 saddr {s_linkLocal} icmpv6 type nd-neighbor-advert accept"));
        }
        foreach (var cidr in layout.Subnets.SelectMany(subnet => subnet.LoadBalancers).Concat(layout.Options.LetThrough))
            LetThrough(change, cidr);
        Rule(change, NftExpression.Of($"drop"));
        return AddRouter(change, layout);
    }

    private static NftTransaction AddRouter(NftTransaction change, LabLayout layout)
    {
        change.AddTable(s_router).DeleteTable(s_router).AddTable(s_router)
            .AddChain(s_router, s_outside).AddChain(s_router, s_masquerade);
        // Discovery: it never goes further than the link.
        change.AddRule(s_router, new NftRule(s_outside.Name, NftExpression.Of($"iifname {Underlay.OutsidePort} ip6 saddr {s_linkLocal} accept")));
        foreach (var address in layout.Outside)
            change.AddRule(s_router, new NftRule(s_outside.Name, address.Address.AddressFamily == AddressFamily.InterNetwork
                ? NftExpression.Of($"iifname {Underlay.OutsidePort} ip saddr != {address.Address} drop")
                : NftExpression.Of($"iifname {Underlay.OutsidePort} ip6 saddr != {address.Address} drop")));
        // The host knows no way back to the nodes.
        return change.AddRule(s_router, new NftRule(s_masquerade.Name, NftExpression.Of($"oifname {Underlay.HostPort} masquerade")));
    }

    private static void LetThrough(NftTransaction change, IPNetwork cidr)
    {
        if (cidr.Family() == AddressFamily.InterNetworkV6)
        {
            Rule(change, NftExpression.Of($"ip6 saddr {cidr} accept"));
            return;
        }
        Rule(change, NftExpression.Of($"ip saddr {cidr} accept"));
        // Who answers from such an address asks for its neighbor in that name.
        Rule(change, NftExpression.Of($"arp saddr ip {cidr} accept"));
    }

    private static void Rule(NftTransaction change, NftExpression rule) => change.AddRule(s_switch, new NftRule(s_ports.Name, rule));
}
