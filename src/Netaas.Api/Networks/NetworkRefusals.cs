using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Pools;
using Netaas.Api.Services;
using Netaas.Core.Addressing;
using Npgsql;

namespace Netaas.Api.Networks;

/// <summary>Says what stands in the way of a network.</summary>
internal static class NetworkRefusals
{
    public static async Task<Problem?> ExplainAsync(Session session, PostgresException violation, NetworkSpec spec, CancellationToken ct)
    {
        switch (violation.ConstraintName)
        {
            case "networks_name":
                var named = await session.Db.Networks.FirstOrDefaultAsync(
                    row => row.ProjectId == session.Caller.Project && row.Name == spec.Name && row.DeletedRevision == null, ct);
                return Problem.Conflict(
                    "nameTaken", $"A network named '{spec.Name}' exists: choose another name, or change that one with PUT.", CulpritOf(named)).At("name");
            case "networks_vni":
                var holder = await session.Db.Networks.FirstOrDefaultAsync(row => row.Vni == spec.Vni, ct);
                return Problem.Conflict(
                    "vniTaken",
                    $"VNI {spec.Vni} is {(MayName(session, holder) ? $"held by network '{holder?.Name}'" : "in use")}: choose another, or leave it out to have one chosen.",
                    MayName(session, holder) ? CulpritOf(holder) : []).At("vni");
            case "host_ports_apart":
                return await VxlanPorts.ExplainAsync(session, spec.VxlanPort, ct);
            case "network_cidrs_apart":
                return await ExplainOverlapAsync(session, spec, ct);
            default:
                return null;
        }
    }

    /// <summary>
    /// What constraints can't see: routes of nodes, and networks of which one is node-local and the other isn't. Needs the
    /// <see cref="MembershipLock"/>, under which all networks are made.
    /// </summary>
    public static async Task<Problem?> FindClashAsync(Session session, NetworkSpec spec, CancellationToken ct)
    {
        if (!spec.IsNodeLocal && await FindHostRouteAsync(session, spec, ct) is { } route)
            return route;
        foreach (var (field, purpose, cidr) in Wanted(spec))
            if ((await FindOverlapAsync(session, cidr, Next(purpose, cidr), ct, isNodeLocal: spec.IsNodeLocal && purpose == "pods")
                ?? await FindBalancedAsync(session, cidr, Next(purpose, cidr), ct)) is { } overlap)
                return overlap.At(field);
        return null;
    }

    /// <summary>A load-balancer address that a range would take from its service, or null.</summary>
    /// <param name="next">Finds the range to offer instead.</param>
    public static async Task<Problem?> FindBalancedAsync(
        Session session, IPNetwork cidr, Func<Session, CancellationToken, Task<IPNetwork?>> next, CancellationToken ct)
    {
        if (await LoadBalancerAddresses.FindHolderAsync(session, cidr, ct) is not var (address, holder))
            return null;
        var isKnown = session.Caller.MayKnow(holder.ProjectId);
        var what = isKnown
            ? $"{address}, a load-balancer address of service '{holder.Name}'{(holder.DeletedRevision is null ? "" : ", which is being deleted")}"
            : "a range that is in use";
        return Overlap(cidr, what, isKnown ? new Culprit("service", holder.Id, holder.Name) : null, await next(session, ct));
    }

    /// <summary>An address or route of a node that a CIDR would hide, or null.</summary>
    private static async Task<Problem?> FindHostRouteAsync(Session session, NetworkSpec spec, CancellationToken ct)
    {
        foreach (var (field, purpose, cidr) in Wanted(spec))
        {
            await using var command = session.Command(
                """
                SELECT n.id, n.name, r FROM nodes n, unnest(n.host_routes || ARRAY(SELECT network(a)::cidr FROM unnest(n.underlay_addresses) a)) r
                WHERE r && $1 AND masklen(r) > 0 AND n.deleted_revision IS NULL ORDER BY n.name LIMIT 1
                """,
                Parameter.Of(cidr));
            Culprit? node = null;
            var route = default(IPNetwork);
            await using (var reader = await command.ExecuteReaderAsync(ct))
                if (await reader.ReadAsync(ct))
                {
                    node = new Culprit("node", reader.GetGuid(0), reader.GetString(1));
                    route = reader.GetFieldValue<IPNetwork>(2);
                }
            if (node is not null)
                return Overlap(
                    cidr, $"{(session.Caller.IsSystem ? Cidr.Format(route) : "a range")}, which node '{node.Name}' has an address in or a route to", node, await Next(purpose, cidr)(session, ct)).At(field);
        }
        return null;
    }

    /// <summary>Pods that have an interface in a network beside their first.</summary>
    public static IQueryable<PodRow> FurtherPods(Db db, Guid network) =>
        from link in db.PodInterfaces join pod in db.Pods on link.PodId equals pod.Id where link.NetworkId == network && pod.DeletedRevision == null select pod;

    /// <summary>What still stands in a network, or null.</summary>
    public static async Task<Problem?> FindDependentsAsync(Session session, NetworkRow network, CancellationToken ct)
    {
        var pods = await session.Db.Pods.Where(pod => pod.NetworkId == network.Id && pod.DeletedRevision == null)
            .OrderBy(pod => pod.Id).Take(101).Select(pod => new Culprit("pod", pod.Id, pod.Name)).ToListAsync(ct);
        pods.AddRange(await FurtherPods(session.Db, network.Id).OrderBy(pod => pod.Id).Take(101).Select(pod => new Culprit("pod", pod.Id, pod.Name)).ToListAsync(ct));
        var services = await session.Db.Services.Where(service => service.NetworkId == network.Id && service.DeletedRevision == null)
            .OrderBy(service => service.Id).Take(100).Select(service => new Culprit("service", service.Id, service.Name)).ToListAsync(ct);
        if (services.Count > 0)
            return Problem.Conflict(
                "hasDependents",
                $"Network '{network.Name}' has {string.Join(", ", services.Select(service => $"service '{service.Name}'"))}: delete that first, or repeat with ?cascade=true.",
                [.. services, .. pods.Take(100)]);
        if (pods.Count == 0)
            return null;
        var count = pods.Count > 100 ? "more than 100 pods" : pods.Count == 1 ? "1 pod" : $"{pods.Count} pods";
        return Problem.Conflict(
            "hasDependents", $"Network '{network.Name}' holds {count}: delete them first, or repeat with ?cascade=true.", [.. pods.Take(100)]);
    }

    /// <summary>What a CIDR overlaps of that which is recorded, a network's or a reservation, or null.</summary>
    /// <param name="next">Finds the one to offer instead.</param>
    /// <param name="isNodeLocal">Whether other node-local ranges may overlap it.</param>
    public static async Task<Problem?> FindOverlapAsync(
        Session session, IPNetwork cidr, Func<Session, CancellationToken, Task<IPNetwork?>> next, CancellationToken ct, bool isNodeLocal = false)
    {
        await using var command = session.Command(
            """
            SELECT c.id, c.cidr, c.purpose, n.id, n.name, n.deleted_revision IS NOT NULL, p.name, r.note, n.project_id FROM network_cidrs c
            LEFT JOIN networks n ON n.id = c.network_id LEFT JOIN pool_reservations r ON r.id = c.id LEFT JOIN pools p ON p.id = r.pool_id
            WHERE c.cidr && $1 AND NOT ($2 AND c.scope <> $3) ORDER BY c.cidr LIMIT 1
            """,
            Parameter.Of(cidr),
            Parameter.Of(isNodeLocal),
            Parameter.Of(Guid.Empty));
        Culprit? culprit = null;
        string what;
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct))
                return null;
            var held = Cidr.Format(reader.GetFieldValue<IPNetwork>(1));
            var project = await reader.IsDBNullAsync(8, ct) ? Guid.Empty : reader.GetGuid(8);
            if (!session.Caller.MayKnow(project))
                what = "a range that is in use";
            else if (reader.GetString(2) == "reserved")
            {
                var note = reader.GetString(7);
                culprit = new Culprit("reservation", reader.GetGuid(0), reader.GetGuid(0).ToString());
                what = $"{held}, which is reserved in pool '{reader.GetString(6)}'{(note.Length > 0 ? $" ({note})" : "")}";
            }
            else
            {
                culprit = new Culprit("network", reader.GetGuid(3), reader.GetString(4));
                what = $"{held} of network '{culprit.Name}' ({reader.GetString(2)}){(reader.GetBoolean(5) ? ", which is being deleted" : "")}";
            }
        }
        return Overlap(cidr, what, culprit, await next(session, ct));
    }

    private static async Task<Problem?> ExplainOverlapAsync(Session session, NetworkSpec spec, CancellationToken ct)
    {
        foreach (var (field, purpose, cidr) in Wanted(spec))
            if (await FindOverlapAsync(session, cidr, Next(purpose, cidr), ct) is { } overlap)
                return overlap.At(field);
        return Problem.Conflict("cidrOverlap", "Two CIDRs of this request overlap: keep podCidrs and serviceCidrs apart.").At("serviceCidrs");
    }

    private static IEnumerable<(string Field, string Purpose, IPNetwork Cidr)> Wanted(NetworkSpec spec) =>
    [
        .. (spec.PodCidrs ?? []).Select((cidr, place) => ($"podCidrs[{place}]", "pods", cidr)),
        .. (spec.ServiceCidrs ?? []).Select((cidr, place) => ($"serviceCidrs[{place}]", "services", cidr)),
    ];

    private static Func<Session, CancellationToken, Task<IPNetwork?>> Next(string purpose, IPNetwork cidr) =>
        (session, ct) => PoolSpace.NextAsync(session, new Cut(purpose, cidr.Family(), cidr.PrefixLength), ct);

    private static Problem Overlap(IPNetwork cidr, string what, Culprit? culprit, IPNetwork? free)
    {
        var advice = free is { } next ? $"the next free one is {Cidr.Format(next)}" : "choose another";
        return Problem.Conflict(
            "cidrOverlap", $"{Cidr.Format(cidr)} overlaps {what}: {advice}.", culprit is null ? [] : [culprit], free is { } suggestion ? Cidr.Format(suggestion) : null);
    }

    private static bool MayName(Session session, NetworkRow? network) => network is not null && session.Caller.MayKnow(network.ProjectId);

    private static Culprit[] CulpritOf(NetworkRow? row) => row is null ? [] : [new Culprit("network", row.Id, row.Name)];
}
