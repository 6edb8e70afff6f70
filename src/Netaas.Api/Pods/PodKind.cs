using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Nodes;
using Netaas.Api.PortMappings;
using Netaas.Api.Projects;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Npgsql;

namespace Netaas.Api.Pods;

/// <summary>Pods: what is asked of them, and what they show.</summary>
internal sealed class PodKind(PortMappingKind mappings, ProjectDirectory projects, PodBatches batches, PodLookups lookups, BlockRefills refills, NodeBoard board) : IResourceKind<PodSpec, PodRow>, IGracefulKind<PodRow>
{
    /// <summary>Computed once a node: a list shows as many namespaces as pods.</summary>
    private readonly ConcurrentDictionary<NodeId, string> _netnsPrefixes = new();

    public string Kind => "pod";

    public string Table => "pods";

    public IReadOnlyList<string> Filters => ["network", "node"];

    public PodSpec Read(FieldReader body) => PodSpec.Read(body);

    public Task CheckReferencesAsync(Session session, PodSpec spec, FieldReader body, CancellationToken ct) =>
        PodRefusals.NoteMissingAsync(session, spec, body, ct);

    public PodSpec SpecOf(PodRow row) => new(
        row.Name,
        Labels.FromJson(row.LabelsJson),
        row.Network?.Name ?? (row.Mode == PodMode.Network ? PodSpec.DefaultNetwork : ""),
        row.Node?.Name ?? "",
        row.Mode,
        PortsOf(row),
        row.Addresses.ToEquatableList(),
        OwnMac(row),
        row.NetnsPath)
    {
        SharedWith = row.SharedWith?.Name,
        Drain = row.DrainedAt is not null,
        Weight = row.Weight > 1 ? row.Weight : null,
        Interfaces = InterfacesOf(row),
    };

    public PodSpec Keep(PodSpec wanted, PodRow present)
    {
        var spec = Kept(wanted, present);
        return InterfacesOf(present) is null ? spec.WithoutUsual() : spec;
    }

    public PodSpec Spare(PodSpec wanted, PodRow present) => IsTerminating(present) ? wanted with { Drain = true } : wanted;

    private static PodSpec Kept(PodSpec wanted, PodRow present) => wanted with
    {
        Addresses = wanted.Addresses ?? present.Addresses.ToEquatableList(),
        Mac = wanted.Mac ?? OwnMac(present),
        SharedWith = wanted.SharedWith == present.SharedWithId?.ToString() ? present.SharedWith?.Name : wanted.SharedWith,
        Network = wanted.Network == present.NetworkId?.ToString() ? present.Network?.Name ?? wanted.Network : wanted.Network,
        Node = wanted.Node == present.NodeId.ToString() ? present.Node?.Name ?? wanted.Node : wanted.Node,
        Interfaces = PodInterfaces.Keep(wanted.Interfaces, InterfacesOf(present), [present.NetworkId ?? default, .. present.Interfaces.Select(link => link.NetworkId)]),
    };

    public IEnumerable<string> ImmutableDifferences(PodSpec wanted, PodSpec present)
    {
        if (wanted.Network != present.Network)
            yield return "network";
        if (wanted.Node != present.Node)
            yield return "node";
        if (wanted.Mode != present.Mode)
            yield return "mode";
        if (wanted.Addresses != present.Addresses)
            yield return "addresses";
        if (wanted.Mac != present.Mac)
            yield return "mac";
        if (wanted.NetnsPath != present.NetnsPath)
            yield return "netnsPath";
        if (wanted.SharedWith != present.SharedWith)
            yield return "sharedWith";
        if (wanted.Interfaces != present.Interfaces)
            yield return "interfaces";
    }

    public Task<PodRow?> FindAsync(Session session, string reference, CancellationToken ct) => PodRows.FindAsync(session, reference, ct);

    /// <summary>By id it goes the way of every kind.</summary>
    public async Task<PodRow?> ReadAsync(NpgsqlDataSource dataSource, Caller caller, string reference, CancellationToken ct)
    {
        if (!Guid.TryParse(reference, out _))
            return await lookups.FindAsync(caller.Project, reference);
        await using var session = await Session.OpenAsync(dataSource, caller, ct);
        return await FindAsync(session, reference, ct);
    }

    public async Task<PodRow?> LockAsync(Session session, Guid id, CancellationToken ct)
    {
        var row = await Live(session).LockedAsync(session, "pods", id, ct);
        if (row is not null)
            await PodInterfaces.LoadAsync(session.Db, [row], ct);
        return row;
    }

    public async Task<IReadOnlyList<PodRow>> ListAsync(Session session, ListQuery query, CancellationToken ct)
    {
        if (query.Fields.Count == 0 && query.Labels.Count == 0 && !session.IsInTransaction)
            return await lookups.PageAsync(session.Caller, query);
        var rows = session.Db.Pods.Where(row => row.DeletedRevision == null).VisibleTo(session.Caller);
        if (query.Fields.TryGetValue("network", out var network))
            rows = InNetwork(session.Db, rows, network);
        if (query.Fields.TryGetValue("node", out var node))
            rows = Guid.TryParse(node, out var id) ? rows.Where(row => row.NodeId == id) : rows.Where(row => row.Node != null && row.Node.Name == node);
        var page = await rows.After(query).Select(PodRows.Shown).ToListAsync(ct);
        await PodInterfaces.LoadAsync(session.Db, page, ct);
        return page;
    }

    public async Task<Outcome<PodRow>> CreateAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        spec = spec.WithoutUsual();
        if (spec.Mode != PodMode.Network)
            return await NamespacePods.CreateAsync(session, spec, ct);
        if (spec is { Addresses: null, Drain: false, Weight: null, Interfaces: null } && await CreateAtOnceAsync(session, spec, ct) is { } row)
            return row;
        if (await PodRefusals.FindNameTakenAsync(session, spec, ct) is { } taken)
            return taken;
        await session.BeginAsync(ct);
        // Before any CIDR is locked: who adds a network or a node takes the membership lock first, too.
        if ((spec.Network == PodSpec.DefaultNetwork || spec.Interfaces?.Any(link => link.Network == PodSpec.DefaultNetwork) == true) && await EnsureDefaultNetworkAsync(session, ct) is { } refused)
            return refused;
        return await PodStore.CreateAsync(session, spec, ct);
    }

    public async Task<Outcome<PodRow>> UpdateAsync(Session session, PodRow present, PodSpec spec, CancellationToken ct) =>
        IsTerminating(present) ? PodRefusals.Terminating(present) : await PodStore.UpdateAsync(session, SpecOf(present), present, spec, ct);

    public bool IsTerminating(PodRow row) => row.TerminatesAt is not null;

    /// <summary>What depends on it stands as long as it does, and goes along.</summary>
    public async Task<Outcome<DateTime>> TerminateAsync(Session session, PodRow present, TimeSpan grace, bool cascade, CancellationToken ct)
    {
        if (!cascade && await PodRefusals.FindDependentsAsync(session, present, ct) is { } dependents)
            return dependents;
        return await PodStore.TerminateAsync(session, SpecOf(present), present, grace, ct);
    }

    /// <summary>What began at a node ends there, with its container.</summary>
    public bool IsAskedFor(PodRow row) => row.Origin != "node";

    public async Task<Outcome<long>> DeleteAsync(Session session, PodRow present, bool cascade, CancellationToken ct)
    {
        if (!cascade && await PodRefusals.FindDependentsAsync(session, present, ct) is { } dependents)
            return dependents;
        await Cascade.DeleteAsync(session, this, session.Db.Pods.Where(row => row.SharedWithId == present.Id && row.DeletedRevision == null), ct);
        await Cascade.DeleteAsync(session, mappings, session.Db.PortMappings.Where(row => row.PodId == present.Id && row.DeletedRevision == null), ct);
        return await PodStore.DeleteAsync(session, SpecOf(present), present, ct);
    }

    public Task<Problem?> ExplainAsync(Session session, PostgresException violation, PodSpec spec, CancellationToken ct) =>
        PodRefusals.ExplainAsync(session, violation, spec, ct);

    /// <summary>The pod on its node; and that the others know the way to its block.</summary>
    public IReadOnlyList<Requirement> RequirementsOf(PodRow row)
    {
        var node = new NodeId(row.NodeId);
        var own = new Requirement(ItemKey.Of(new PodId(row.Id)), row.Revision, [node]);
        return row.NetworkId is not { } network
            ? [own]
            : [own, WayTo(network, row.BlockRevision), .. row.Interfaces.Select(link => WayTo(link.NetworkId, link.BlockRevision))];

        Requirement WayTo(Guid network, long revision) => new(ItemKey.Of(new NetworkId(network), node), revision, null, Own: false);
    }

    public object ToWire(PodRow row, Verdict verdict)
    {
        return new PodResource(
            row.Id, row.Name, projects.NameOf(row.ProjectId), Labels.FromJson(row.LabelsJson), row.Network?.Name, row.Node?.Name ?? "", row.Mode, PortsOf(row),
            row.Addresses.ToEquatableList(), OwnMac(row), InterfacesOf(row), row.NetnsPath, row.SharedWith?.Name, row.DrainedAt is not null, row.Weight, row.Origin, row.AttachmentId, SourceOf(row),
            row.Revision, row.CreatedAt, row.UpdatedAt,
            new PodStatus(IsTerminating(row) ? Phase.Terminating : verdict.Phase, NetnsOf(row), (row.SharedWith ?? row).Mode == PodMode.Network ? (row.SharedWith ?? row).Interface : null, DnsOf(row.SharedWith ?? row), row.TerminatesAt, verdict.Conditions));
    }

    /// <summary>With others who ask at the same time, unless the session has written before: its own writes are only seen by itself.</summary>
    private async Task<PodRow?> CreateAtOnceAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        if (session.IsInTransaction)
            return await PodStatement.ExecuteAsync(session, spec, ct);
        await session.LendAsync();
        for (var attempt = 1; ; attempt++)
        {
            var (row, alone) = await batches.CreateAsync(session.Caller, spec, ct);
            if (row is not null)
            {
                session.Changes.Add(PodStatement.ChangeOf(row));
                return row;
            }
            // A crowd may use up what was filled before this one's turn comes; in the end it waits in the line of the longer way.
            if (!alone && attempt < 3 && await refills.RunAsync(session.Caller, spec))
                continue;
            await session.ResumeAsync(ct);
            return alone ? await PodStatement.ExecuteAsync(session, spec, ct) : null;
        }
    }

    /// <summary>Where its processes run: its own namespace, the one that it shares, or the node's.</summary>
    private string NetnsOf(PodRow row) => row switch
    {
        { SharedWith: { } owner } => NetnsOf(owner),
        { Mode: PodMode.Host, Node: { } node } => NodeFactsColumns.Read(node).NetnsPath,
        _ => row.NetnsPath ?? GeneratedNames.Netns(_netnsPrefixes.GetOrAdd(new NodeId(row.NodeId), GeneratedNames.NetnsPrefix), new PodId(row.Id)),
    };

    /// <summary>What the node offers in the pod's network; null where it offers nothing, or has not said so yet.</summary>
    private PodDns? DnsOf(PodRow row)
    {
        foreach (var offer in board.Nodes.GetValueOrDefault(new NodeId(row.NodeId))?.Report?.Names ?? [])
            if (offer.Network.Value == row.NetworkId)
                return new PodDns(offer.Nameservers, offer.Search, NamesOffer.Options);
        return null;
    }

    /// <summary>All of a pod's interfaces; null where it has the usual one alone, or its runtime named what it has.</summary>
    private static EquatableList<PodInterface>? InterfacesOf(PodRow row) =>
        row.Mode != PodMode.Network || (row.Interfaces.Count == 0 && (row.Interface == PodItem.UsualInterface || row.Origin != "api"))
            ? null
            : [new PodInterface(row.Interface, row.Network?.Name ?? PodSpec.DefaultNetwork, row.Addresses.ToEquatableList(), OwnMac(row)), .. row.Interfaces.Select(link => link.ToWire())];

    /// <summary>Those with an interface in a network, whichever.</summary>
    private static IQueryable<PodRow> InNetwork(Db db, IQueryable<PodRow> rows, string network) => Guid.TryParse(network, out var id)
        ? rows.Where(row => row.NetworkId == id || (row.MoreInterfaces > 0 && db.PodInterfaces.Any(link => link.PodId == row.Id && link.NetworkId == id)))
        : rows.Where(row => (row.Network != null && row.Network.Name == network)
            || (row.MoreInterfaces > 0 && db.PodInterfaces.Any(link => link.PodId == row.Id && link.Network != null && link.Network.Name == network)));

    /// <summary>Null for the modes that have no interface of their own.</summary>
    private static MacAddress? OwnMac(PodRow row) => row.Mode == PodMode.Network ? MacAddress.FromBytes(row.Mac.GetAddressBytes()) : null;

    private static Task<bool> HasDefaultNetworkAsync(Session session, CancellationToken ct) => session.Db.Networks.AnyAsync(
        row => row.ProjectId == session.Caller.Project && row.Name == PodSpec.DefaultNetwork && row.DeletedRevision == null, ct);

    /// <summary>Makes the network of those who name none, unless it is there.</summary>
    public static async Task<Problem?> EnsureDefaultNetworkAsync(Session session, CancellationToken ct)
    {
        if (await HasDefaultNetworkAsync(session, ct))
            return null;
        await MembershipLock.TakeAsync(session, ct);
        if (await HasDefaultNetworkAsync(session, ct))
            return null;
        var body = FieldReader.Of(JsonSerializer.SerializeToElement(new { name = PodSpec.DefaultNetwork, servicePrefixLengths = new[] { 20 } }));
        return (await NetworkStore.CreateAsync(session, NetworkSpec.Read(body), ct)).Problem;
    }

    private static EquatableList<PodPort> PortsOf(PodRow row) =>
        row.PortsJson == "[]" ? [] : JsonSerializer.Deserialize<EquatableList<PodPort>>(row.PortsJson, NetaasJson.Options);

    private static PodSource? SourceOf(PodRow row) =>
        row.SourceJson is null ? null : JsonSerializer.Deserialize<PodSource>(row.SourceJson, NetaasJson.Options);

    private static IQueryable<PodRow> Live(Session session) => session.Db.Pods.Include(row => row.Network).Include(row => row.Node).Include(row => row.SharedWith)
        .Where(row => row.DeletedRevision == null).VisibleTo(session.Caller);
}
