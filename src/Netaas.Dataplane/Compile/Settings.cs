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
        // What passes of each connection is counted where it is followed anyway.
        new("net/netfilter/nf_conntrack_acct", "1"),
    ];

    // bridge-nf-call-iptables is not among them: our rules do with it on and off, and other tools on the node want it so or so.

    /// <summary>Wanted as soon as one network of the node has IPv6: it changes how the uplink treats router advertisements.</summary>
    public static SysctlObject Ipv6Forwarding { get; } = new("net/ipv6/conf/all/forwarding", "1");

    /// <summary>
    /// A port published on 127.0.0.1 leaves towards the pod with that source until postrouting changes it, which the kernel
    /// allows only with this. What pods send to or from 127.0.0.0/8 is dropped in <c>filter-input</c>.
    /// </summary>
    public static DeviceSysctlObject RouteLocalnet(InterfaceName device) => new(device, "route_localnet", "1");

    /// <summary>What a node's other devices do is its owner's to say, and a new one may begin with it off.</summary>
    public static DeviceSysctlObject Forwarding(InterfaceName device, string stack) => new(device, "forwarding", "1") { Stack = stack };

    /// <summary>The same.</summary>
    public static DeviceSysctlObject Ipv6(InterfaceName device) => new(device, "disable_ipv6", "0") { Stack = "ipv6" };

    /// <summary>
    /// A bridge asks for its pods from its link-local address, which it may not use for a second while it looks for
    /// duplicates: the first pod of a node would be unreachable for so long. Nobody else can have that address there.
    /// </summary>
    public static DeviceSysctlObject NoDuplicateDetection(InterfaceName device) => new(device, "accept_dad", "0") { Stack = "ipv6" };
}
