using System.Net;
using Netaas.Core;
using Netaas.Core.Addressing;

namespace Netaas.Contracts;

/// <summary>What a node is, as its agent read it from the kernel.</summary>
/// <param name="UnderlayAddresses">Global addresses of the uplink, the one for tunnels first.</param>
/// <param name="UplinkMtu">Lowest MTU of the interfaces that carry them, in bytes.</param>
/// <param name="HostRoutes">Destinations that the node reaches by itself: connected subnets and static routes, none of ours.</param>
/// <param name="NetnsPath">The namespace that the agent works on, as a path on the node.</param>
public sealed record NodeFacts(
    EquatableList<InterfaceAddress> UnderlayAddresses,
    int UplinkMtu,
    EquatableList<IPNetwork> HostRoutes,
    string NetnsPath,
    string KernelVersion,
    string AgentVersion,
    Guid BootId);
