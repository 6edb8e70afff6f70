using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Pools;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.Calculator;
using Npgsql;

namespace Netaas.Api.Calculator;

/// <summary><c>/calculator</c>: arithmetic over CIDRs; it stores nothing.</summary>
internal static class CalculatorEndpoints
{
    private const int MaxNodes = 100_000;
    private const int MaxPodsPerNode = 65_533;
    private const int MaxServices = 1_000_000;
    private const double MaxGrowth = 100;

    public static void MapCalculator(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/calculator").WithTags("calculator");
        group.MapGet("/subnet", Subnet).WithName("calculateSubnet").Produces<SubnetAnswer>()
            .WithMetadata(new Operation("Says what there is to know about a CIDR.",
            [
                new("cidr", "Such as 10.10.0.0/16 or fd00:10::/48.") { IsRequired = true },
                new("contains", "An address or CIDR: is it inside? May be given several times.") { IsList = true },
                new("overlaps", "A CIDR: do they share addresses? May be given several times.") { IsList = true },
                new("split", "Length of the parts to split it into.", "integer"),
                new("supernet", "Length of the CIDR around it.", "integer"),
            ], "Pure arithmetic for IPv4 and IPv6."));
        group.MapPost("/plan", PlanAsync).WithName("planNetwork").WithMetadata(Access.Viewers).Accepts<PlanRequest>("application/json").Produces<NetworkPlan>()
            .WithMetadata(new Operation("Plans a network's CIDRs, with the arithmetic, so that they clash with nothing known.", [], "What is recorded, reserved, reported by a node or named in avoid is kept clear of; steps show the sums."));
    }

    private static IResult Subnet(HttpContext http)
    {
        var query = new SubnetQuery(http.Request.Query);
        return query.Read() is { } answer ? Answer.Json(answer) : Answer.Of(Problem.Invalid(query.Problems));
    }

    private static async Task<IResult> PlanAsync(HttpContext http, NpgsqlDataSource dataSource)
    {
        var body = await JsonBody.ReadAsync(http);
        if (body.Problem is not null)
            return Answer.Of(body.Problem);
        var reader = FieldReader.Of(body.Value);
        var wish = ReadWish(reader);
        var avoid = reader.Cidrs("avoid") ?? [];
        reader.RefuseUnknown();
        if (reader.Problems.Count > 0)
            return Answer.Of(Problem.Invalid(reader.Problems));
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        var space = await PoolSpace.ForPlanAsync(session, avoid, http.RequestAborted);
        return NetworkPlanner.Plan(wish, space, out var shortages) is { } plan
            ? Answer.Json(plan)
            : Answer.Of(Problem.Conflict("noRoom", $"{string.Join(" ", shortages)} Add a pool with enough room, or ask for less."));
    }

    private static PlanWish ReadWish(FieldReader body)
    {
        var nodes = body.Integer("nodes", 1, MaxNodes);
        var pods = body.Integer("podsPerNode", 1, MaxPodsPerNode);
        foreach (var field in new[] { "nodes", "podsPerNode" })
            if (!body.Has(field))
                body.Refuse(field, "required", "Say how many there are.");
        var family = body.Choice<IpFamily>("family") ?? IpFamily.Ipv4;
        EquatableList<IpFamily> families = body.Boolean("dualStack") == true ? [IpFamily.Ipv4, IpFamily.Ipv6] : [family];
        return new PlanWish(nodes ?? 1, pods ?? 1, body.Integer("services", 0, MaxServices) ?? 0, body.Number("growthFactor", 1, MaxGrowth) ?? 1, families);
    }
}
