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

namespace Netaas.Api.Addresses;

/// <summary><c>GET /addresses</c>: who holds which address, network by network, in the order of the addresses.</summary>
internal static class AddressesEndpoint
{
    private const string Networks = """
        SELECT id, name FROM networks WHERE deleted_revision IS NULL AND ($1::uuid IS NULL OR project_id = $1) AND id >= $2
          AND ($3::text IS NULL OR name = $3 OR id::text = $3) ORDER BY id
        """;

    /// <summary>One network at a time, so that the index gives the order and the limit ends the scan.</summary>
    private const string Sql = """
        (SELECT a.address, b.cidr, d.name, a.holder, p.name, NULL, a.since FROM addresses a
        JOIN blocks b ON b.id = a.block_id JOIN nodes d ON d.id = a.node_id LEFT JOIN pods p ON p.id = a.pod_id
        WHERE a.network_id = $1 AND a.address > $2 AND ($3::text IS NULL OR d.name = $3 OR d.id::text = $3)
          AND ($4::text IS NULL OR p.name = $4 OR p.id::text = $4) AND $6::text IS NULL
        ORDER BY a.address LIMIT $5)
        UNION ALL
        (SELECT l.address, NULL, NULL, 'loadBalancer', NULL, s.name, l.since FROM services s JOIN load_balancer_ips l ON l.service_id = s.id
        WHERE s.network_id = $1 AND l.address > $2 AND $3::text IS NULL AND $4::text IS NULL AND ($6::text IS NULL OR s.name = $6 OR s.id::text = $6)
        ORDER BY l.address LIMIT $5)
        ORDER BY 1 LIMIT $5
        """;

    private static readonly string[] Filters = ["network", "node", "pod", "service"];

    public static void MapAddresses(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/addresses", ListAsync).WithTags("addresses").WithName("listAddresses").Produces<Page<AddressResource>>()
            .WithMetadata(new Operation("Lists the addresses that are held, with their holders.",
                [.. ResourceEndpoints.ListParameters[..2], .. Filters.Select(filter => new QueryParameter(filter, $"Only those of this {filter}, by name or id."))]));

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource dataSource)
    {
        var plain = new QueryCollection(http.Request.Query.Where(pair => pair.Key != "cursor").ToDictionary());
        var query = ListOptions.Read(plain, Filters, http.Caller().Project);
        if (query.Value is null)
            return Answer.Of(query.Problem);
        if (ReadCursor(http.Request.Query) is not { } start)
            return Answer.Of(Problem.Invalid([new FieldProblem("cursor", "invalid", "Give the nextCursor of the page before, as it came.")]));
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        var found = new List<(Guid Network, AddressResource Item)>();
        foreach (var network in await NetworksAsync(session, query.Value, start.Network, http.RequestAborted))
        {
            var after = network.Id == start.Network ? start.Address : IPAddress.Any;
            var more = await ReadAsync(session, network, after, query.Value with { Limit = query.Value.Limit + 1 - found.Count }, http.RequestAborted);
            found.AddRange(more.Select(item => (network.Id, item)));
            if (found.Count > query.Value.Limit)
                break;
        }
        var page = found.Take(query.Value.Limit).ToList();
        var next = found.Count > page.Count ? $"{page[^1].Network:N}-{page[^1].Item.Address}" : null;
        return Answer.Json(new Page<AddressResource>([.. page.Select(entry => entry.Item)], next));
    }

    /// <summary>The network and the address that the page before ended with; null for no such thing.</summary>
    private static (Guid Network, IPAddress Address)? ReadCursor(IQueryCollection query)
    {
        if (!query.TryGetValue("cursor", out var cursor))
            return (Guid.Empty, IPAddress.Any);
        return cursor.ToString().Split('-', 2) is [var network, var text] && Guid.TryParseExact(network, "N", out var id) && Cidr.TryParseAddress(text, out var address)
            ? (id, address)
            : null;
    }

    private static async Task<List<(Guid Id, string Name)>> NetworksAsync(Session session, ListQuery query, Guid from, CancellationToken ct)
    {
        await using var command = session.Command(
            Networks,
            Parameter.OfNullable(session.Caller.Scope),
            Parameter.Of(from),
            Parameter.OfNullable(query.Fields.GetValueOrDefault("network")));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var networks = new List<(Guid, string)>();
        while (await reader.ReadAsync(ct))
            networks.Add((reader.GetGuid(0), reader.GetString(1)));
        return networks;
    }

    private static async Task<List<AddressResource>> ReadAsync(
        Session session, (Guid Id, string Name) network, IPAddress after, ListQuery query, CancellationToken ct)
    {
        await using var command = session.Command(
            Sql,
            Parameter.Of(network.Id),
            Parameter.Of(after),
            Parameter.OfNullable(query.Fields.GetValueOrDefault("node")),
            Parameter.OfNullable(query.Fields.GetValueOrDefault("pod")),
            Parameter.Of(query.Limit),
            Parameter.OfNullable(query.Fields.GetValueOrDefault("service")));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var addresses = new List<AddressResource>();
        while (await reader.ReadAsync(ct))
            addresses.Add(new AddressResource(
                reader.GetFieldValue<IPAddress>(0),
                network.Name,
                reader.IsDBNull(1) ? null : reader.GetFieldValue<IPNetwork>(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                Enum.Parse<AddressHolder>(reader.GetString(3), true),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.GetDateTime(6)));
        return addresses;
    }
}
