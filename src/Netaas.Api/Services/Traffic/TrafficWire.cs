using System.Net;
using Netaas.Core.View;

namespace Netaas.Api.Services.Traffic;

/// <summary>What passes to a service now: the connections that nodes lead to its endpoints and still follow.</summary>
/// <param name="Total">Of all endpoints together.</param>
/// <param name="Endpoints">By port and address.</param>
/// <param name="Silent">Nodes that did not answer in time, whose connections are missing here.</param>
public sealed record ServiceTraffic(DateTimeOffset ReadAt, TrafficFigures Total, IReadOnlyList<EndpointTraffic> Endpoints, IReadOnlyList<string> Silent);

/// <summary>What passes to an endpoint at a port of the service.</summary>
/// <param name="Pod">Null where it is no pod's address, or not that of a pod of the service any more.</param>
/// <param name="Port">The service's.</param>
public sealed record EndpointTraffic(string? Pod, IPAddress Address, TransportProtocol Protocol, int Port, int TargetPort, TrafficFigures Traffic);

/// <summary>All that has passed of the connections that are followed; when one ends, it is followed no longer after a while (2 minutes over TCP), and what has passed of it goes, too.</summary>
/// <param name="PacketsIn">From clients.</param>
/// <param name="BytesIn">From clients, with headers of IP.</param>
/// <param name="PacketsOut">To clients.</param>
/// <param name="BytesOut">To clients, with headers of IP.</param>
public sealed record TrafficFigures(long Connections, long PacketsIn, long BytesIn, long PacketsOut, long BytesOut)
{
    internal static readonly TrafficFigures None = new(0, 0, 0, 0, 0);

    public static TrafficFigures operator +(TrafficFigures one, TrafficFigures other) => new(
        one.Connections + other.Connections, one.PacketsIn + other.PacketsIn, one.BytesIn + other.BytesIn, one.PacketsOut + other.PacketsOut, one.BytesOut + other.BytesOut);
}
