using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Resources;
using Lookup = Netaas.Api.Data.Rounds<(System.Guid Project, string Name), Netaas.Api.Data.PodRow?>;

namespace Netaas.Api.Pods;

/// <summary>Reads pods by key: those that are asked for by name at the same time in one statement, and pages that nothing but their cursor narrows.</summary>
internal sealed class PodLookups
{
    private const int Most = 64;

    private static readonly Func<Db, Guid[], string[], IAsyncEnumerable<PodRow>> s_byNames = EF.CompileAsyncQuery(
        (Db db, Guid[] projects, string[] names) => db.Pods
            .Where(row => projects.Contains(row.ProjectId) && names.Contains(row.Name) && row.DeletedRevision == null).Select(PodRows.Shown));

    private static readonly Func<Db, Guid, int, IAsyncEnumerable<PodRow>> s_page = EF.CompileAsyncQuery(
        (Db db, Guid after, int limit) => db.Pods.Where(row => row.DeletedRevision == null && row.Id > after).OrderBy(row => row.Id).Take(limit).Select(PodRows.Shown));

    private static readonly Func<Db, Guid, Guid, int, IAsyncEnumerable<PodRow>> s_pageOfProject = EF.CompileAsyncQuery(
        (Db db, Guid project, Guid after, int limit) => db.Pods
            .Where(row => row.ProjectId == project && row.DeletedRevision == null && row.Id > after).OrderBy(row => row.Id).Take(limit).Select(PodRows.Shown));

    private readonly KeyedConnections _connections;
    private readonly Lookup _rounds;

    public PodLookups(KeyedConnections connections)
    {
        _connections = connections;
        _rounds = new(Most, ReadAsync);
    }

    public Task<PodRow?> FindAsync(Guid project, string name) => _rounds.AskAsync((project, name));

    /// <summary>
    /// Of all projects that the caller's list spans. What EF Core does to find a query's plan by its shape, every time, costs more
    /// than reading some dozens of rows: so the query is compiled.
    /// </summary>
    public async Task<IReadOnlyList<PodRow>> PageAsync(Caller caller, ListQuery query)
    {
        await using var connection = await _connections.OpenAsync();
        await using var db = Db.On(connection);
        var page = new List<PodRow>(query.Limit);
        var after = query.After ?? Guid.Empty;
        await foreach (var row in caller.Scope is { } project ? s_pageOfProject(db, project, after, query.Limit) : s_page(db, after, query.Limit))
            page.Add(row);
        await PodInterfaces.LoadAsync(db, page, CancellationToken.None);
        return page;
    }

    private async Task ReadAsync(IReadOnlyList<Lookup.Asker> askers)
    {
        var found = new Dictionary<(Guid, string), PodRow>();
        await using (var connection = await _connections.OpenAsync())
        await using (var db = Db.On(connection))
        {
            await foreach (var row in s_byNames(db, [.. askers.Select(asker => asker.Asked.Project).Distinct()], [.. askers.Select(asker => asker.Asked.Name)]))
                found[(row.ProjectId, row.Name)] = row;
            await PodInterfaces.LoadAsync(db, found.Values, CancellationToken.None);
        }
        foreach (var asker in askers)
            asker.Give(found.GetValueOrDefault(asker.Asked));
    }
}
