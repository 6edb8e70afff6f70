using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
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
                    "nameTaken", $"A network named '{spec.Name}' exists: choose another name, or change that one with PUT.", CulpritOf(named));
            case "networks_vni":
                var holder = await session.Db.Networks.FirstOrDefaultAsync(row => row.Vni == spec.Vni, ct);
                return Problem.Conflict(
                    "vniTaken", $"VNI {spec.Vni} is held by network '{holder?.Name}': choose another, or leave it out to have one chosen.", CulpritOf(holder));
            case "network_cidrs_apart":
                return await ExplainOverlapAsync(session, spec, ct);
            default:
                return null;
        }
    }

    /// <summary>An address or route of a node that a CIDR would hide, or null.</summary>
    public static async Task<Problem?> FindHostRouteAsync(Session session, IReadOnlyList<IPNetwork> cidrs, CancellationToken ct)
    {
        foreach (var cidr in cidrs)
        {
            await using var command = session.Command(
                """
                SELECT n.id, n.name, r FROM nodes n, unnest(n.host_routes || ARRAY(SELECT network(a)::cidr FROM unnest(n.underlay_addresses) a)) r
                WHERE r && $1 AND masklen(r) > 0 ORDER BY n.name LIMIT 1
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
                return await OverlapAsync(session, cidr, $"{Cidr.Format(route)}, which node '{node.Name}' has an address in or a route to", node, ct);
        }
        return null;
    }

    /// <summary>What still stands in a network, or null.</summary>
    public static async Task<Problem?> FindDependentsAsync(Session session, NetworkRow network, CancellationToken ct)
    {
        var pods = await session.Db.Pods.Where(pod => pod.NetworkId == network.Id && pod.DeletedRevision == null)
            .OrderBy(pod => pod.Id).Take(101).Select(pod => new Culprit("pod", pod.Id, pod.Name)).ToListAsync(ct);
        if (pods.Count == 0)
            return null;
        var count = pods.Count > 100 ? "more than 100 pods" : pods.Count == 1 ? "1 pod" : $"{pods.Count} pods";
        return Problem.Conflict(
            "hasDependents", $"Network '{network.Name}' holds {count}: delete them first, or repeat with ?cascade=true.", [.. pods.Take(100)]);
    }

    private static async Task<Problem?> ExplainOverlapAsync(Session session, NetworkSpec spec, CancellationToken ct)
    {
        IReadOnlyList<IPNetwork> wanted = [.. spec.PodCidrs ?? [], .. spec.ServiceCidrs];
        foreach (var cidr in wanted)
        {
            await using var command = session.Command(
                "SELECT n.id, n.name, c.cidr, c.purpose, n.deleted_revision IS NOT NULL FROM network_cidrs c JOIN networks n ON n.id = c.network_id WHERE c.cidr && $1 LIMIT 1",
                Parameter.Of(cidr));
            Culprit? network = null;
            var what = "";
            await using (var reader = await command.ExecuteReaderAsync(ct))
                if (await reader.ReadAsync(ct))
                {
                    network = new Culprit("network", reader.GetGuid(0), reader.GetString(1));
                    var going = reader.GetBoolean(4) ? ", which is being deleted" : "";
                    what = $"{Cidr.Format(reader.GetFieldValue<IPNetwork>(2))} of network '{network.Name}' ({reader.GetString(3)}){going}";
                }
            if (network is not null)
                return await OverlapAsync(session, cidr, what, network, ct);
        }
        return Problem.Conflict("cidrOverlap", "Two CIDRs of this request overlap: keep podCidrs and serviceCidrs apart.");
    }

    private static async Task<Problem> OverlapAsync(
        Session session, IPNetwork cidr, string what, Culprit culprit, CancellationToken ct)
    {
        var free = cidr.Family() == System.Net.Sockets.AddressFamily.InterNetwork ? await PodCidrChoice.NextAsync(session, ct, cidr.PrefixLength) : null;
        var advice = free is { } next ? $"the next free one is {Cidr.Format(next)}" : "choose another";
        return Problem.Conflict(
            "cidrOverlap", $"{Cidr.Format(cidr)} overlaps {what}: {advice}.", [culprit], free is { } suggestion ? Cidr.Format(suggestion) : null);
    }

    private static Culprit[] CulpritOf(NetworkRow? row) => row is null ? [] : [new Culprit("network", row.Id, row.Name)];
}
