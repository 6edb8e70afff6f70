using Microsoft.EntityFrameworkCore;
using Netaas.Api.Addresses;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core.Addressing;
using Npgsql;

namespace Netaas.Api.Pools;

/// <summary>Pools: address space of the whole installation.</summary>
internal sealed class PoolKind : IResourceKind<PoolSpec, PoolRow>
{
    public string Kind => "pool";

    public string Table => "pools";

    public Access Access => Access.Shared;

    public IReadOnlyList<string> Filters => ["purpose"];

    public PoolSpec Read(FieldReader body) => PoolSpec.Read(body);

    public Task CheckReferencesAsync(Session session, PoolSpec spec, FieldReader body, CancellationToken ct) => Task.CompletedTask;

    public PoolSpec SpecOf(PoolRow row) => new(row.Name, Labels.FromJson(row.LabelsJson), row.Purpose, row.Cidr, row.DefaultPrefixLength);

    public PoolSpec Keep(PoolSpec wanted, PoolRow present) => wanted with
    {
        DefaultPrefixLength = wanted.DefaultPrefixLength
            ?? (wanted.Cidr.Equals(present.Cidr) ? present.DefaultPrefixLength : PoolSpec.PrefixLengthFor(wanted.Purpose, wanted.Cidr)),
    };

    public IEnumerable<string> ImmutableDifferences(PoolSpec wanted, PoolSpec present)
    {
        if (wanted.Purpose != present.Purpose)
            yield return "purpose";
    }

    public async Task<PoolRow?> FindAsync(Session session, string reference, CancellationToken ct) =>
        await PoolStore.CountAsync(session, await session.Db.Pools.ByReferenceAsync(reference, ct), ct);

    public async Task<PoolRow?> LockAsync(Session session, Guid id, CancellationToken ct)
    {
        await session.ExecuteAsync("SELECT 1 FROM pools WHERE id = $1 FOR UPDATE", ct, Parameter.Of(id));
        return await PoolStore.CountAsync(session, await session.Db.Pools.SingleOrDefaultAsync(row => row.Id == id, ct), ct);
    }

    public async Task<IReadOnlyList<PoolRow>> ListAsync(Session session, ListQuery query, CancellationToken ct)
    {
        IQueryable<PoolRow> rows = session.Db.Pools;
        if (query.Fields.TryGetValue("purpose", out var purpose))
            rows = Enum.TryParse<PoolPurpose>(purpose, true, out var chosen) ? rows.Where(row => row.Purpose == chosen) : rows.Where(row => false);
        var pools = await rows.After(query).ToListAsync(ct);
        await PoolStore.CountAsync(session, pools, ct);
        return pools;
    }

    public Task<Outcome<PoolRow>> CreateAsync(Session session, PoolSpec spec, CancellationToken ct) => PoolStore.CreateAsync(session, spec, ct);

    public Task<Outcome<PoolRow>> UpdateAsync(Session session, PoolRow present, PoolSpec spec, CancellationToken ct) =>
        PoolStore.UpdateAsync(session, SpecOf(present), present, spec, ct);

    public async Task<Outcome<long>> DeleteAsync(Session session, PoolRow present, bool cascade, CancellationToken ct) =>
        await PoolRefusals.FindDependentsAsync(session, present, alsoReservations: !cascade, ct) is { } dependents
            ? dependents
            : await PoolStore.DeleteAsync(session, SpecOf(present), present, ct);

    public Task<Problem?> ExplainAsync(Session session, PostgresException violation, PoolSpec spec, CancellationToken ct) =>
        PoolRefusals.ExplainAsync(session, violation, spec, ct);

    public IReadOnlyList<Requirement> RequirementsOf(PoolRow row) => [];

    public object ToWire(PoolRow row, Verdict verdict) => new PoolResource(
        row.Id, row.Name, Labels.FromJson(row.LabelsJson), row.Purpose, row.Cidr, row.DefaultPrefixLength, row.Revision, row.CreatedAt, row.UpdatedAt,
        new PoolStatus(verdict.Phase, Utilization.Of(row.Cidr.Count(), row.Used), verdict.Conditions));
}
