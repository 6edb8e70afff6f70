using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;
using Npgsql;

namespace Netaas.Api.Addresses;

/// <summary><c>GET /blocks</c>: which node holds which part of which CIDR.</summary>
internal static class BlocksEndpoint
{
    /// <summary>What rests is found by the order in which addresses are given.</summary>
    private const string Sql = """
        SELECT b.id, n.name, d.name, b.cidr, b.revision, b.created_at, ARRAY(
            SELECT f.address FROM free_addresses f
            WHERE f.cidr_id = b.cidr_id AND f.node_id = coalesce(b.node_id, '00000000-0000-0000-0000-000000000000') AND f.rested_at > now() AND f.block_id = b.id
            ORDER BY f.address LIMIT 1024)
        FROM blocks b
        JOIN networks n ON n.id = b.network_id AND n.deleted_revision IS NULL LEFT JOIN nodes d ON d.id = b.node_id
        WHERE ($1::uuid IS NULL OR n.project_id = $1) AND ($2::uuid IS NULL OR b.id > $2)
          AND ($3::text IS NULL OR n.name = $3 OR n.id::text = $3) AND ($4::text IS NULL OR d.name = $4 OR d.id::text = $4)
        ORDER BY b.id LIMIT $5
        """;

    private static readonly string[] Filters = ["network", "node"];

    public static void MapBlocks(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/blocks", ListAsync).WithTags("addresses").WithName("listBlocks").Produces<Page<BlockResource>>()
            .WithMetadata(new Operation("Lists the blocks of pod CIDRs with their nodes.",
                [.. ResourceEndpoints.ListParameters[..2], .. Filters.Select(filter => new QueryParameter(filter, $"Only those of this {filter}, by name or id."))]));

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource dataSource, AddressCounts counts)
    {
        var query = ListOptions.Read(http.Request.Query, Filters, http.Caller().Project);
        if (query.Value is null)
            return Answer.Of(query.Problem);
        await counts.RefreshAsync(http.RequestAborted);
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        await using var command = session.Command(
            Sql,
            Parameter.OfNullable(session.Caller.Scope),
            Parameter.OfNullable(query.Value.After),
            Parameter.OfNullable(query.Value.Fields.GetValueOrDefault("network")),
            Parameter.OfNullable(query.Value.Fields.GetValueOrDefault("node")),
            Parameter.Of(query.Value.Limit + 1));
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        var blocks = new List<BlockResource>();
        while (await reader.ReadAsync(http.RequestAborted))
            blocks.Add(Read(reader, counts));
        var page = blocks.Take(query.Value.Limit).ToList();
        return Answer.Json(new Page<BlockResource>(page, blocks.Count > page.Count ? ListOptions.Cursor(page[^1].Id) : null));
    }

    private static BlockResource Read(NpgsqlDataReader reader, AddressCounts counts)
    {
        var (id, cidr) = (reader.GetGuid(0), reader.GetFieldValue<IPNetwork>(3));
        var node = reader.IsDBNull(2) ? null : reader.GetString(2);
        // One for tunnels has no gateway to keep.
        var total = node is null ? Subnet.UsableIn(cidr) + 1 : Subnet.UsableIn(cidr);
        return new BlockResource(
            id, reader.GetString(1), node, cidr, node is null ? null : Cidr.Gateway(cidr), Utilization.Of(total, counts.Of(id)),
            reader.GetFieldValue<IPAddress[]>(6), reader.GetInt64(4), reader.GetDateTime(5));
    }
}
