using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Projects;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.PortMappings;

/// <summary>Port mappings: what is asked of them, and what they show.</summary>
internal sealed class PortMappingKind(NodeBoard board, ProjectDirectory projects) : IResourceKind<PortMappingSpec, PortMappingRow>
{
    public string Kind => "port-mapping";

    public string Table => "port_mappings";

    public IReadOnlyList<string> Filters => ["pod", "service", "node"];

    public PortMappingSpec Read(FieldReader body) => PortMappingSpec.Read(body);

    public Task CheckReferencesAsync(Session session, PortMappingSpec spec, FieldReader body, CancellationToken ct) =>
        PortMappingRefusals.NoteMissingAsync(session, spec, body, ct);

    public PortMappingSpec SpecOf(PortMappingRow row) => new(
        row.Name,
        Labels.FromJson(row.LabelsJson),
        NodeNames(row),
        row.HostAddress,
        row.HostPort,
        row.HostPortEnd == row.HostPort ? null : row.HostPortEnd,
        row.Protocol,
        row.Pod?.Name,
        row.ServiceId is null ? row.TargetPort : null)
    {
        Service = row.Service?.Name,
        ServicePort = row.ServiceId is null ? null : row.TargetPort,
    };

    public PortMappingSpec Keep(PortMappingSpec wanted, PortMappingRow present) => wanted with
    {
        Nodes = wanted.Nodes?.Select(NameOf).Distinct().Order(StringComparer.Ordinal).ToEquatableList(),
        HostPort = wanted.HostPort ?? present.HostPort,
        TargetPort = wanted.Service is null ? wanted.TargetPort ?? wanted.HostPort ?? present.HostPort : null,
        Service = wanted.Service is not null && wanted.Service == present.ServiceId?.ToString() ? present.Service?.Name ?? wanted.Service : wanted.Service,
        ServicePort = wanted.Service is null ? null : wanted.ServicePort ?? wanted.HostPort ?? present.HostPort,
        Pod = wanted.Pod is not null && wanted.Pod == present.PodId?.ToString() ? present.Pod?.Name ?? wanted.Pod : wanted.Pod,
    };

    public IEnumerable<string> ImmutableDifferences(PortMappingSpec wanted, PortMappingSpec present) => [];

    public async Task<PortMappingRow?> FindAsync(Session session, string reference, CancellationToken ct) =>
        await WithMembersAsync(session, await Live(session).ByReferenceAsync(session.Caller, reference, ct), ct);

    public async Task<PortMappingRow?> LockAsync(Session session, Guid id, CancellationToken ct) =>
        await WithMembersAsync(session, await Live(session).LockedAsync(session, "port_mappings", id, ct), ct);

    public async Task<IReadOnlyList<PortMappingRow>> ListAsync(Session session, ListQuery query, CancellationToken ct)
    {
        var rows = Live(session);
        if (query.Fields.TryGetValue("pod", out var pod))
            rows = Guid.TryParse(pod, out var id) ? rows.Where(row => row.PodId == id) : rows.Where(row => row.Pod != null && row.Pod.Name == pod);
        if (query.Fields.TryGetValue("service", out var service))
            rows = Guid.TryParse(service, out var id) ? rows.Where(row => row.ServiceId == id) : rows.Where(row => row.Service != null && row.Service.Name == service);
        if (query.Fields.TryGetValue("node", out var node))
        {
            var id = await session.Db.Nodes.ByReferenceAsync(node, ct) is { } found ? found.Id : Guid.Empty;
            rows = rows.Where(row => row.Nodes == null || row.Nodes.Contains(id));
        }
        var page = await rows.After(query).ToListAsync(ct);
        await PublishingNodes.LoadAsync(session.Db, page, ct);
        return page;
    }

    /// <summary>Whom the record knows to have the port is named rather than what nodes say of it.</summary>
    public async Task<Outcome<PortMappingRow>> CreateAsync(Session session, PortMappingSpec spec, CancellationToken ct) =>
        TakenPorts.RefusalOf(spec, null, board) is { } taken
            ? await PortMappingRefusals.FindHolderAsync(session, spec, null, ct) ?? taken
            : await WithMembersAsync(session, await PortMappingStore.CreateAsync(session, spec, TakenPorts.OfNodes(spec, board), ct), ct);

    public async Task<Outcome<PortMappingRow>> UpdateAsync(Session session, PortMappingRow present, PortMappingSpec spec, CancellationToken ct) =>
        TakenPorts.RefusalOf(spec, SpecOf(present), board) is { } taken
            ? await PortMappingRefusals.FindHolderAsync(session, spec, present.Id, ct) ?? taken
            : await WithMembersAsync(
                session, await PortMappingStore.UpdateAsync(session, (present, SpecOf(present)), spec, board.AwayOf(RequirementsOf(present)), ct), ct);

    public Task LetGoAsync(Session session, PortMappingRow present, CancellationToken ct)
    {
        // The port of its service, too: whether it has one is seen when it is written.
        session.GivingWay.Add(present.Id);
        return session.ExecuteAsync("DELETE FROM host_ports WHERE owner_id = $1", ct, Parameter.Of(present.Id));
    }

    public async Task<Outcome<long>> DeleteAsync(Session session, PortMappingRow present, bool cascade, CancellationToken ct) =>
        await PortMappingStore.DeleteAsync(session, SpecOf(present), present, ct);

    /// <summary>A node that is away keeps its own port and nobody else's.</summary>
    public Task<bool> IsHeldAsync(Session session, Guid id, Guid[] away, CancellationToken ct) => session.ScalarAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM port_mappings WHERE id = $1) AND (cardinality($2) = 0 OR EXISTS (SELECT 1 FROM host_ports WHERE owner_id = $1 AND node_id <> ALL ($2)))",
        ct, Parameter.Of(id), Parameter.Of(away));

    public Task<Problem?> ExplainAsync(Session session, PostgresException violation, PortMappingSpec spec, CancellationToken ct) =>
        PortMappingRefusals.ExplainAsync(session, violation, spec, ct);

    public IReadOnlyList<Requirement> RequirementsOf(PortMappingRow row) =>
        [new Requirement(ItemKey.Of(new PortMappingId(row.Id)), row.Revision, PublishingNodes.Of(row))];

    public object ToWire(PortMappingRow row, Verdict verdict)
    {
        var spec = SpecOf(row);
        var cutOff = PublishingNodes.ConditionsOf(row, id => NameOf(id.ToString())).ToList();
        return new PortMappingResource(
            row.Id, row.Name, projects.NameOf(row.ProjectId), spec.Labels, spec.Nodes, row.HostAddress, row.HostPort, spec.HostPortEnd, row.Protocol, row.Pod?.Name, spec.TargetPort,
            spec.Service, spec.ServicePort, row.Revision, row.CreatedAt, row.UpdatedAt,
            new PortMappingStatus(
                cutOff.Count > 0 && verdict.Phase == Phase.Ready ? Phase.Degraded : verdict.Phase,
                new NodeCount(verdict.Ready, verdict.Total), [.. verdict.Conditions, .. cutOff]));
    }

    private static async Task<PortMappingRow?> WithMembersAsync(Session session, PortMappingRow? row, CancellationToken ct)
    {
        if (row is not null)
            await PublishingNodes.LoadAsync(session.Db, [row], ct);
        return row;
    }

    private static async Task<Outcome<PortMappingRow>> WithMembersAsync(Session session, Outcome<PortMappingRow> written, CancellationToken ct)
    {
        await WithMembersAsync(session, written.Value, ct);
        return written;
    }

    private EquatableList<string>? NodeNames(PortMappingRow row) =>
        row.Nodes?.Select(id => NameOf(id.ToString())).Order(StringComparer.Ordinal).ToEquatableList();

    private string NameOf(string reference) =>
        Guid.TryParse(reference, out var id) && board.Nodes.TryGetValue(new NodeId(id), out var node) ? node.Name : reference;

    private static IQueryable<PortMappingRow> Live(Session session) => session.Db.PortMappings.Include(row => row.Pod).Include(row => row.Service)
        .Where(row => row.DeletedRevision == null).VisibleTo(session.Caller);
}
