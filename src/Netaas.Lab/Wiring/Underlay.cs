using Netaas.Core.Naming;
using Netaas.Netlink;

namespace Netaas.Lab.Wiring;

/// <summary>
/// The switch and router between the nodes and the outside:
/// <code>
/// node-1 eth0 ── node-1 ┐
/// node-2 eth0 ── node-2 ┤ bridge "switch" 172.31.0.1 ── forwarding ── "outside" 198.51.100.1 ── eth0 outside
/// node-3 eth0 ── node-3 ┘                                       └──── "host" (management link, optional)
/// </code>
/// </summary>
internal static class Underlay
{
    public static readonly InterfaceName Switch = new("switch");
    public static readonly InterfaceName OutsidePort = new("outside");
    public static readonly InterfaceName HostPort = new("host");

    public static void Prepare(Wire underlay)
    {
        underlay.Sysctl("net/ipv6/conf/all/disable_ipv6", "1");
        underlay.Sysctl("net/ipv6/conf/default/disable_ipv6", "1");
        underlay.Sysctl("net/ipv4/ip_forward", "1");
        // What goes between two nodes must not pass the router's hooks: a switch has none.
        underlay.Sysctl("net/bridge/bridge-nf-call-iptables", "0");
        underlay.Sysctl("net/bridge/bridge-nf-call-arptables", "0");
        underlay.Up(Wire.Loopback);
        if (!underlay.Has(Switch))
            underlay.Run("add the switch", b => b.AddBridge(Switch, new LinkOptions(Up: true), new BridgeOptions(MulticastSnooping: false)));
        underlay.Address(Switch, LabLayout.Router);
    }

    /// <summary>Joins a node's namespace to the switch. A port that is there keeps its state, so an isolated node stays isolated.</summary>
    public static void JoinNode(Wire underlay, Wire node, LabNode which)
    {
        // As on most hosts, where br_netfilter is a module that nobody has loaded.
        node.Sysctl("net/bridge/bridge-nf-call-iptables", "0");
        node.Sysctl("net/bridge/bridge-nf-call-ip6tables", "0");
        var master = underlay.Index(Switch);
        Join(underlay, node, which.Port, new LinkOptions(Master: master, Up: true));
        node.Address(Wire.Ethernet, which.Address);
        node.DefaultRoute(LabLayout.Router.Address);
    }

    public static void JoinOutside(Wire underlay, Wire outside)
    {
        outside.Sysctl("net/ipv6/conf/all/disable_ipv6", "1");
        Join(underlay, outside, OutsidePort, new LinkOptions(Up: true));
        underlay.Address(OutsidePort, LabLayout.OutsideRouter);
        outside.Address(Wire.Ethernet, LabLayout.Outside);
        outside.DefaultRoute(LabLayout.OutsideRouter.Address);
    }

    private static void Join(Wire underlay, Wire end, InterfaceName port, LinkOptions options)
    {
        end.Up(Wire.Loopback);
        if (!underlay.Has(port) || !end.Has(Wire.Ethernet))
        {
            // An end whose other end is elsewhere belongs to a namespace that lost its path but still lives.
            underlay.Remove(port);
            end.Remove(Wire.Ethernet);
            underlay.Run($"join {port}", b => b.AddVeth(port, new VethPeer(Wire.Ethernet, end.Namespace), options));
        }
        end.Sysctl($"net/ipv6/conf/{Wire.Ethernet}/disable_ipv6", "1");
        end.Up(Wire.Ethernet);
    }
}
