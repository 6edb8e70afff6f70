using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;

namespace Netaas.Api.Resources;

/// <summary>Deletes what depends on a resource, each with a change of its own, in the transaction that deletes the resource.</summary>
internal static class Cascade
{
    public static async Task DeleteAsync<TSpec, TRow>(
        Session session, IResourceKind<TSpec, TRow> kind, IQueryable<TRow> dependents, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        foreach (var id in await dependents.OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(ct))
            if (await kind.LockAsync(session, id, ct) is { } row)
                await kind.DeleteAsync(session, row, true, ct);
    }
}
