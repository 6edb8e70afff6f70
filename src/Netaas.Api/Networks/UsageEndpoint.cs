using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Changes;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Npgsql;

namespace Netaas.Api.Networks;

/// <summary>How full a pod CIDR was at a time.</summary>
/// <param name="Used">Held addresses, at most in the span that begins then.</param>
public sealed record UsageSample(DateTime At, IPNetwork Cidr, long Used);

/// <summary><c>GET /networks/{ref}/usage</c>: what the job <c>network-usage</c> has sampled.</summary>
internal static class UsageEndpoint
{
    private const int MaxHours = 24 * 365;

    /// <summary>A picture has no use for more.</summary>
    private const int MostSpans = 288;

    private const string Sql = """
        SELECT date_bin($3, at, timestamptz '2000-01-01') AS span, cidr, max(used) FROM network_usage
        WHERE network_id = $1 AND at > $2 GROUP BY span, cidr ORDER BY span, cidr
        """;

    public static void MapNetworkUsage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/networks/{reference}/usage", GetAsync).WithTags("networks").WithName("listNetworkUsage").WithMetadata(Access.Project)
            .Produces<Page<UsageSample>>().WithMetadata(new Operation(
                "How full the network's pod CIDRs were over time.", [new("hours", "How far back, 24 if omitted.", "integer")],
                "Sampled every five minutes and kept as long as changes are; longer times come in longer spans, each with its highest sample. The oldest first."));

    private static async Task<IResult> GetAsync(HttpContext http, string reference, NpgsqlDataSource dataSource, NetworkKind networks, TimeProvider time)
    {
        var query = new HistoryQuery(http.Request.Query, "hours");
        var hours = query.Number("hours", 24, MaxHours);
        if (query.Problems.Count > 0)
            return Answer.Of(Problem.Invalid(query.Problems));
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        if (await networks.FindAsync(session, reference, http.RequestAborted) is not { } network)
            return Answer.Of(Problem.NotFound(networks.Kind, reference));
        var span = TimeSpan.FromMinutes(Math.Max(5, 5 * Math.Ceiling(hours * 60.0 / MostSpans / 5)));
        await using var command = session.Command(
            Sql, Parameter.Of(network.Id), Parameter.Of(time.GetUtcNow().UtcDateTime.AddHours(-hours)), new NpgsqlParameter<TimeSpan> { TypedValue = span });
        await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
        var samples = new List<UsageSample>();
        while (await reader.ReadAsync(http.RequestAborted))
            samples.Add(new UsageSample(reader.GetDateTime(0), reader.GetFieldValue<IPNetwork>(1), reader.GetInt64(2)));
        return Answer.Json(new Page<UsageSample>(samples, null));
    }
}
