using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Pods;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>Says what stands in the way of a service.</summary>
internal static class ServiceRefusals
{
    public static async Task NoteMissingAsync(Session session, ServiceSpec spec, FieldReader body, CancellationToken ct)
    {
        if (spec.Network != PodSpec.DefaultNetwork && await NetworkStore.Live(session).ByReferenceAsync(spec.Network, ct) is null)
            body.Refuse("network", "unknownNetwork", UnknownNetwork(spec.Network).Message);
    }

    public static async Task<Problem?> ExplainAsync(Session session, PostgresException violation, ServiceSpec spec, CancellationToken ct)
    {
        if (violation.ConstraintName == "host_ports_apart")
            return await NodePorts.ExplainAsync(session, spec, ct);
        if (violation.ConstraintName == "load_balancer_ips_once")
            return await LoadBalancerAddresses.ExplainAsync(session, spec, ct);
        if (violation.ConstraintName != "services_name")
            return null;
        var named = await session.Db.Services.FirstOrDefaultAsync(
            row => row.ProjectId == session.Caller.Project && row.Name == spec.Name && row.DeletedRevision == null, ct);
        return Problem.Conflict(
            "nameTaken",
            $"A service named '{spec.Name}' exists: choose another name, or change that one with PUT.",
            named is null ? [] : [new Culprit("service", named.Id, named.Name)]).At("name");
    }

    public static FieldProblem UnknownNetwork(string reference) =>
        new("network", "unknownNetwork", $"There is no network '{reference}': create it first, with serviceCidrs or servicePrefixLengths.");

    public static FieldProblem NoServiceCidr(NetworkRow network) => new(
        "network", "noServiceCidr", $"Network '{network.Name}' has no service CIDR: use one that was created with serviceCidrs or servicePrefixLengths.");

    /// <summary>A backend in another network would open a way between the two; one at a virtual address would lead in a circle.</summary>
    public static async Task<Problem?> FindForeignAsync(Session session, ServiceSpec spec, Guid network, CancellationToken ct)
    {
        var problems = new List<FieldProblem>();
        var backends = spec.Backends ?? [];
        for (var i = 0; i < backends.Count; i++)
            if (await session.ScalarAsync<bool>(
                """
                SELECT EXISTS (SELECT 1 FROM network_cidrs c JOIN networks n ON n.id = c.network_id AND n.deleted_revision IS NULL
                    WHERE c.cidr >>= $1 AND (c.purpose = 'services' OR n.id <> $2))
                AND NOT EXISTS (SELECT 1 FROM network_cidrs WHERE cidr >>= $1 AND purpose = 'pods' AND network_id = $2)
                """,
                ct, Parameter.Of(backends[i].Address), Parameter.Of(network)))
                problems.Add(new FieldProblem(
                    $"backends[{i}].address",
                    "otherNetwork",
                    $"{backends[i].Address} is in another network, or among the addresses of services: give one of the service's own network, or one that is in none."));
        return problems.Count > 0 ? Problem.Invalid(problems) : null;
    }

    public static FieldProblem Stray(IPAddress address, NetworkRow network) => new(
        "clusterIps",
        "outsideNetwork",
        $"{address} can't be given from the service CIDRs of network '{network.Name}' ({string.Join(", ", network.CidrsFor("services").Select(cidr => Cidr.Format(cidr.Cidr)))}): choose one of those, or leave it out.");

    public static async Task<Problem> AddressTakenAsync(Session session, NetworkRow network, IPAddress address, CancellationToken ct)
    {
        var holder = await session.Db.Services.FirstOrDefaultAsync(row => row.NetworkId == network.Id && row.ClusterIps.Contains(address), ct);
        return holder is null
            ? Problem.Conflict("addressTaken", $"{address} was taken just now: choose another, or leave it out.")
            : Problem.Conflict(
                "addressTaken",
                $"{address} is held by service '{holder.Name}'{(holder.DeletedRevision is null ? "" : ", which is being deleted")}: choose another, or leave it out.",
                [new Culprit("service", holder.Id, holder.Name)]);
    }
}
