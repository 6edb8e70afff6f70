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

    /// <summary>The same among what belongs to projects: an id is found wherever the caller reaches, a name in one project.</summary>
    public static Task<TRow?> ByReferenceAsync<TRow>(this IQueryable<TRow> rows, Caller caller, string reference, CancellationToken ct)
        where TRow : class, IProjectRow
        => (Guid.TryParse(reference, out _) ? rows.VisibleTo(caller) : rows.Where(row => row.ProjectId == caller.Project)).ByReferenceAsync(reference, ct);

    /// <summary>The same among rows that aren't deleted, and nobody deletes it until the transaction ends: whoever tries then sees what was made of it.</summary>
    public static async Task<TRow?> StandingAsync<TRow>(this IQueryable<TRow> live, Session session, string table, string reference, CancellationToken ct)
        where TRow : class, IResourceRow
    {
        while (await live.ByReferenceAsync(reference, ct) is { } found)
            if (await session.ScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM {table} WHERE id = $1 AND deleted_revision IS NULL FOR SHARE)", ct, Parameter.Of(found.Id)))
                return found;
        return null;
    }

    /// <summary>Locks a row until the transaction ends, and reads it then; null when it is gone by now.</summary>
    public static async Task<TRow?> LockedAsync<TRow>(this IQueryable<TRow> rows, Session session, string table, Guid id, CancellationToken ct)
        where TRow : class, IResourceRow
    {
        await session.ExecuteAsync($"SELECT 1 FROM {table} WHERE id = $1 FOR UPDATE", ct, Parameter.Of(id));
        return await rows.FirstOrDefaultAsync(row => row.Id == id, ct);
    }

    public static IQueryable<TRow> VisibleTo<TRow>(this IQueryable<TRow> rows, Caller caller) where TRow : class, IProjectRow =>
        caller.SpansProjects ? rows : rows.Where(row => row.ProjectId == caller.Project);
}
