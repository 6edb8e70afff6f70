using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;

namespace Netaas.Lab.Wiring;

/// <summary>
/// The switches, and the router between them and the outside:
/// <code>
/// node-1 eth0 ── node-1 ┐
/// node-3 eth0 ── node-3 ┴ bridge "switch" 172.31.0.1   ┐
/// node-2 eth0 ── node-2 ┬ bridge "switch-2" 172.31.1.1 ┼ forwarding ── "outside" 198.51.100.1 ── eth0 outside
/// node-4 eth0 ── node-4 ┘                              └── "host" (management link, optional)
/// </code>
/// </summary>
internal static class Underlay
{
    public static readonly InterfaceName OutsidePort = new("outside");
    public static readonly InterfaceName HostPort = new("host");

    // Each node asks every other one for echoes. More would take up a good part of the 1,024 neighbors that a kernel finds out
    // for all of its namespaces together (net.ipv4.neigh.default.gc_thresh3); those that it is told don't count.
    private const int MostStrangers = 16;

    public static void Prepare(Wire underlay, LabLayout layout)
    {
        // The layout gives each address once: nobody need look for duplicates before the lab is ready.
        underlay.Sysctl("net/ipv6/conf/all/accept_dad", "0");
        underlay.Sysctl("net/ipv6/conf/default/accept_dad", "0");
        SetIpv6(underlay, "all", layout.Options.Ipv6);
        SetIpv6(underlay, "default", layout.Options.Ipv6);
        underlay.Sysctl("net/ipv4/ip_forward", "1");
        if (layout.Options.Ipv6)
            underlay.Sysctl("net/ipv6/conf/all/forwarding", "1");
        // What goes between two nodes of a subnet must not pass the router's hooks: a switch has none.
        underlay.Sysctl("net/bridge/bridge-nf-call-iptables", "0");
        underlay.Sysctl("net/bridge/bridge-nf-call-ip6tables", "0");
        underlay.Sysctl("net/bridge/bridge-nf-call-arptables", "0");
        underlay.Up(Wire.Loopback);
        foreach (var subnet in layout.Subnets)
            PrepareSwitch(underlay, subnet, layout.Options.Ipv6);
    }

    /// <summary>Joins a node's namespace to its switch. A port that is there keeps its state, so an isolated node stays isolated.</summary>
    public static void JoinNode(Wire underlay, Wire node, LabNode which)
    {
        // As on most hosts, where br_netfilter is a module that nobody has loaded.
        node.Sysctl("net/bridge/bridge-nf-call-iptables", "0");
        node.Sysctl("net/bridge/bridge-nf-call-ip6tables", "0");
        var master = underlay.Index(new InterfaceName(which.Subnet.Switch));
        Join(underlay, node, which.Port, new LinkOptions(Master: master, Up: true), which.Addresses.Count > 1);
        SetIpv6(underlay, which.Name, enabled: false);
        Address(node, Wire.Ethernet, which.Addresses);
        foreach (var router in which.Subnet.Router)
            node.DefaultRoute(router.Address);
    }

    /// <summary>Tells the nodes of a large subnet each other's MACs. A small one's find them out, as on any network.</summary>
    /// <param name="nodes">All of the lab.</param>
    public static void Acquaint(IReadOnlyList<(LabNode Which, Wire At)> nodes)
    {
        foreach (var subnet in nodes.GroupBy(node => node.Which.Subnet.Switch).Where(subnet => subnet.Count() > MostStrangers))
        {
            var known = subnet.Select(node => (node.Which, Link: node.At.Link(Wire.Ethernet))).ToList();
            foreach (var (which, at) in subnet)
                at.Run("tell who the others are", batch =>
                {
                    var on = at.Index(Wire.Ethernet);
                    foreach (var other in known.Where(other => other.Which != which))
                        foreach (var address in other.Which.Addresses)
                            batch.ReplaceNeighbor(new Neighbor(on, address.Address, other.Link.Mac));
                });
        }
    }

    public static void JoinOutside(Wire underlay, Wire outside, LabLayout layout)
    {
        SetIpv6(outside, "all", layout.Options.Ipv6);
        Join(underlay, outside, OutsidePort, new LinkOptions(Up: true), layout.Options.Ipv6);
        Address(underlay, OutsidePort, layout.OutsideRouter);
        Address(outside, Wire.Ethernet, layout.Outside);
        foreach (var router in layout.OutsideRouter)
            outside.DefaultRoute(router.Address);
    }

    private static void PrepareSwitch(Wire underlay, LabSubnet subnet, bool ipv6)
    {
        var name = new InterfaceName(subnet.Switch);
        if (!underlay.Has(name))
            underlay.Run($"add the {name}", b => b.AddBridge(name, new LinkOptions(Up: true), new BridgeOptions(MulticastSnooping: false)));
        SetIpv6(underlay, subnet.Switch, ipv6);
        Address(underlay, name, subnet.Router);
    }

    private static void Join(Wire underlay, Wire end, InterfaceName port, LinkOptions options, bool ipv6)
    {
        end.Up(Wire.Loopback);
        if (!underlay.Has(port) || !end.Has(Wire.Ethernet))
        {
            // An end whose other end is elsewhere belongs to a namespace that lost its path but still lives.
            underlay.Remove(port);
            end.Remove(Wire.Ethernet);
            underlay.Run($"join {port}", b => b.AddVeth(port, new VethPeer(Wire.Ethernet, end.Namespace), options));
        }
        SetIpv6(end, Wire.Ethernet.Value, ipv6);
        end.Up(Wire.Ethernet);
    }

    private static void Address(Wire at, InterfaceName name, IEnumerable<InterfaceAddress> addresses)
    {
        foreach (var address in addresses)
            at.Address(name, address);
    }

    private static void SetIpv6(Wire at, string device, bool enabled) => at.Sysctl($"net/ipv6/conf/{device}/disable_ipv6", enabled ? "0" : "1");
}
