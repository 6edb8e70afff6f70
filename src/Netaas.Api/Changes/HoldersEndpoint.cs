using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;
using Npgsql;

namespace Netaas.Api.Changes;

/// <summary>Who was recorded with an address or host port at a time.</summary>
/// <param name="Kind">pod or service for an address, port-mapping or (in host mode) pod for a host port.</param>
/// <param name="Project">Null for what belongs to none.</param>
/// <param name="Since">When it was created, as far as the log goes back.</param>
/// <param name="Until">When it was deleted; null while it is there.</param>
/// <param name="Actor">The name of the token whose write made it what it was at the time.</param>
/// <param name="RequestId">Of that write.</param>
public sealed record HolderResource(
    string Kind, Guid Id, string Name, string? Project, DateTime Since, DateTime? Until, string Actor, string RequestId);

/// <summary>
/// <c>GET /holders</c>: from the change log. What is deleted keeps its address and ports until its nodes confirm, some seconds
/// at most where they are up; those count no more here.
/// </summary>
internal static class HoldersEndpoint
{
    /// <summary>The state of each resource of some kinds at a time, and then those of them that hold what is asked for.</summary>
    private const string Sql = """
        WITH standing AS (
            SELECT DISTINCT ON (resource_id) * FROM changes WHERE kind = ANY ($1) AND at <= $2 AND ($3::uuid IS NULL OR project_id = $3)
            ORDER BY resource_id, revision DESC)
        SELECT c.kind, c.resource_id, c.name, p.name, c.actor, c.request_id,
            (SELECT min(at) FROM changes o WHERE o.kind = c.kind AND o.resource_id = c.resource_id),
            (SELECT max(at) FROM changes o WHERE o.kind = c.kind AND o.resource_id = c.resource_id AND o.action = 'delete')
        FROM standing c LEFT JOIN projects p ON p.id = c.project_id WHERE c.action <> 'delete' AND
        """;

    private const string HoldsAddress = """
         (jsonb_exists(c.after->'addresses', $4) OR jsonb_exists(c.after->'clusterIps', $4) OR jsonb_exists(c.after->'loadBalancerIps', $4)
            OR jsonb_path_exists(c.after, '$.interfaces[*].addresses[*] ? (@ == $address)', jsonb_build_object('address', $4))) ORDER BY c.revision LIMIT 1000
        """;

    /// <summary>Mappings publish on all nodes or on those they name, services on all; what a pod in host mode listens on, it has on its own node.</summary>
    private const string HoldsPort = """
         CASE c.kind
            WHEN 'port-mapping' THEN (c.after->>'protocol') = $4
                AND $5 BETWEEN (c.after->>'hostPort')::int AND coalesce(c.after->>'hostPortEnd', c.after->>'hostPort')::int
                AND ($6::text IS NULL OR jsonb_typeof(c.after->'nodes') <> 'array' OR jsonb_exists_any(c.after->'nodes', ARRAY[$6, $7]))
            WHEN 'service' THEN c.after->>'type' IN ('nodePort', 'loadBalancer')
                AND (jsonb_path_exists(c.after, '$.ports[*] ? (@.protocol == $protocol && @.nodePort == $port)', jsonb_build_object('protocol', $4, 'port', $5))
                    OR ($4 = 'tcp' AND (c.after->>'healthCheckNodePort')::int = $5))
            ELSE c.after->>'mode' = 'host' AND ($6::text IS NULL OR c.after->>'node' IN ($6, $7))
                AND EXISTS (SELECT 1 FROM jsonb_array_elements(c.after->'ports') p WHERE p->>'protocol' = $4 AND (p->>'port')::int = $5) END
        ORDER BY c.revision LIMIT 1000
        """;

    public static void MapHolders(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/holders", ListAsync).WithTags("changes").WithName("listHolders").Produces<Page<HolderResource>>()
            .WithMetadata(new Operation(
                "Says who held an address or a host port at a time.",
                [
                    new("address", "The address of a pod, or the virtual or load-balancer one of a service."),
                    new("hostPort", "Or a port that nodes publish, or on which a pod in host mode listens.", "integer"),
                    new("node", "On this node, by name or id; on any if omitted."),
                    new("protocol", "tcp if omitted, or udp."),
                    new("at", "The time, such as 2027-01-31T12:00:00Z; now if omitted.", "time"),
                ],
                "From the change log, so as far back as changes are kept. Networks that stand on one node each may share a range: then several held the address."));

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource dataSource, TimeProvider time)
    {
        var query = new HistoryQuery(http.Request.Query, "address", "hostPort", "node", "protocol", "at");
        var at = query.Time("at") ?? time.GetUtcNow().UtcDateTime;
        var port = query.Number("hostPort", 0, 65_535);
        var address = IPAddress.None;
        if (query.Text("address") is { } text && !Cidr.TryParseAddress(text, out address))
            query.Refuse("address", "invalidAddress", "Give an IPv4 or IPv6 address.");
        if (query.Text("address") is null == query.Text("hostPort") is null)
            query.Refuse("address", "required", "Give either an address or a hostPort.");
        if (query.Text("protocol") is not (null or "tcp" or "udp"))
            query.Refuse("protocol", "invalid", "Give tcp or udp.");
        if (query.Problems.Count > 0)
            return Answer.Of(Problem.Invalid(query.Problems));
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        var holders = port == 0
            ? await ReadAsync(session, (["pod", "service"], at), HoldsAddress, http.RequestAborted, Parameter.Of($"{address}"))
            : await ReadAsync(
                session, (["port-mapping", "service", "pod"], at), HoldsPort, http.RequestAborted,
                [Parameter.Of(query.Text("protocol") ?? "tcp"), Parameter.Of((int)port), .. await NodeAsync(session, query.Text("node"), http.RequestAborted)]);
        return Answer.Json(new Page<HolderResource>(holders, null));
    }

    /// <summary>A mapping may name its nodes either way.</summary>
    private static async Task<NpgsqlParameter[]> NodeAsync(Session session, string? reference, CancellationToken ct)
    {
        var node = reference is null ? null : await session.Db.Nodes.ByReferenceAsync(reference, ct);
        return [Parameter.OfNullable(node?.Name ?? reference), Parameter.OfNullable(node?.Id.ToString(null, CultureInfo.InvariantCulture) ?? reference)];
    }

    private static async Task<List<HolderResource>> ReadAsync(
        Session session, (string[] Kinds, DateTime At) then, string condition, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = session.Command(
            Sql + condition, [Parameter.Of(then.Kinds), Parameter.Of(then.At), Parameter.OfNullable(session.Caller.Scope), .. parameters]);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var holders = new List<HolderResource>();
        while (await reader.ReadAsync(ct))
            holders.Add(new HolderResource(
                reader.GetString(0), reader.GetGuid(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetDateTime(6), reader.IsDBNull(7) ? null : reader.GetDateTime(7), reader.GetString(4), reader.GetString(5)));
        return holders;
    }
}
