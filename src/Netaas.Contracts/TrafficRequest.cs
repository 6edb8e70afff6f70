using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Contracts;

/// <summary>Asks a node's agent what passes through it to a service, through the node's queue. One that is lost is never answered.</summary>
/// <param name="Request">Tells the answer apart from those to others.</param>
public sealed record TrafficRequest(NodeId Node, Guid Request, ServiceId Service);

/// <summary>What an agent counted, published to all processes of the API.</summary>
/// <param name="Shares">Of each endpoint that connections are led to, by port.</param>
public sealed record TrafficReply(NodeId Node, Guid Request, EquatableList<TrafficShare> Shares);

/// <summary>The connections that a node leads to an endpoint at a port of a service and still follows, all that has passed of them together.</summary>
/// <param name="Port">The service's.</param>
/// <param name="Address">The endpoint's.</param>
/// <param name="TargetPort">Likewise.</param>
/// <param name="BytesIn">From clients, with headers of IP.</param>
/// <param name="BytesOut">To clients.</param>
public sealed record TrafficShare(
    TransportProtocol Protocol, ushort Port, IPAddress Address, ushort TargetPort, long Connections, long PacketsIn, long BytesIn, long PacketsOut, long BytesOut);
