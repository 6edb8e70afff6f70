using System.Net;
using System.Text.Json.Serialization;
using Netaas.Api.Http;
using Netaas.Api.Pods;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Api.Services;

/// <summary>A service as it was asked for.</summary>
/// <param name="Selector">Labels that all of its pods have; empty where it has none.</param>
/// <param name="ClusterIps">Null: the next free one of each service CIDR of the network.</param>
internal sealed record ServiceSpec(
    string Name,
    Labels Labels,
    string Network,
    ServiceType Type,
    Labels Selector,
    EquatableList<ServicePort> Ports,
    EquatableList<IPAddress>? ClusterIps) : ISpec
{
    public const int DefaultAffinityTimeout = 10_800;

    private const int DefaultGrace = 30;

    private const int Day = 86_400;

    /// <summary>Addresses to send connections to; null where a selector finds pods.</summary>
    public EquatableList<Backend>? Backends { get; init; }

    /// <summary>Of somebody else's, which the service is a name for; null but for <see cref="ServiceType.ExternalName"/>.</summary>
    public string? ExternalName { get; init; }

    public SessionAffinity SessionAffinity { get; init; }

    public int SessionAffinityTimeoutSeconds { get; init; } = DefaultAffinityTimeout;

    public TrafficPolicy InternalTrafficPolicy { get; init; }

    public TrafficPolicy ExternalTrafficPolicy { get; init; }

    /// <summary>How long a drained pod keeps the connections that it has.</summary>
    public int TerminationGraceSeconds { get; init; } = DefaultGrace;

    /// <summary>Whether a node sends connections to endpoints of its own zone as long as there are any.</summary>
    public bool PreferSameZone { get; init; }

    /// <summary>Null where nobody looks at its endpoints.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Null: the next free one of each of its families.</summary>
    public EquatableList<IPAddress>? LoadBalancerIps { get; init; }

    public EquatableList<IPNetwork> LoadBalancerSourceRanges { get; init; } = [];

    /// <summary>Null: the next free one where it <see cref="HasHealthPort"/>, else none.</summary>
    public int? HealthCheckNodePort { get; init; }

    /// <summary>Whether it has virtual addresses.</summary>
    [JsonIgnore]
    public bool HasAddresses => Type is ServiceType.ClusterIp or ServiceType.NodePort or ServiceType.LoadBalancer;

    /// <summary>Whether its ports are at every node, too.</summary>
    [JsonIgnore]
    public bool HasNodePorts => Type is ServiceType.NodePort or ServiceType.LoadBalancer;

    /// <summary>Whether nodes differ for who comes from outside, so that a balancer there wants to know which serve.</summary>
    [JsonIgnore]
    public bool HasHealthPort => Type == ServiceType.LoadBalancer && ExternalTrafficPolicy == TrafficPolicy.Local;

    public static ServiceSpec Read(FieldReader body)
    {
        var spec = new ServiceSpec(
            body.Name("name") ?? "",
            body.Labels("labels"),
            body.Reference("network") ?? PodSpec.DefaultNetwork,
            body.Choice<ServiceType>("type") ?? ServiceType.ClusterIp,
            body.Labels("selector"),
            body.Objects("ports", ReadPort) ?? [],
            body.Addresses("clusterIps")?.OrderBy(address => address.AddressFamily).ToEquatableList())
        {
            Backends = body.Objects("backends", ReadBackend),
            ExternalName = body.Text("externalName"),
            SessionAffinity = body.Choice<SessionAffinity>("sessionAffinity") ?? SessionAffinity.None,
            SessionAffinityTimeoutSeconds = body.Integer("sessionAffinityTimeoutSeconds", 1, Day) ?? DefaultAffinityTimeout,
            InternalTrafficPolicy = body.Choice<TrafficPolicy>("internalTrafficPolicy") ?? TrafficPolicy.Cluster,
            ExternalTrafficPolicy = body.Choice<TrafficPolicy>("externalTrafficPolicy") ?? TrafficPolicy.Cluster,
            TerminationGraceSeconds = body.Integer("terminationGraceSeconds", 0, Day) ?? DefaultGrace,
            LoadBalancerIps = body.Addresses("loadBalancerIps")?.OrderBy(address => address.AddressFamily).ToEquatableList(),
            LoadBalancerSourceRanges = body.Cidrs("loadBalancerSourceRanges") ?? [],
            HealthCheckNodePort = body.Integer("healthCheckNodePort", NodePorts.First, NodePorts.Last),
            PreferSameZone = body.Boolean("preferSameZone") ?? false,
            HealthCheck = body.Object("healthCheck", HealthCheckRules.Read) is { Type: not HealthCheckType.None } check ? check : null,
        };
        ServiceRules.Check(spec, body);
        // A name has no backends, whether they are left out or none.
        return spec.Type == ServiceType.ExternalName ? spec with { Backends = null } : spec;
    }

    private static ServicePort ReadPort(FieldReader port)
    {
        var number = port.Integer("port", 1, 65_535);
        if (number is null && !port.Has("port"))
            port.Refuse("port", "required", "Give the service's port.");
        var name = port.Name("targetPortName");
        var target = port.Integer("targetPort", 1, 65_535);
        if (name is not null && target is not null)
            port.Refuse("targetPortName", "mismatch", "Give either the pods' port or its name.");
        return new ServicePort(
            port.Name("name"), port.Choice<TransportProtocol>("protocol") ?? TransportProtocol.Tcp, number ?? 0, name is null ? target ?? number : null, name,
            port.Integer("nodePort", NodePorts.First, NodePorts.Last));
    }

    private static Backend ReadBackend(FieldReader backend)
    {
        var address = backend.Address("address");
        if (address is null && !backend.Has("address"))
            backend.Refuse("address", "required", "Give the backend's address.");
        return new Backend(address ?? IPAddress.None, backend.Integer("port", 1, 65_535), backend.Integer("weight", 1, Backend.MaxWeight) ?? 1);
    }
}
