using System.Net;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Api.Services;

/// <summary>How a service is reached.</summary>
public enum ServiceType
{
    /// <summary>At a virtual address, from its network's pods and nodes.</summary>
    ClusterIp,
}

/// <summary>A port of a service.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="TargetPort">Of the pods; the same as port if neither this nor targetPortName is given.</param>
/// <param name="TargetPortName">Of the pods, by the name that each has given it in its own ports.</param>
public sealed record ServicePort(string? Name, TransportProtocol Protocol, int Port, int? TargetPort, string? TargetPortName);

/// <summary>What a client may ask of a port of a service.</summary>
/// <param name="Protocol">tcp if omitted.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="TargetPort">Of the pods; the same as port if neither this nor targetPortName is given.</param>
/// <param name="TargetPortName">Of the pods, by the name that each has given it in its own ports.</param>
public sealed record ServicePortRequest(
    int Port, string? Name = null, TransportProtocol? Protocol = null, int? TargetPort = null, string? TargetPortName = null);

/// <summary>What a client may ask of a service.</summary>
/// <param name="Selector">The labels of its pods: all of these.</param>
/// <param name="Network">Whose pods it selects, and who reaches it; needs a service CIDR. The network default if omitted. Can't be changed.</param>
/// <param name="ClusterIps">At most one per family, inside the network's service CIDRs; the next free ones if omitted. Can't be changed.</param>
/// <param name="TerminationGraceSeconds">How long a drained pod keeps the connections that it has; 30 if omitted.</param>
public sealed record ServiceRequest(
    string Name,
    Labels Selector,
    EquatableList<ServicePortRequest> Ports,
    Labels? Labels = null,
    string? Network = null,
    ServiceType? Type = null,
    EquatableList<IPAddress>? ClusterIps = null,
    int? TerminationGraceSeconds = null);

/// <summary>A service as it stands.</summary>
public sealed record ServiceResource(
    Guid Id,
    string Name,
    string Project,
    Labels Labels,
    string Network,
    ServiceType Type,
    Labels Selector,
    EquatableList<ServicePort> Ports,
    EquatableList<IPAddress> ClusterIps,
    int TerminationGraceSeconds,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    ServiceStatus Status);

/// <param name="Nodes">Of all nodes, how many translate to it.</param>
public sealed record ServiceStatus(Phase Phase, NodeCount Nodes, IReadOnlyList<Condition> Conditions);

/// <summary>A pod behind a service.</summary>
/// <param name="Addresses">At most one per family.</param>
/// <param name="Ports">What each port of the service comes to on it; empty where it has none of the named ones.</param>
/// <param name="Phase">Of the pod.</param>
/// <param name="Ready">Whether it takes new connections.</param>
/// <param name="Reason">Why it takes none; null where it does.</param>
/// <param name="Message">The same in words.</param>
public sealed record ServiceEndpoint(
    string Pod, string Node, EquatableList<IPAddress> Addresses, IReadOnlyList<EndpointPort> Ports, Phase Phase,
    bool Ready, string? Reason, string? Message);

/// <summary>A port of a service on one of its pods.</summary>
/// <param name="Port">Of the service.</param>
/// <param name="TargetPort">Of the pod.</param>
public sealed record EndpointPort(TransportProtocol Protocol, int Port, int TargetPort);
