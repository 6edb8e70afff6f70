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

    /// <summary>At a port of every node's own addresses, too, by whoever reaches those.</summary>
    NodePort,

    /// <summary>At a port of every node, too, and at an address on the underlay that one of the nodes answers for.</summary>
    LoadBalancer,

    /// <summary>At its endpoints' own addresses: no virtual address, nothing is translated.</summary>
    Headless,

    /// <summary>As a name for somebody else's.</summary>
    ExternalName,
}

/// <summary>Whether a client keeps its endpoint.</summary>
public enum SessionAffinity
{
    /// <summary>Each connection is given one anew.</summary>
    None,

    /// <summary>Connections from one address go to one endpoint, as long as it is ready.</summary>
    ClientIp,
}

/// <summary>An address that a service sends connections to.</summary>
/// <param name="Port">The service's target port if omitted.</param>
/// <param name="Weight">Its share of new connections beside the others', 1 to 1000; 1 if omitted.</param>
public sealed record Backend(IPAddress Address, int? Port, int Weight)
{
    internal const int MaxWeight = 1000;
}

/// <summary>What a client may ask of a backend.</summary>
/// <param name="Address">Of the service's network, or beyond all networks.</param>
/// <param name="Port">The service's target port if omitted.</param>
/// <param name="Weight">Its share of new connections beside the others', 1 to 1000; 1 if omitted.</param>
public sealed record BackendRequest(IPAddress Address, int? Port = null, int? Weight = null);

/// <summary>A port of a service.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="TargetPort">Of the pods; the same as port if neither this nor targetPortName is given.</param>
/// <param name="TargetPortName">Of the pods, by the name that each has given it in its own ports.</param>
/// <param name="NodePort">Of every node, where the service is of type nodePort or loadBalancer; else null.</param>
public sealed record ServicePort(string? Name, TransportProtocol Protocol, int Port, int? TargetPort, string? TargetPortName, int? NodePort = null);

/// <summary>What a client may ask of a port of a service.</summary>
/// <param name="Protocol">tcp if omitted.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="TargetPort">Of the pods; the same as port if neither this nor targetPortName is given.</param>
/// <param name="TargetPortName">Of the pods, by the name that each has given it in its own ports.</param>
/// <param name="NodePort">With type nodePort or loadBalancer: 30000 to 32767 on every node; the next free one if omitted.</param>
public sealed record ServicePortRequest(
    int Port, string? Name = null, TransportProtocol? Protocol = null, int? TargetPort = null, string? TargetPortName = null, int? NodePort = null);

/// <summary>What a client may ask of looking at endpoints.</summary>
/// <param name="Type">tcp: who takes a connection serves; http: who answers with a status from 200 to 399; none: every ready pod.</param>
/// <param name="Port">Of the pods; the one that the service's first TCP port leads to if omitted.</param>
/// <param name="Path">With type http: what is asked for; / if omitted.</param>
/// <param name="IntervalSeconds">From one look to the next, 1 to 300; a look that takes as long has failed. 5 if omitted.</param>
/// <param name="Threshold">So many looks in a row must say the contrary before anything changes, 1 to 10; 2 if omitted. The first look decides by itself.</param>
public sealed record HealthCheckRequest(HealthCheckType Type, int? Port = null, string? Path = null, int? IntervalSeconds = null, int? Threshold = null);

/// <summary>What a client may ask of a service.</summary>
/// <param name="Selector">The labels of its pods: all of these. Or give backends.</param>
/// <param name="Ports">At least one, but for the types headless and externalName.</param>
/// <param name="Network">Whose pods it selects, and who reaches it; needs a service CIDR. The network default if omitted. Can't be changed.</param>
/// <param name="ClusterIps">At most one per family, inside the network's service CIDRs; the next free ones if omitted. Can't be changed.</param>
/// <param name="Type">clusterIp if omitted. Can't be changed but among clusterIp, nodePort and loadBalancer.</param>
/// <param name="Backends">Addresses to send connections to, instead of a selector.</param>
/// <param name="ExternalName">With type externalName: the domain name that the service stands for.</param>
/// <param name="SessionAffinity">none if omitted.</param>
/// <param name="SessionAffinityTimeoutSeconds">How long after its last connection a client still gets the same endpoint; 10800 if omitted. Kept to the second up to 10 s and at round times; between those for up to a third longer.</param>
/// <param name="InternalTrafficPolicy">Which endpoints connections to the virtual addresses go to: cluster, if omitted, for all; local for those on the client's node.</param>
/// <param name="ExternalTrafficPolicy">The same of connections to the nodes' ports and to load-balancer addresses: local for those on the node that was asked, which then see the client's own address; a node answers for such an address only while it has one.</param>
/// <param name="HealthCheck">How the agents of its pods' nodes look at them; not at all if omitted.</param>
/// <param name="TerminationGraceSeconds">How long a drained pod keeps the connections that it has; 30 if omitted.</param>
/// <param name="LoadBalancerIps">With type loadBalancer: at most one per family that the service has, from pools with purpose external; the next free ones if omitted.</param>
/// <param name="LoadBalancerSourceRanges">With type loadBalancer: who may come to its addresses; everybody if omitted.</param>
/// <param name="HealthCheckNodePort">With type loadBalancer and externalTrafficPolicy local: the port, 30000 to 32767, at which each node tells a balancer outside over HTTP whether it has ready endpoints (200, else 503); the next free one if omitted.</param>
public sealed record ServiceRequest(
    string Name,
    Labels? Selector = null,
    EquatableList<ServicePortRequest>? Ports = null,
    Labels? Labels = null,
    string? Network = null,
    ServiceType? Type = null,
    EquatableList<IPAddress>? ClusterIps = null,
    int? TerminationGraceSeconds = null,
    EquatableList<BackendRequest>? Backends = null,
    string? ExternalName = null,
    SessionAffinity? SessionAffinity = null,
    int? SessionAffinityTimeoutSeconds = null,
    TrafficPolicy? InternalTrafficPolicy = null,
    TrafficPolicy? ExternalTrafficPolicy = null,
    HealthCheckRequest? HealthCheck = null,
    EquatableList<IPAddress>? LoadBalancerIps = null,
    EquatableList<IPNetwork>? LoadBalancerSourceRanges = null,
    int? HealthCheckNodePort = null);

/// <summary>A service as it stands.</summary>
public sealed record ServiceResource(
    Guid Id,
    string Name,
    string Project,
    Labels Labels,
    string Network,
    ServiceType Type,
    Labels Selector,
    EquatableList<Backend>? Backends,
    string? ExternalName,
    EquatableList<ServicePort> Ports,
    EquatableList<IPAddress> ClusterIps,
    SessionAffinity SessionAffinity,
    int SessionAffinityTimeoutSeconds,
    TrafficPolicy InternalTrafficPolicy,
    TrafficPolicy ExternalTrafficPolicy,
    int TerminationGraceSeconds,
    HealthCheck? HealthCheck,
    EquatableList<IPAddress> LoadBalancerIps,
    EquatableList<IPNetwork> LoadBalancerSourceRanges,
    int? HealthCheckNodePort,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    ServiceStatus Status);

/// <param name="Nodes">Of all nodes, how many translate to it.</param>
/// <param name="LoadBalancer">Which node answers for each of its load-balancer addresses; empty but for type loadBalancer.</param>
public sealed record ServiceStatus(Phase Phase, NodeCount Nodes, EquatableList<LoadBalancerAddress> LoadBalancer, IReadOnlyList<Condition> Conditions);

/// <summary>A load-balancer address, and who answers for it.</summary>
/// <param name="Node">Null for nobody.</param>
public sealed record LoadBalancerAddress(IPAddress Address, string? Node);

/// <summary>Who is behind a service.</summary>
/// <param name="Pod">Null for an address that was given as a backend.</param>
/// <param name="Node">Null for an address that was given as a backend.</param>
/// <param name="Weight">Its share of new connections beside the others'.</param>
/// <param name="Addresses">At most one per family.</param>
/// <param name="Ports">What each port of the service comes to on it; empty where it has none of the named ones.</param>
/// <param name="Phase">Of the pod; of a backend Ready.</param>
/// <param name="Ready">Whether it takes new connections.</param>
/// <param name="Reason">Why it takes none; null where it does.</param>
/// <param name="Message">The same in words.</param>
public sealed record ServiceEndpoint(
    string? Pod, string? Node, EquatableList<IPAddress> Addresses, IReadOnlyList<EndpointPort> Ports, int Weight, Phase Phase,
    bool Ready, string? Reason, string? Message);

/// <summary>A port of a service on one of its pods.</summary>
/// <param name="Port">Of the service.</param>
/// <param name="TargetPort">Of the pod.</param>
public sealed record EndpointPort(TransportProtocol Protocol, int Port, int TargetPort);
