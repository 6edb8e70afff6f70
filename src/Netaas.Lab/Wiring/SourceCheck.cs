using Netaas.Netlink;
using Netaas.Nftables;

namespace Netaas.Lab.Wiring;

/// <summary>
/// What a cloud does at each port: an IP packet or ARP message from a node whose source isn't that node's own address is
/// dropped, and everything that is neither; likewise what comes from the outside. Nodes are judged on the switch's
/// prerouting hook, where the port is still known.
/// </summary>
internal static class SourceCheck
{
    private static readonly NftTable s_switch = new(NftFamily.Bridge, new NftName("source-check"));
    private static readonly NftTable s_router = new(NftFamily.Ip, new NftName("router"));
    private static readonly NftSet s_sources = new(new NftName("sources"), [NftType.InterfaceName, NftType.Ipv4Address]);
    private static readonly NftChain s_ports = new(new NftName("filter-prerouting"), new NftBaseChain(NftChainType.Filter, NftHook.Prerouting, -300));
    private static readonly NftChain s_outside = new(new NftName("filter-prerouting"), new NftBaseChain(NftChainType.Filter, NftHook.Prerouting, -300));
    private static readonly NftChain s_masquerade = new(new NftName("nat-postrouting"), new NftBaseChain(NftChainType.Nat, NftHook.Postrouting, 100));

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
            .AddSet(s_switch, s_sources).AddChain(s_switch, s_ports);
        foreach (var node in layout.Nodes)
            change.AddElement(s_switch, new NftElement(s_sources.Name, NftValue.Join(NftValue.Of(node.Port), NftValue.Of(node.Address.Address))));
        change
            .AddRule(s_switch, new NftRule(s_ports.Name, NftExpression.Of($"ether type arp iifname . arp saddr ip @{s_sources.Name} accept")))
            .AddRule(s_switch, new NftRule(s_ports.Name, NftExpression.Of($"ether type ip iifname . ip saddr @{s_sources.Name} accept")))
            .AddRule(s_switch, new NftRule(s_ports.Name, NftExpression.Of($"drop")))
            .AddTable(s_router).DeleteTable(s_router).AddTable(s_router)
            .AddChain(s_router, s_outside).AddChain(s_router, s_masquerade)
            .AddRule(s_router, new NftRule(s_outside.Name, NftExpression.Of($"iifname {Underlay.OutsidePort} ip saddr != {LabLayout.Outside.Address} drop")))
            // The host knows no way back to the nodes.
            .AddRule(s_router, new NftRule(s_masquerade.Name, NftExpression.Of($"oifname {Underlay.HostPort} masquerade")));
        return change;
    }
}
