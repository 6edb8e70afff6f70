using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api.Pools;

/// <summary>The reservations of one pool.</summary>
internal sealed class ReservationKind(PoolRow pool) : IResourceKind<ReservationSpec, ReservationRow>
{
    /// <summary>The nodes have no part in reservations.</summary>
    private static readonly Guid[] Nobody = [];

    public string Kind => "reservation";

    public string Table => "pool_reservations";

    public IReadOnlyList<string> Filters => [];

    public ReservationSpec Read(FieldReader body) => ReservationSpec.Read(body, pool);

    public Task CheckReferencesAsync(Session session, ReservationSpec spec, FieldReader body, CancellationToken ct) => Task.CompletedTask;

    public ReservationSpec SpecOf(ReservationRow row) => new(row.Cidr, null, row.Note, Labels.FromJson(row.LabelsJson));

    public ReservationSpec Keep(ReservationSpec wanted, ReservationRow present) => wanted with
    {
        Cidr = wanted.Cidr ?? present.Cidr,
        PrefixLength = wanted.PrefixLength == present.Cidr.PrefixLength ? null : wanted.PrefixLength,
    };

    public IEnumerable<string> ImmutableDifferences(ReservationSpec wanted, ReservationSpec present)
    {
        if (!wanted.Cidr.Equals(present.Cidr))
            yield return "cidr";
        if (wanted.PrefixLength is not null)
            yield return "prefixLength";
    }

    public Task<ReservationRow?> FindAsync(Session session, string reference, CancellationToken ct) =>
        Guid.TryParse(reference, out var id) ? Own(session).FirstOrDefaultAsync(row => row.Id == id, ct) : Task.FromResult<ReservationRow?>(null);

    public Task<ReservationRow?> LockAsync(Session session, Guid id, CancellationToken ct) => Own(session).LockedAsync(session, "pool_reservations", id, ct);

    public async Task<IReadOnlyList<ReservationRow>> ListAsync(Session session, ListQuery query, CancellationToken ct) =>
        await Own(session).After(query).ToListAsync(ct);

    public async Task<Outcome<ReservationRow>> CreateAsync(Session session, ReservationSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        await MembershipLock.TakeAsync(session, ct);
        var length = spec.PrefixLength ?? pool.DefaultPrefixLength;
        if ((spec.Cidr ?? await PoolSpace.NextInAsync(session, pool.Cidr, length, ct)) is not { } cidr)
            return Problem.Conflict(
                "poolExhausted", $"No /{length} is free in pool '{pool.Name}': ask for less, or another pool.", [new Culprit("pool", pool.Id, pool.Name)]).At("prefixLength");
        if (await NetworkRefusals.FindBalancedAsync(session, cidr, PoolOf(cidr), ct) is { } balanced)
            return balanced.At("cidr");
        var id = Guid.CreateVersion7();
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            "INSERT INTO network_cidrs (id, purpose, cidr, node_prefix_length) VALUES ($1, 'reserved', $2, 0)", ct, Parameter.Of(id), Parameter.Of(cidr));
        await session.ExecuteAsync(
            "INSERT INTO pool_reservations (id, pool_id, cidr, note, labels, revision) VALUES ($1, $2, $3, $4, $5, $6)",
            ct,
            Parameter.Of(id),
            Parameter.Of(pool.Id),
            Parameter.Of(cidr),
            Parameter.Of(spec.Note),
            Parameter.OfJson(spec.Labels.ToJson()),
            Parameter.Of(revision));
        await session.AppendAsync(
            new Change(revision, Kind, "create", id, id.ToString(), Nodes: Nobody, After: spec with { Cidr = cidr, PrefixLength = null }), ct);
        return await Own(session).SingleAsync(row => row.Id == id, ct);
    }

    public async Task<Outcome<ReservationRow>> UpdateAsync(Session session, ReservationRow present, ReservationSpec spec, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            "UPDATE pool_reservations SET note = $2, labels = $3, revision = $4, updated_at = now() WHERE id = $1",
            ct, Parameter.Of(present.Id), Parameter.Of(spec.Note), Parameter.OfJson(spec.Labels.ToJson()), Parameter.Of(revision));
        await session.AppendAsync(
            new Change(revision, Kind, "update", present.Id, present.Name, Nodes: Nobody, Before: SpecOf(present), After: spec), ct);
        return await Own(session).SingleAsync(row => row.Id == present.Id, ct);
    }

    public async Task<Outcome<long>> DeleteAsync(Session session, ReservationRow present, bool cascade, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("DELETE FROM network_cidrs WHERE id = $1", ct, Parameter.Of(present.Id));
        await session.AppendAsync(new Change(revision, Kind, "delete", present.Id, present.Name, Nodes: Nobody, Before: SpecOf(present)), ct);
        return revision;
    }

    public async Task<Problem?> ExplainAsync(Session session, PostgresException violation, ReservationSpec spec, CancellationToken ct) =>
        violation.ConstraintName switch
        {
            "network_cidrs_apart" when spec.Cidr is { } cidr => (await NetworkRefusals.FindOverlapAsync(session, cidr, PoolOf(cidr), ct))?.At("cidr"),
            "pool_reservations_pool_id_fkey" => Problem.NotFound("pool", pool.Name),
            _ => null,
        };

    public IReadOnlyList<Requirement> RequirementsOf(ReservationRow row) => [];

    public object ToWire(ReservationRow row, Verdict verdict) => new ReservationResource(
        row.Id, pool.Name, row.Cidr, row.Note, Labels.FromJson(row.LabelsJson), row.Revision, row.CreatedAt, row.UpdatedAt);

    private Func<Session, CancellationToken, Task<IPNetwork?>> PoolOf(IPNetwork cidr) =>
        (session, ct) => PoolSpace.NextInAsync(session, pool.Cidr, cidr.PrefixLength, ct);

    private IQueryable<ReservationRow> Own(Session session) => session.Db.Reservations.Where(row => row.PoolId == pool.Id);
}
