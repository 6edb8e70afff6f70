using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Core;
using Netaas.Core.Addressing;

namespace Netaas.Api.Services;

/// <summary>
/// Gives load-balancer addresses out of the pools for outside. The constraint <c>load_balancer_ips_once</c> gives each once, whatever
/// network and project its service is in.
/// </summary>
internal static class LoadBalancerAddresses
{
    private const int AdvisorySpace = 7;
    private const int AdvisoryPlace = 5;

    /// <summary>What may be given: in a pool, reserved for nobody, and no node's own.</summary>
    private const string Usable = """
        SELECT EXISTS (SELECT 1 FROM pools WHERE purpose = 'external' AND cidr >>= $1 AND ($1 <> host(cidr)::inet OR masklen(cidr) >= CASE family(cidr) WHEN 4 THEN 31 ELSE 127 END))
            AND NOT EXISTS (SELECT 1 FROM network_cidrs WHERE cidr >>= $1)
            AND NOT EXISTS (SELECT 1 FROM nodes n, unnest(n.underlay_addresses) a WHERE n.deleted_revision IS NULL AND host(a)::inet = $1)
        """;

    /// <summary>Those that a node can answer for first: pools that share a subnet with one.</summary>
    private const string Pools = """
        SELECT p.cidr FROM pools p WHERE p.purpose = 'external' AND family(p.cidr) = $1
        ORDER BY NOT EXISTS (SELECT 1 FROM nodes n, unnest(n.underlay_addresses) a WHERE n.deleted_revision IS NULL AND network(a) && p.cidr), p.id
        """;

    /// <summary>From a first address on, itself or what follows one that is taken: a handful of looks where the taken ones stand in a row.</summary>
    private const string Next = """
        SELECT a FROM (
            SELECT $1::inet AS a
            UNION ALL SELECT address + 1 FROM load_balancer_ips WHERE address >= $1 AND address <<= $2
            UNION ALL SELECT host(a)::inet + 1 FROM nodes n, unnest(n.underlay_addresses) a WHERE n.deleted_revision IS NULL AND host(a)::inet >= $1 AND host(a)::inet <<= $2
            UNION ALL SELECT host(broadcast(cidr))::inet + 1 FROM network_cidrs WHERE cidr << $2 AND broadcast(cidr) >= $1) free
        WHERE a <<= $2 AND NOT EXISTS (SELECT 1 FROM load_balancer_ips WHERE address = a) AND NOT EXISTS (SELECT 1 FROM network_cidrs WHERE cidr >>= a)
            AND NOT EXISTS (SELECT 1 FROM nodes n, unnest(n.underlay_addresses) u WHERE n.deleted_revision IS NULL AND host(u)::inet = a)
        ORDER BY a LIMIT 1
        """;

    /// <summary>The chosen addresses, else the next free one of each family that the service has and a pool is for, in place of those that it had.</summary>
    /// <param name="families">Of the service's virtual addresses.</param>
    public static async Task<Outcome<EquatableList<IPAddress>>> ClaimAsync(
        Session session, Guid service, ServiceSpec spec, IReadOnlyList<AddressFamily> families, CancellationToken ct)
    {
        var wanted = spec.Type == ServiceType.LoadBalancer ? spec.LoadBalancerIps : [];
        await session.ExecuteAsync(
            "DELETE FROM load_balancer_ips WHERE service_id = $1 AND address <> ALL ($2)", ct, Parameter.Of(service), Parameter.Of([.. wanted ?? []]));
        if (spec.Type != ServiceType.LoadBalancer)
            return new EquatableList<IPAddress>();
        if (wanted is { } chosen)
            return await ChooseAsync(session, service, chosen, families, ct);
        await LockAsync(session, ct);
        var taken = new List<IPAddress>();
        foreach (var family in families)
            if (await NextAsync(session, family, ct) is { } next)
            {
                await HoldAsync(session, service, next, ct);
                taken.Add(next);
            }
        return taken.Count > 0
            ? taken.ToEquatableList()
            : Problem.Conflict("noFreeAddress", "No pool with purpose external has a free address of the service's families: delete services, or have a pool made or widened.").At("loadBalancerIps");
    }

    /// <summary>Who has an address in a range, or null. Until the transaction ends no more of them are given.</summary>
    public static async Task<(IPAddress Address, ServiceRow Holder)?> FindHolderAsync(Session session, IPNetwork range, CancellationToken ct)
    {
        await LockAsync(session, ct);
        await using var command = session.Command("SELECT address, service_id FROM load_balancer_ips WHERE address <<= $1 ORDER BY address LIMIT 1", Parameter.Of(range));
        (IPAddress Address, Guid Service) held;
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct))
                return null;
            held = (reader.GetFieldValue<IPAddress>(0), reader.GetGuid(1));
        }
        return (held.Address, await session.Db.Services.SingleAsync(row => row.Id == held.Service, ct));
    }

    /// <summary>Says who has one of the wanted addresses.</summary>
    public static async Task<Problem> ExplainAsync(Session session, ServiceSpec spec, CancellationToken ct)
    {
        foreach (var address in spec.LoadBalancerIps ?? [])
            if (await session.Db.Services.FirstOrDefaultAsync(row => row.LoadBalancerIps.Contains(address) && !(row.Name == spec.Name && row.ProjectId == session.Caller.Project), ct) is { } holder)
                return session.Caller.MayKnow(holder.ProjectId)
                    ? Problem.Conflict(
                        "addressTaken",
                        $"{address} is held by service '{holder.Name}'{(holder.DeletedRevision is null ? "" : ", which is being deleted")}: choose another, or leave loadBalancerIps out.",
                        [new Culprit("service", holder.Id, holder.Name)]).At("loadBalancerIps")
                    : Problem.Conflict("inUse", $"{address} is in use: choose another, or leave loadBalancerIps out.").At("loadBalancerIps");
        return Problem.Conflict("addressTaken", "A load-balancer address was taken just now: choose another, or leave loadBalancerIps out.").At("loadBalancerIps");
    }

    private static async Task<Outcome<EquatableList<IPAddress>>> ChooseAsync(
        Session session, Guid service, EquatableList<IPAddress> chosen, IReadOnlyList<AddressFamily> families, CancellationToken ct)
    {
        var problems = new List<FieldProblem>();
        var held = await HeldAsync(session, service, ct);
        if (chosen.Any(address => !held.Contains(address)))
            await LockAsync(session, ct);
        for (var i = 0; i < chosen.Count; i++)
        {
            if (held.Contains(chosen[i]))
                continue;
            if (!families.Contains(chosen[i].AddressFamily))
                problems.Add(new FieldProblem($"loadBalancerIps[{i}]", "otherFamily", $"The service has no virtual address of the family of {chosen[i]}: leave it out."));
            else if (!await session.ScalarAsync<bool>(Usable, ct, Parameter.Of(chosen[i])))
                problems.Add(new FieldProblem(
                    $"loadBalancerIps[{i}]", "outsidePools",
                    $"{chosen[i]} can't be given: choose one of a pool with purpose external that is neither reserved nor a node's own, or leave it out."));
        }
        if (problems.Count > 0)
            return Problem.Invalid(problems);
        foreach (var address in chosen)
            await HoldAsync(session, service, address, ct);
        return chosen;
    }

    /// <summary>What it has it keeps, whatever has come to stand around it since.</summary>
    private static async Task<HashSet<IPAddress>> HeldAsync(Session session, Guid service, CancellationToken ct)
    {
        await using var command = session.Command("SELECT address FROM load_balancer_ips WHERE service_id = $1", Parameter.Of(service));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var held = new HashSet<IPAddress>();
        while (await reader.ReadAsync(ct))
            held.Add(reader.GetFieldValue<IPAddress>(0));
        return held;
    }

    /// <summary>Choosing must not race, nor giving with taking a range away.</summary>
    private static Task<int> LockAsync(Session session, CancellationToken ct) =>
        session.ExecuteAsync($"SELECT pg_advisory_xact_lock({AdvisorySpace}, {AdvisoryPlace})", ct);

    private static async Task<IPAddress?> NextAsync(Session session, AddressFamily family, CancellationToken ct)
    {
        foreach (var pool in await PoolsAsync(session, family, ct))
        {
            // The first one of a range names it.
            var first = pool.Count() > 2 ? pool.AddressAt(1) : pool.BaseAddress;
            var last = pool.AddressAt(pool.Count() - 1);
            if (await session.ScalarAsync<IPAddress>(Next, ct, Parameter.Of(first), Parameter.Of(pool)) is { } free
                && !(family == AddressFamily.InterNetwork && pool.Count() > 2 && free.Equals(last)))
                return free;
        }
        return null;
    }

    private static async Task<List<IPNetwork>> PoolsAsync(Session session, AddressFamily family, CancellationToken ct)
    {
        await using var command = session.Command(Pools, Parameter.Of(family == AddressFamily.InterNetwork ? 4 : 6));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var pools = new List<IPNetwork>();
        while (await reader.ReadAsync(ct))
            pools.Add(reader.GetFieldValue<IPNetwork>(0));
        return pools;
    }

    /// <summary>One that another has breaks the constraint.</summary>
    private static Task<int> HoldAsync(Session session, Guid service, IPAddress address, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO load_balancer_ips (address, service_id, project_id)
        SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM load_balancer_ips WHERE address = $1 AND service_id = $2)
        """,
        ct, Parameter.Of(address), Parameter.Of(service), Parameter.Of(session.Caller.Project));
}
