using System.Net;
using Netaas.Core.Naming;

namespace Netaas.Core.View;

/// <summary>A stable address in front of pods of a network; every member node translates for its own clients.</summary>
/// <param name="ClusterIps">At most one per family, inside the network's service CIDRs.</param>
public sealed record ServiceItem(
    long Revision, ServiceId Id, string Name, NetworkId Network, EquatableList<IPAddress> ClusterIps, EquatableList<ServicePortItem> Ports) : ViewItem(Revision)
{
    public override ItemKey Key => ItemKey.Of(Id);
}

/// <summary>One port of a service, with who answers there.</summary>
/// <param name="Endpoints">Of all families, in an order that doesn't change by itself; a client of one family gets those of it.</param>
public sealed record ServicePortItem(TransportProtocol Protocol, ushort Port, EquatableList<EndpointItem> Endpoints);

/// <summary>A pod's address and port behind a service.</summary>
/// <param name="Node">Where the pod stands.</param>
public readonly record struct EndpointItem(IPAddress Address, ushort Port, NodeId Node)
{
    public EndpointState State { get; init; }
}

/// <summary>What becomes of connections to an endpoint.</summary>
public enum EndpointState
{
    /// <summary>It takes new ones.</summary>
    Ready,

    /// <summary>It takes no new ones; those that it has go on.</summary>
    Draining,
}
