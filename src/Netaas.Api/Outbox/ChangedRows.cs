using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Networks;
using Netaas.Api.Pods;
using Netaas.Api.PortMappings;
using Netaas.Api.Services;

namespace Netaas.Api.Outbox;

/// <summary>What a batch of changes is about as it stands now, read once for all who look at it; what is being deleted is absent.</summary>
/// <param name="Services">Those whose pods have changed, too.</param>
internal sealed record ChangedRows(
    IReadOnlyList<NetworkRow> Networks, IReadOnlyList<PodRow> Pods, IReadOnlyList<PortMappingRow> PortMappings, IReadOnlyList<ServiceRow> Services)
{
    /// <param name="touched">Services whose pods are among the changes.</param>
    public static Task<ChangedRows> LoadAsync(Db db, IReadOnlyList<LoggedChange> changes, IReadOnlyList<Guid> touched, CancellationToken ct) => LoadAsync(
        db,
        changes.Where(change => change.Action != "delete").Select(change => (change.Kind, change.Resource)).Concat(touched.Select(id => ("service", id)))
            .ToLookup(one => one.Item1, one => one.Item2),
        ct);

    /// <param name="ids">By kind.</param>
    public static async Task<ChangedRows> LoadAsync(Db db, ILookup<string, Guid> ids, CancellationToken ct)
    {
        var networks = await LoadAsync(db.Networks.Include(row => row.Cidrs).Include(row => row.Strangers).Where(row => row.DeletedRevision == null), ids["network"], ct);
        await Membership.LoadAsync(db, networks, ct);
        var pods = await LoadAsync(db.Pods.Where(row => row.DeletedRevision == null), ids["pod"], ct);
        await PodInterfaces.LoadAsync(db, pods, ct);
        var mappings = await LoadAsync(db.PortMappings.Include(row => row.Pod).Include(row => row.Service).Where(row => row.DeletedRevision == null), ids["port-mapping"], ct);
        await PublishingNodes.LoadAsync(db, mappings, ct);
        return new ChangedRows(
            networks,
            pods,
            mappings,
            await LoadAsync(db.Services.Where(row => row.DeletedRevision == null), ids["service"], ct));
    }

    private static async Task<IReadOnlyList<TRow>> LoadAsync<TRow>(IQueryable<TRow> rows, IEnumerable<Guid> ids, CancellationToken ct)
        where TRow : class, IResourceRow
    {
        var wanted = ids.Distinct().ToList();
        return wanted.Count == 0 ? [] : await rows.Where(row => wanted.Contains(row.Id)).OrderBy(row => row.Id).ToListAsync(ct);
    }
}
