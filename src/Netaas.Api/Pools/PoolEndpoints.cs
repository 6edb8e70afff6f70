using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;
using Npgsql;

namespace Netaas.Api.Pools;

/// <summary>What stands under one pool: the next free CIDR to look at, and reservations to hold one.</summary>
internal static class PoolEndpoints
{
    public static void MapPoolParts(this IEndpointRouteBuilder routes, PoolKind pools)
    {
        var group = routes.MapGroup("/pools/{pool}").WithTags("pools");
        group.MapGet("/next", (HttpContext http, string pool, NpgsqlDataSource dataSource) => NextAsync(http, pools, pool, dataSource))
            .WithName("getNextCidr").Produces<NextCidr>()
            .WithMetadata(new Operation("Looks which CIDR of a pool is the next free one. Nothing is held.", [new("prefixLength", "Its length; the pool's own if omitted.", "integer")], "Another may be given it meanwhile: hold it with a reservation."));

        var reservations = group.MapGroup("/reservations").WithMetadata(Access.System);
        reservations.MapGet("", (HttpContext http, string pool, NpgsqlDataSource dataSource, ResourceReads reads) =>
                WithPoolAsync(http, pools, pool, dataSource, kind => reads.ListAsync(http, kind)))
            .WithName("listReservations").Produces<Page<ReservationResource>>()
            .WithMetadata(new Operation("Lists the ranges held in a pool.", ResourceEndpoints.ListParameters));
        reservations.MapGet("/{reference}", (HttpContext http, string pool, string reference, NpgsqlDataSource dataSource, ResourceReads reads) =>
                WithPoolAsync(http, pools, pool, dataSource, kind => reads.GetAsync(http, kind, reference)))
            .WithName("getReservation").Produces<ReservationResource>().WithMetadata(new Operation("Reads a reservation by id.", []));
        reservations.MapPost("", (HttpContext http, string pool, NpgsqlDataSource dataSource, ResourceWrites writes) =>
                WithPoolAsync(http, pools, pool, dataSource, kind => writes.PostAsync(http, kind, $"pools/{pool}/reservations")))
            .WithName("createReservation").Accepts<ReservationRequest>("application/json").Produces<ReservationResource>().Produces<ReservationResource>(StatusCodes.Status201Created)
            .WithMetadata(new Operation("Holds a range of a pool, so that no network is given it.", ResourceEndpoints.WriteParameters));
        reservations.MapPatch("/{reference}", (HttpContext http, string pool, string reference, NpgsqlDataSource dataSource, ResourceWrites writes) =>
                WithPoolAsync(http, pools, pool, dataSource, kind => writes.PatchAsync(http, kind, reference)))
            .WithName("patchReservation").Accepts<ReservationRequest>("application/merge-patch+json", "application/json").Produces<ReservationResource>()
            .WithMetadata(new Operation("Changes the note or labels of a reservation (RFC 7396 merge patch).", ResourceEndpoints.WriteParameters));
        reservations.MapDelete("/{reference}", (HttpContext http, string pool, string reference, NpgsqlDataSource dataSource, ResourceWrites writes) =>
                WithPoolAsync(http, pools, pool, dataSource, kind => writes.DeleteAsync(http, kind, reference)))
            .WithName("deleteReservation").Produces<ReservationResource>().Produces(StatusCodes.Status204NoContent)
            .WithMetadata(new Operation("Gives a held range back to its pool.", ResourceEndpoints.WriteParameters));
    }

    private static async Task<IResult> NextAsync(HttpContext http, PoolKind pools, string reference, NpgsqlDataSource dataSource)
    {
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        if (await pools.FindAsync(session, reference, http.RequestAborted) is not { } pool)
            return Answer.Of(Problem.NotFound(pools.Kind, reference));
        int length = pool.DefaultPrefixLength;
        var bits = Cidr.Bits(pool.Cidr.Family());
        if (http.Request.Query.TryGetValue("prefixLength", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length < pool.Cidr.PrefixLength || length > bits))
            return Answer.Of(Problem.Invalid([new FieldProblem("prefixLength", "outOfRange", $"Give a length from {pool.Cidr.PrefixLength} to {bits}.")]));
        return await PoolSpace.NextInAsync(session, pool.Cidr, length, http.RequestAborted) is { } free
            ? Answer.Json(new NextCidr(pool.Name, free))
            : Answer.Of(Problem.Conflict("poolExhausted", $"No /{length} is free in pool '{pool.Name}'.", [new Culprit("pool", pool.Id, pool.Name)]));
    }

    private static async Task<IResult> WithPoolAsync(
        HttpContext http, PoolKind pools, string reference, NpgsqlDataSource dataSource, Func<ReservationKind, Task<IResult>> answer)
    {
        PoolRow? pool;
        await using (var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted))
            pool = await pools.FindAsync(session, reference, http.RequestAborted);
        return pool is null ? Answer.Of(Problem.NotFound(pools.Kind, reference)) : await answer(new ReservationKind(pool));
    }
}
