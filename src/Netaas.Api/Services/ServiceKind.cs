using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.PortMappings;
using Netaas.Api.Projects;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>Services: what is asked of them, and what they show.</summary>
internal sealed class ServiceKind(PortMappingKind mappings, ProjectDirectory projects, NodeBoard board) : IResourceKind<ServiceSpec, ServiceRow>
{
    public string Kind => "service";

    public string Table => "services";

    public IReadOnlyList<string> Filters => ["network"];

    public ServiceSpec Read(FieldReader body) => ServiceSpec.Read(body);

    public Task CheckReferencesAsync(Session session, ServiceSpec spec, FieldReader body, CancellationToken ct) =>
        ServiceRefusals.NoteMissingAsync(session, spec, body, ct);

    public ServiceSpec SpecOf(ServiceRow row) => new(
        row.Name,
        Labels.FromJson(row.LabelsJson),
        row.Network?.Name ?? "",
        row.Type,
        Labels.FromJson(row.SelectorJson),
        row.ReadPorts(),
        row.ClusterIps.ToEquatableList())
    {
        Backends = row.ReadBackends(),
        ExternalName = row.ExternalName,
        SessionAffinity = row.SessionAffinity,
        SessionAffinityTimeoutSeconds = row.SessionAffinityTimeoutSeconds,
        InternalTrafficPolicy = row.InternalTrafficPolicy,
        ExternalTrafficPolicy = row.ExternalTrafficPolicy,
        TerminationGraceSeconds = row.TerminationGraceSeconds,
        PreferSameZone = row.PreferSameZone,
        HealthCheck = row.ReadHealthCheck(),
        LoadBalancerIps = row.Type == ServiceType.LoadBalancer ? row.LoadBalancerIps.ToEquatableList() : null,
        LoadBalancerSourceRanges = row.LoadBalancerSourceRanges.ToEquatableList(),
        HealthCheckNodePort = row.HealthCheckNodePort,
    };

    public ServiceSpec Keep(ServiceSpec wanted, ServiceRow present) => wanted with
    {
        ClusterIps = wanted.ClusterIps ?? present.ClusterIps.ToEquatableList(),
        Ports = wanted.HasNodePorts ? wanted.Ports.Select(port => port.NodePort is null ? port with { NodePort = NodePortOf(port, present) } : port).ToEquatableList() : wanted.Ports,
        LoadBalancerIps = wanted.Type != ServiceType.LoadBalancer ? null : wanted.LoadBalancerIps ?? (present.LoadBalancerIps.Length > 0 ? present.LoadBalancerIps.ToEquatableList() : null),
        HealthCheckNodePort = wanted.HasHealthPort ? wanted.HealthCheckNodePort ?? present.HealthCheckNodePort : wanted.HealthCheckNodePort,
        Network = wanted.Network == present.NetworkId.ToString() ? present.Network?.Name ?? wanted.Network : wanted.Network,
    };

    public void GiveWay(JsonObject merged, JsonObject patch)
    {
        var type = TextOf(merged, "type");
        var isBalanced = type == EnumText<ServiceType>.ToText(ServiceType.LoadBalancer);
        if (!isBalanced && !patch.ContainsKey("loadBalancerIps"))
            merged.Remove("loadBalancerIps");
        if (!(isBalanced && TextOf(merged, "externalTrafficPolicy") == EnumText<TrafficPolicy>.ToText(TrafficPolicy.Local)) && !patch.ContainsKey("healthCheckNodePort"))
            merged.Remove("healthCheckNodePort");
        if (!isBalanced && type != EnumText<ServiceType>.ToText(ServiceType.NodePort) && !patch.ContainsKey("ports") && merged["ports"] is JsonArray ports)
            foreach (var port in ports.OfType<JsonObject>())
                port.Remove("nodePort");
    }

    public IEnumerable<string> ImmutableDifferences(ServiceSpec wanted, ServiceSpec present)
    {
        if (wanted.Network != present.Network)
            yield return "network";
        if (wanted.Type != present.Type && !(wanted.HasAddresses && present.HasAddresses))
            yield return "type";
        if (wanted.ClusterIps != present.ClusterIps)
            yield return "clusterIps";
    }

    public Task<ServiceRow?> FindAsync(Session session, string reference, CancellationToken ct) =>
        Live(session).ByReferenceAsync(session.Caller, reference, ct);

    public Task<ServiceRow?> LockAsync(Session session, Guid id, CancellationToken ct) => Live(session).LockedAsync(session, "services", id, ct);

    public async Task<IReadOnlyList<ServiceRow>> ListAsync(Session session, ListQuery query, CancellationToken ct)
    {
        var rows = Live(session);
        if (query.Fields.TryGetValue("network", out var network))
            rows = Guid.TryParse(network, out var id) ? rows.Where(row => row.NetworkId == id) : rows.Where(row => row.Network != null && row.Network.Name == network);
        return await rows.After(query).ToListAsync(ct);
    }

    public Task<Outcome<ServiceRow>> CreateAsync(Session session, ServiceSpec spec, CancellationToken ct) => ServiceStore.CreateAsync(session, spec, ct);

    public Task<Outcome<ServiceRow>> UpdateAsync(Session session, ServiceRow present, ServiceSpec spec, CancellationToken ct) =>
        ServiceStore.UpdateAsync(session, (present, SpecOf(present)), spec, board.AwayOf(RequirementsOf(present)), ct);

    public Task LetGoAsync(Session session, ServiceRow present, CancellationToken ct) => session.ExecuteAsync(
        "WITH ports AS (DELETE FROM host_ports WHERE owner_id = $1) DELETE FROM load_balancer_ips WHERE service_id = $1", ct, Parameter.Of(present.Id));

    public async Task<Outcome<long>> DeleteAsync(Session session, ServiceRow present, bool cascade, CancellationToken ct)
    {
        if (!cascade && await ServiceTarget.FindDependentsAsync(session, present, ct) is { } dependents)
            return dependents;
        await Cascade.DeleteAsync(session, mappings, ServiceTarget.Of(session, present.Id), ct);
        return await ServiceStore.DeleteAsync(session, SpecOf(present), present, ct);
    }

    /// <summary>Nodes that are away keep none of a service's node ports, but the mappings that lead to it.</summary>
    public Task<bool> IsHeldAsync(Session session, Guid id, Guid[] away, CancellationToken ct) => session.ScalarAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM services WHERE id = $1) AND (cardinality($2) = 0 OR NOT EXISTS (SELECT 1 FROM port_mappings WHERE service_id = $1))",
        ct, Parameter.Of(id), Parameter.Of(away));

    public Task<Problem?> ExplainAsync(Session session, PostgresException violation, ServiceSpec spec, CancellationToken ct) =>
        ServiceRefusals.ExplainAsync(session, violation, spec, ct);

    public IReadOnlyList<Requirement> RequirementsOf(ServiceRow row) =>
    [
        new Requirement(ItemKey.Of(new ServiceId(row.Id)), row.Revision, null)
        {
            Claim = row.LoadBalancerIps.Length > 0 ? new Claim(row.LoadBalancerIps, row.ExternalTrafficPolicy == TrafficPolicy.Local) : null,
        },
    ];

    public object ToWire(ServiceRow row, Verdict verdict)
    {
        var spec = SpecOf(row);
        return new ServiceResource(
            row.Id, row.Name, projects.NameOf(row.ProjectId), spec.Labels, spec.Network, spec.Type, spec.Selector, spec.Backends, spec.ExternalName, spec.Ports, spec.ClusterIps ?? [],
            spec.SessionAffinity, spec.SessionAffinityTimeoutSeconds, spec.InternalTrafficPolicy, spec.ExternalTrafficPolicy, spec.PreferSameZone, spec.TerminationGraceSeconds, spec.HealthCheck,
            spec.LoadBalancerIps ?? [], spec.LoadBalancerSourceRanges, spec.HealthCheckNodePort,
            row.Revision, row.CreatedAt, row.UpdatedAt,
            new ServiceStatus(verdict.Phase, new NodeCount(verdict.Ready, verdict.Total), LoadBalancerStatus.Of(row.LoadBalancerIps, board), verdict.Conditions));
    }

    private static string? TextOf(JsonObject body, string field) => body[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static int? NodePortOf(ServicePort wanted, ServiceRow present) =>
        present.ReadPorts().FirstOrDefault(port => port.Port == wanted.Port && port.Protocol == wanted.Protocol)?.NodePort;

    private static IQueryable<ServiceRow> Live(Session session) => session.Db.Services.Include(row => row.Network)
        .Where(row => row.DeletedRevision == null).VisibleTo(session.Caller);
}
