using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;

namespace Netaas.Api.Services;

/// <summary>Writes services, with the virtual addresses that they hold.</summary>
internal static class ServiceStore
{
    public static async Task<Outcome<ServiceRow>> CreateAsync(Session session, ServiceSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        if (await ServiceRefusals.LiveNetworks(session).ByReferenceAsync(spec.Network, ct) is not { } network)
            return Problem.Invalid([ServiceRefusals.UnknownNetwork(spec.Network)]);
        if (!network.CidrsFor("services").Any())
            return Problem.Invalid([ServiceRefusals.NoServiceCidr(network)]);
        var id = session.NewId("service", spec.Name);
        // The row first: addresses refer to it.
        await InsertAsync(session, id, spec, network, ct);
        var taken = await ClusterAddresses.TakeAsync(session, id, network, spec.ClusterIps, ct);
        if (taken.Problem is not null)
            return taken.Problem;
        var row = new ServiceRow
        {
            Id = id,
            ProjectId = session.Caller.Project,
            Name = spec.Name,
            LabelsJson = spec.Labels.ToJson(),
            NetworkId = network.Id,
            Network = network,
            SelectorJson = spec.Selector.ToJson(),
            PortsJson = ChangeLog.ToJson(spec.Ports) ?? "[]",
            ClusterIps = [.. taken.Value],
            TerminationGraceSeconds = spec.TerminationGraceSeconds,
            Revision = await session.NextRevisionAsync(ct),
            CreatedAt = DateTime.UtcNow,
            UpdatedAt = DateTime.UtcNow,
        };
        await session.ExecuteAsync(
            "UPDATE services SET cluster_ips = $2, revision = $3, created_at = $4, updated_at = $4 WHERE id = $1",
            ct, Parameter.Of(id), Parameter.Of(row.ClusterIps), Parameter.Of(row.Revision), Parameter.Of(row.CreatedAt));
        await session.AppendAsync(
            new Change(row.Revision, "service", "create", id, row.Name, After: spec with { Network = network.Name, ClusterIps = taken.Value }), ct);
        return row;
    }

    public static async Task<Outcome<ServiceRow>> UpdateAsync(
        Session session, ServiceSpec before, ServiceRow present, ServiceSpec spec, CancellationToken ct)
    {
        var row = present with
        {
            LabelsJson = spec.Labels.ToJson(),
            SelectorJson = spec.Selector.ToJson(),
            PortsJson = ChangeLog.ToJson(spec.Ports) ?? "[]",
            TerminationGraceSeconds = spec.TerminationGraceSeconds,
            Revision = await session.NextRevisionAsync(ct),
            UpdatedAt = DateTime.UtcNow,
        };
        await session.ExecuteAsync(
            "UPDATE services SET labels = $2, selector = $3, ports = $4, revision = $5, updated_at = $6, termination_grace_seconds = $7 WHERE id = $1",
            ct,
            Parameter.Of(row.Id),
            Parameter.OfJson(row.LabelsJson),
            Parameter.OfJson(row.SelectorJson),
            Parameter.OfJson(row.PortsJson),
            Parameter.Of(row.Revision),
            Parameter.Of(row.UpdatedAt),
            Parameter.Of(row.TerminationGraceSeconds));
        await session.AppendAsync(new Change(row.Revision, "service", "update", row.Id, row.Name, Before: before, After: spec), ct);
        return row;
    }

    /// <summary>Marks a service as deleted. Its addresses stay taken until the nodes confirm.</summary>
    public static async Task<long> DeleteAsync(Session session, ServiceSpec before, ServiceRow present, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("UPDATE services SET deleted_revision = $2 WHERE id = $1", ct, Parameter.Of(present.Id), Parameter.Of(revision));
        await session.AppendAsync(new Change(revision, "service", "delete", present.Id, present.Name, Before: before), ct);
        return revision;
    }

    private static Task<int> InsertAsync(Session session, Guid id, ServiceSpec spec, NetworkRow network, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO services (id, project_id, name, labels, network_id, selector, ports, cluster_ips, revision, termination_grace_seconds)
        VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', 0, $8)
        """,
        ct,
        Parameter.Of(id),
        Parameter.Of(session.Caller.Project),
        Parameter.Of(spec.Name),
        Parameter.OfJson(spec.Labels.ToJson()),
        Parameter.Of(network.Id),
        Parameter.OfJson(spec.Selector.ToJson()),
        Parameter.OfJson(ChangeLog.ToJson(spec.Ports)),
        Parameter.Of(spec.TerminationGraceSeconds));
}
