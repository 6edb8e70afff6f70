using System.Net;
using System.Text.Json;
using Netaas.Api.Data;
using Netaas.Core;
using Netaas.Core.Json;
using Netaas.Core.View;

namespace Netaas.Api.Services;

internal sealed record ServiceRow : IProjectRow
{
    public Guid Id { get; init; }
    public Guid ProjectId { get; init; }
    public string Name { get; init; } = "";
    public string LabelsJson { get; init; } = "{}";
    public Guid NetworkId { get; init; }
    public NetworkRow? Network { get; init; }
    public ServiceType Type { get; init; }
    public string SelectorJson { get; init; } = "{}";

    /// <summary>Null where a selector finds pods.</summary>
    public string? BackendsJson { get; init; }
    public string? ExternalName { get; init; }
    public string PortsJson { get; init; } = "[]";
    public IPAddress[] ClusterIps { get; init; } = [];
    public SessionAffinity SessionAffinity { get; init; }
    public int SessionAffinityTimeoutSeconds { get; init; }
    public TrafficPolicy InternalTrafficPolicy { get; init; }
    public TrafficPolicy ExternalTrafficPolicy { get; init; }
    public int TerminationGraceSeconds { get; init; }

    /// <summary>Null where nobody looks at its endpoints.</summary>
    public string? HealthCheckJson { get; init; }
    public IPAddress[] LoadBalancerIps { get; init; } = [];
    public IPNetwork[] LoadBalancerSourceRanges { get; init; } = [];
    public int? HealthCheckNodePort { get; init; }
    public long Revision { get; init; }

    /// <summary>The change that last touched one of its pods; nodes hear of it at that revision.</summary>
    public long EndpointsRevision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public long? DeletedRevision { get; init; }

    public EquatableList<ServicePort> ReadPorts() => JsonSerializer.Deserialize<EquatableList<ServicePort>>(PortsJson, NetaasJson.Options);

    /// <summary>Null where a selector finds pods.</summary>
    public EquatableList<Backend>? ReadBackends() =>
        BackendsJson is { } json ? JsonSerializer.Deserialize<EquatableList<Backend>>(json, NetaasJson.Options) : null;

    public HealthCheck? ReadHealthCheck() => HealthCheckJson is { } json ? JsonSerializer.Deserialize<HealthCheck>(json, NetaasJson.Options) : null;

    /// <summary>What a specification says, in the place of what was asked before.</summary>
    public ServiceRow With(ServiceSpec spec) => this with
    {
        LabelsJson = spec.Labels.ToJson(),
        Type = spec.Type,
        SelectorJson = spec.Selector.ToJson(),
        BackendsJson = ChangeLog.ToJson(spec.Backends),
        ExternalName = spec.ExternalName,
        PortsJson = ChangeLog.ToJson(spec.Ports) ?? "[]",
        SessionAffinity = spec.SessionAffinity,
        SessionAffinityTimeoutSeconds = spec.SessionAffinityTimeoutSeconds,
        InternalTrafficPolicy = spec.InternalTrafficPolicy,
        ExternalTrafficPolicy = spec.ExternalTrafficPolicy,
        TerminationGraceSeconds = spec.TerminationGraceSeconds,
        HealthCheckJson = ChangeLog.ToJson(spec.HealthCheck),
        LoadBalancerIps = [.. spec.LoadBalancerIps ?? []],
        LoadBalancerSourceRanges = [.. spec.LoadBalancerSourceRanges],
        HealthCheckNodePort = spec.HealthCheckNodePort,
        UpdatedAt = DateTime.UtcNow,
    };
}
