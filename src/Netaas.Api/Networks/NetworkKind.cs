using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Pods;
using Netaas.Api.Projects;
using Netaas.Api.Resources;
using Netaas.Api.Services;
using Netaas.Api.Status;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Networks;

/// <summary>Networks: what is asked of them, and what they show.</summary>
internal sealed class NetworkKind(PodKind pods, ServiceKind services, AddressCounts counts, ProjectDirectory projects, NodeBoard board) : IResourceKind<NetworkSpec, NetworkRow>
{
    public string Kind => "network";

    public string Table => "networks";

    public IReadOnlyList<string> Filters => [];

    public NetworkSpec Read(FieldReader body) => NetworkSpec.Read(body);

    public Task CheckReferencesAsync(Session session, NetworkSpec spec, FieldReader body, CancellationToken ct) => Task.CompletedTask;

    public NetworkSpec SpecOf(NetworkRow row) => NetworkSpec.Of(row);

    public NetworkSpec Keep(NetworkSpec wanted, NetworkRow present)
    {
        var before = SpecOf(present);
        return wanted with
        {
            PodCidrs = wanted.PodCidrs ?? before.PodCidrs,
            ServiceCidrs = wanted.ServiceCidrs ?? before.ServiceCidrs,
            NodePrefixLengths = wanted.NodePrefixLengths ?? before.NodePrefixLengths,
            Wish = before.Unmet(wanted.Wish),
            Vni = wanted.Vni ?? before.Vni,
            Mtu = wanted.Mtu ?? (present.MtuGiven ? null : before.Mtu),
        };
    }

    /// <summary>Containers that began at nodes may stand in it, and its range is taken until the nodes have let go.</summary>
    public bool MayBeMadeAnew => false;

    public void Recall(JsonObject recorded)
    {
        if (recorded.Remove(NetworkSpec.MtuGivenField, out var given) && given is JsonValue value && !value.GetValue<bool>())
            recorded.Remove("mtu");
    }

    public IEnumerable<string> ImmutableDifferences(NetworkSpec wanted, NetworkSpec present)
    {
        if (wanted.Type != present.Type)
            yield return "type";
        if (wanted.PodCidrs != present.PodCidrs)
            yield return "podCidrs";
        if (wanted.ServiceCidrs != present.ServiceCidrs)
            yield return "serviceCidrs";
        if (wanted.Wish.Families is not null)
            yield return "families";
        if (wanted.Wish.PodPrefixLengths is not null)
            yield return "podPrefixLengths";
        if (wanted.Wish.ServicePrefixLengths is not null)
            yield return "servicePrefixLengths";
        if (wanted.NodePrefixLengths != present.NodePrefixLengths)
            yield return "nodePrefixLengths";
        if (wanted.Encapsulation != present.Encapsulation)
            yield return "encapsulation";
        if (wanted.Vni != present.Vni)
            yield return "vni";
        if (wanted.VxlanPort != present.VxlanPort)
            yield return "vxlanPort";
    }

    public async Task<NetworkRow?> FindAsync(Session session, string reference, CancellationToken ct)
    {
        await counts.RefreshAsync(ct);
        return await WithMembersAsync(session, await Live(session).ByReferenceAsync(session.Caller, reference, ct), ct);
    }

    /// <summary>Its members may change with it: so they are locked first, as by whoever adds a node.</summary>
    public async Task<NetworkRow?> LockAsync(Session session, Guid id, CancellationToken ct)
    {
        await MembershipLock.TakeAsync(session, ct);
        return await WithMembersAsync(session, await Live(session).LockedAsync(session, "networks", id, ct), ct);
    }

    public async Task<IReadOnlyList<NetworkRow>> ListAsync(Session session, ListQuery query, CancellationToken ct)
    {
        await counts.RefreshAsync(ct);
        var rows = await Live(session).After(query).ToListAsync(ct);
        await Membership.LoadAsync(session.Db, rows, ct);
        return rows;
    }

    public Task<Outcome<NetworkRow>> CreateAsync(Session session, NetworkSpec spec, CancellationToken ct) => NetworkStore.CreateAsync(session, spec, ct);

    public Task<Outcome<NetworkRow>> UpdateAsync(Session session, NetworkRow present, NetworkSpec spec, CancellationToken ct) =>
        NetworkStore.UpdateAsync(session, SpecOf(present), present, spec, ct);

    public async Task<Outcome<long>> DeleteAsync(Session session, NetworkRow present, bool cascade, CancellationToken ct)
    {
        if (!cascade && await NetworkRefusals.FindDependentsAsync(session, present, ct) is { } dependents)
            return dependents;
        await Cascade.DeleteAsync(session, services, session.Db.Services.Where(row => row.NetworkId == present.Id && row.DeletedRevision == null), ct);
        await Cascade.DeleteAsync(session, pods, session.Db.Pods.Where(row => row.NetworkId == present.Id && row.DeletedRevision == null), ct);
        await Cascade.DeleteAsync(session, pods, NetworkRefusals.FurtherPods(session.Db, present.Id), ct);
        return await NetworkStore.DeleteAsync(session, SpecOf(present), present, ct);
    }

    public Task<Problem?> ExplainAsync(Session session, PostgresException violation, NetworkSpec spec, CancellationToken ct) =>
        NetworkRefusals.ExplainAsync(session, violation, spec, ct);

    /// <summary>On its members; those that leave have to let go of it.</summary>
    public IReadOnlyList<Requirement> RequirementsOf(NetworkRow row)
    {
        var own = new Requirement(ItemKey.Of(new NetworkId(row.Id)), row.Revision, row.Members);
        return row.Leaving.Count == 0 ? [own] : [own, own with { Nodes = row.Leaving, Own = false }];
    }

    public object ToWire(NetworkRow row, Verdict verdict)
    {
        var spec = SpecOf(row);
        var cutOff = DirectReach.Conditions(row, row.Members is { } members ? members.Select(id => board.Nodes.GetValueOrDefault(id)).OfType<NodeState>() : board.Nodes.Values);
        return new NetworkResource(
            row.Id, row.Name, projects.NameOf(row.ProjectId), spec.Labels, spec.Type, spec.PodCidrs ?? [], spec.ServiceCidrs ?? [], spec.NodePrefixLengths ?? [],
            row.Encapsulation, row.Vni, row.VxlanPort, row.Mtu, row.Egress, row.NodeEgress, spec.NodeSelector, row.Revision, row.CreatedAt, row.UpdatedAt,
            new NetworkStatus(
                cutOff.Count > 0 && verdict.Phase == Phase.Ready ? Phase.Degraded : verdict.Phase,
                new NodeCount(verdict.Ready, verdict.Total),
                [.. row.CidrsFor("pods").Select(cidr => Utilization.Of(cidr.Cidr.Count(), counts.Of(cidr.Id)))],
                [.. verdict.Conditions, .. cutOff, .. row.Conflicts.OrderBy(conflict => conflict.NodeName, StringComparer.Ordinal).Select(conflict => conflict.ToCondition()),
                    .. row.Strangers.OrderBy(stranger => stranger.NodeName, StringComparer.Ordinal).Select(stranger => stranger.ToCondition())]));
    }

    private static async Task<NetworkRow?> WithMembersAsync(Session session, NetworkRow? row, CancellationToken ct)
    {
        if (row is not null)
            await Membership.LoadAsync(session.Db, [row], ct);
        return row;
    }

    private static IQueryable<NetworkRow> Live(Session session) => session.Db.Networks.Include(row => row.Cidrs).Include(row => row.Conflicts).Include(row => row.Strangers)
        .Where(row => row.DeletedRevision == null).VisibleTo(session.Caller);
}
