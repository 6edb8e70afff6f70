using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;

namespace Netaas.Api.Resources;

internal static class References
{
    /// <summary>The row of a name or id. Names never read as ids.</summary>
    public static Task<TRow?> ByReferenceAsync<TRow>(this IQueryable<TRow> rows, string reference, CancellationToken ct) where TRow : class, IResourceRow =>
        Guid.TryParse(reference, out var id)
            ? rows.FirstOrDefaultAsync(row => row.Id == id, ct)
            : rows.FirstOrDefaultAsync(row => row.Name == reference, ct);
}
