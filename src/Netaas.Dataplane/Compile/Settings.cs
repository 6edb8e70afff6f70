using System.Collections.Immutable;
using Netaas.Core.Naming;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>Every sysctl that a node needs, in one place. None is turned back: others may rely on it by then.</summary>
internal static class Settings
{
    public static ImmutableArray<SysctlObject> Node { get; } =
    [
        // Pods reach other nodes and the world through this node.
        new("net/ipv4/ip_forward", "1"),
        // The reply of a published port, from one pod of a bridge to another, must pass conntrack to get its address back.
        new("net/bridge/bridge-nf-call-iptables", "1"),
        new("net/bridge/bridge-nf-call-ip6tables", "1"),
    ];

    /// <summary>Wanted as soon as one network of the node has IPv6: it changes how the uplink treats router advertisements.</summary>
    public static SysctlObject Ipv6Forwarding { get; } = new("net/ipv6/conf/all/forwarding", "1");

    /// <summary>
    /// A port published on 127.0.0.1 leaves towards the pod with that source until postrouting changes it, which the kernel
    /// allows only with this. What pods send to or from 127.0.0.0/8 is dropped in <c>filter-input</c>.
    /// </summary>
    public static DeviceSysctlObject RouteLocalnet(InterfaceName device) => new(device, "route_localnet", "1");
}
