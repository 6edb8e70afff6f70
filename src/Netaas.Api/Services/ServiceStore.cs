using System.Net;
using System.Net.Sockets;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.PortMappings;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Api.Services;

/// <summary>Writes services, with the virtual addresses and node ports that they hold.</summary>
internal static class ServiceStore
{
    public static async Task<Outcome<ServiceRow>> CreateAsync(Session session, ServiceSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        if (await NetworkStore.Live(session).StandingAsync(session, "networks", spec.Network, ct) is not { } network)
            return Problem.Invalid([ServiceRefusals.UnknownNetwork(spec.Network)]);
        if (spec.HasAddresses && !network.CidrsFor("services").Any())
            return Problem.Invalid([ServiceRefusals.NoServiceCidr(network)]);
        if (await ServiceRefusals.FindForeignAsync(session, spec, network.Id, ct) is { } foreign)
            return foreign;
        var id = session.NewId("service", spec.Name);
        // The row first: addresses refer to it.
        await InsertAsync(session, id, spec, network, ct);
        var taken = spec.HasAddresses ? await ClusterAddresses.TakeAsync(session, id, network, spec.ClusterIps, ct) : new EquatableList<IPAddress>();
        if (taken.Problem is not null)
            return taken.Problem;
        var ports = await NodePorts.ClaimAsync(session, id, spec, [.. taken.Value], [], ct);
        if (ports.Value is not { } placed)
            return ports.Problem ?? Problem.Invalid([]);
        var balanced = await LoadBalancerAddresses.ClaimAsync(session, id, spec, FamiliesOf(taken.Value), ct);
        if (balanced.Problem is not null)
            return balanced.Problem;
        var recorded = placed with { Network = network.Name, ClusterIps = taken.Value, LoadBalancerIps = AddressesOf(spec, balanced.Value) };
        var now = DateTime.UtcNow;
        var row = new ServiceRow
        {
            Id = id,
            ProjectId = session.Caller.Project,
            Name = spec.Name,
            NetworkId = network.Id,
            Network = network,
            ClusterIps = [.. taken.Value],
            Revision = await session.NextRevisionAsync(ct),
            CreatedAt = now,
        };
        row = row.With(recorded) with { UpdatedAt = now };
        await ReplaceAsync(session, row, ct);
        await session.AppendAsync(new Change(row.Revision, "service", "create", id, row.Name, After: recorded), ct);
        return row;
    }

    /// <param name="away">Nodes that are silent: node ports of theirs stay taken until they confirm.</param>
    public static async Task<Outcome<ServiceRow>> UpdateAsync(
        Session session, (ServiceRow Row, ServiceSpec Spec) before, ServiceSpec spec, Guid[] away, CancellationToken ct)
    {
        var present = before.Row;
        if (await ServiceRefusals.FindForeignAsync(session, spec, present.NetworkId, ct) is { } foreign)
            return foreign;
        var ports = await NodePorts.ClaimAsync(session, present.Id, spec, present.ClusterIps, away, ct);
        if (ports.Value is not { } placed)
            return ports.Problem ?? Problem.Invalid([]);
        var balanced = await LoadBalancerAddresses.ClaimAsync(session, present.Id, spec, FamiliesOf(present.ClusterIps), ct);
        if (balanced.Problem is not null)
            return balanced.Problem;
        var recorded = placed with { LoadBalancerIps = AddressesOf(spec, balanced.Value) };
        var row = present.With(recorded);
        if (await ServiceTarget.FindLosersAsync(session, row, ct) is { } losers)
            return losers;
        row = row with { Revision = await session.NextRevisionAsync(ct) };
        await ReplaceAsync(session, row, ct);
        await session.AppendAsync(new Change(row.Revision, "service", "update", row.Id, row.Name, Before: before.Spec, After: recorded), ct);
        return row;
    }

    /// <summary>Marks a service as deleted. Its addresses and node ports stay taken until the nodes confirm.</summary>
    public static async Task<long> DeleteAsync(Session session, ServiceSpec before, ServiceRow present, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("UPDATE services SET deleted_revision = $2 WHERE id = $1", ct, Parameter.Of(present.Id), Parameter.Of(revision));
        await session.AppendAsync(new Change(revision, "service", "delete", present.Id, present.Name, Before: before), ct);
        return revision;
    }

    private static Task<int> InsertAsync(Session session, Guid id, ServiceSpec spec, NetworkRow network, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO services (id, project_id, name, labels, network_id, selector, ports, cluster_ips, revision)
        VALUES ($1, $2, $3, '{}', $4, '{}', '[]', '{}', 0)
        """,
        ct,
        Parameter.Of(id),
        Parameter.Of(session.Caller.Project),
        Parameter.Of(spec.Name),
        Parameter.Of(network.Id));

    private static Task<int> ReplaceAsync(Session session, ServiceRow row, CancellationToken ct) => session.ExecuteAsync(
        """
        UPDATE services SET labels = $2, selector = $3, ports = $4, cluster_ips = $5, revision = $6, created_at = $7, updated_at = $8,
            termination_grace_seconds = $9, type = $10, external_name = $11, backends = $12, session_affinity = $13,
            session_affinity_timeout_seconds = $14, internal_traffic_policy = $15, external_traffic_policy = $16,
            health_check = $17, load_balancer_ips = $18, load_balancer_source_ranges = $19, health_check_node_port = $20, prefer_same_zone = $21 WHERE id = $1
        """,
        ct,
        Parameter.Of(row.Id),
        Parameter.OfJson(row.LabelsJson),
        Parameter.OfJson(row.SelectorJson),
        Parameter.OfJson(row.PortsJson),
        Parameter.Of(row.ClusterIps),
        Parameter.Of(row.Revision),
        Parameter.Of(row.CreatedAt),
        Parameter.Of(row.UpdatedAt),
        Parameter.Of(row.TerminationGraceSeconds),
        Parameter.Of(EnumText<ServiceType>.ToText(row.Type)),
        Parameter.OfNullable(row.ExternalName),
        Parameter.OfJson(row.BackendsJson),
        Parameter.Of(EnumText<SessionAffinity>.ToText(row.SessionAffinity)),
        Parameter.Of(row.SessionAffinityTimeoutSeconds),
        Parameter.Of(EnumText<TrafficPolicy>.ToText(row.InternalTrafficPolicy)),
        Parameter.Of(EnumText<TrafficPolicy>.ToText(row.ExternalTrafficPolicy)),
        Parameter.OfJson(row.HealthCheckJson),
        Parameter.Of(row.LoadBalancerIps),
        Parameter.Of(row.LoadBalancerSourceRanges),
        Parameter.OfNullable(row.HealthCheckNodePort),
        Parameter.Of(row.PreferSameZone));

    /// <summary>Nothing is said of them where there are none: the fields of other types stay as they are.</summary>
    private static EquatableList<IPAddress>? AddressesOf(ServiceSpec spec, EquatableList<IPAddress> claimed) => spec.Type == ServiceType.LoadBalancer ? claimed : null;

    private static List<AddressFamily> FamiliesOf(IEnumerable<IPAddress> addresses) => [.. addresses.Select(address => address.AddressFamily).Distinct()];
}
