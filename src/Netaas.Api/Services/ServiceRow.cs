using System.Net;
using System.Text.Json;
using Netaas.Api.Data;
using Netaas.Core;
using Netaas.Core.Json;

namespace Netaas.Api.Services;

internal sealed record ServiceRow : IProjectRow
{
    public Guid Id { get; init; }
    public Guid ProjectId { get; init; }
    public string Name { get; init; } = "";
    public string LabelsJson { get; init; } = "{}";
    public Guid NetworkId { get; init; }
    public NetworkRow? Network { get; init; }
    public string SelectorJson { get; init; } = "{}";
    public string PortsJson { get; init; } = "[]";
    public IPAddress[] ClusterIps { get; init; } = [];
    public int TerminationGraceSeconds { get; init; }
    public long Revision { get; init; }

    /// <summary>The change that last touched one of its pods; nodes hear of it at that revision.</summary>
    public long EndpointsRevision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public long? DeletedRevision { get; init; }

    public EquatableList<ServicePort> ReadPorts() => JsonSerializer.Deserialize<EquatableList<ServicePort>>(PortsJson, NetaasJson.Options);
}
