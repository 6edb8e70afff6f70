using System.Net;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Api.PortMappings;

/// <summary>What a client may ask of a port mapping. A name and a pod are enough, with one of the two ports; or a service and its port.</summary>
/// <param name="Nodes">Where the port is published, by name or id; on every node if omitted.</param>
/// <param name="HostAddress">An address of the nodes to listen on; 0.0.0.0 (the default) or :: for all of a family.</param>
/// <param name="HostPort">1 to 65535; the next free one from 20000 to 29999 if omitted.</param>
/// <param name="HostPortEnd">The last of a range that begins at hostPort; target ports run along.</param>
/// <param name="Pod">By name or id; may stand on another node. Or give a service.</param>
/// <param name="TargetPort">Of the pod; the same as hostPort if omitted.</param>
/// <param name="Service">By name or id: connections are spread over its endpoints, as at a node port. It is published on all addresses of a family, and one port at a time.</param>
/// <param name="ServicePort">One of the service's ports, of the mapping's protocol; the same as hostPort if omitted.</param>
public sealed record PortMappingRequest(
    string Name,
    string? Pod = null,
    Labels? Labels = null,
    EquatableList<string>? Nodes = null,
    IPAddress? HostAddress = null,
    int? HostPort = null,
    int? HostPortEnd = null,
    TransportProtocol? Protocol = null,
    int? TargetPort = null,
    string? Service = null,
    int? ServicePort = null);

/// <summary>A port mapping as it stands.</summary>
/// <param name="Nodes">Null for every node.</param>
/// <param name="HostPortEnd">Null where it is one port only.</param>
/// <param name="Pod">Null where it leads to a service.</param>
/// <param name="TargetPort">Of the pod; null where it leads to a service.</param>
/// <param name="Service">Null where it leads to a pod.</param>
/// <param name="ServicePort">Of the service; null where it leads to a pod.</param>
public sealed record PortMappingResource(
    Guid Id,
    string Name,
    string Project,
    Labels Labels,
    EquatableList<string>? Nodes,
    IPAddress HostAddress,
    int HostPort,
    int? HostPortEnd,
    TransportProtocol Protocol,
    string? Pod,
    int? TargetPort,
    string? Service,
    int? ServicePort,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    PortMappingStatus Status);

/// <param name="Nodes">Of the nodes that publish it, how many have verified it.</param>
public sealed record PortMappingStatus(Phase Phase, Networks.NodeCount Nodes, IReadOnlyList<Condition> Conditions);
