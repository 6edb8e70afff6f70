using Microsoft.EntityFrameworkCore;
using Netaas.Api.Apply;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;

namespace Netaas.Api.Pools;

/// <summary>
/// Reservations in a set of many kinds: there they say which pool they are of, and go by their CIDR, since none can be held twice.
/// </summary>
internal sealed class ApplicableReservation : IApplicable
{
    public string Kind => "reservation";

    public Access Access => Access.System;

    public Wish Read(FieldReader body)
    {
        body.Ignore("id", "revision", "createdAt", "updatedAt");
        var pool = body.Text("pool");
        if (pool is null)
            body.Refuse("pool", "required", "Say which pool it is of.");
        if (!body.Has("cidr"))
            body.Refuse("cidr", "required", "Give the range: in a set a reservation goes by it.");
        var spec = new ReservationSpec(body.Cidr("cidr"), null, body.Text("note", ReservationSpec.MaxNote) ?? "", body.Labels("labels"));
        return new Wish(Kind, spec.Cidr is { } cidr ? Cidr.Format(cidr) : "", (session, ct) => ApplyAsync(session, pool ?? "", spec, ct));
    }

    public async Task<IReadOnlyList<string>> LabelledAsync(Session session, IReadOnlyDictionary<string, string> labels, CancellationToken ct)
    {
        var wanted = new Labels(labels).ToJson();
        var rows = await session.Db.Reservations.Where(row => EF.Functions.JsonContains(row.LabelsJson, wanted)).OrderBy(row => row.Id).ToListAsync(ct);
        return rows.ConvertAll(row => Cidr.Format(row.Cidr));
    }

    public async Task<Outcome<Applied>> DeleteAsync(Session session, string reference, CancellationToken ct)
    {
        var row = Cidr.TryParse(reference, out var cidr) == CidrError.None ? await session.Db.Reservations.FirstOrDefaultAsync(row => row.Cidr == cidr, ct) : null;
        if (row is null || await session.Db.Pools.FirstOrDefaultAsync(pool => pool.Id == row.PoolId, ct) is not { } pool)
            return Problem.NotFound(Kind, reference);
        var kind = new ReservationKind(pool);
        return await kind.LockAsync(session, row.Id, ct) is { } present
            ? await Applicable<ReservationSpec, ReservationRow>.DeleteAsync(session, kind, present, false, ct)
            : Problem.NotFound(Kind, reference);
    }

    private static async Task<Outcome<Applied>> ApplyAsync(Session session, string reference, ReservationSpec spec, CancellationToken ct)
    {
        if (await session.Db.Pools.ByReferenceAsync(reference, ct) is not { } pool)
            return Problem.Invalid([new FieldProblem("pool", "unknownPool", $"There is no pool '{reference}': create it first.")]);
        if (spec.OutsideOf(pool) is { } outside)
            return Problem.Invalid([outside]);
        var kind = new ReservationKind(pool);
        var present = await session.Db.Reservations.FirstOrDefaultAsync(row => row.PoolId == pool.Id && row.Cidr == spec.Cidr, ct);
        if (present is not null)
            present = await kind.LockAsync(session, present.Id, ct);
        var before = present is null ? null : kind.SpecOf(present);
        return Effects.Of(session, kind, before, present is null
            ? await Upsert.CreateAsync(session, kind, "", spec, ct)
            : await Upsert.ReplaceAsync(session, kind, present, spec, default, ct));
    }
}
