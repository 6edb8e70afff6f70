using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Npgsql;
using Lookup = Netaas.Api.Data.Rounds<(System.Guid Project, string Name), Netaas.Api.Data.PodRow?>;

namespace Netaas.Api.Pods;

/// <summary>Reads pods that are asked for by name at the same time in one statement.</summary>
internal sealed class PodLookups
{
    private const int Most = 64;

    private static readonly Func<Db, Guid[], string[], IAsyncEnumerable<PodRow>> s_byNames = EF.CompileAsyncQuery(
        (Db db, Guid[] projects, string[] names) => db.Pods
            .Where(row => projects.Contains(row.ProjectId) && names.Contains(row.Name) && row.DeletedRevision == null).Select(PodRows.Shown));

    private readonly NpgsqlDataSource _dataSource;
    private readonly Lookup _rounds;

    public PodLookups(NpgsqlDataSource dataSource)
    {
        _dataSource = dataSource;
        _rounds = new(Most, ReadAsync);
    }

    public Task<PodRow?> FindAsync(Guid project, string name) => _rounds.AskAsync((project, name));

    private async Task ReadAsync(IReadOnlyList<Lookup.Asker> askers)
    {
        var found = new Dictionary<(Guid, string), PodRow>();
        // One client's leaving must not tear what others wait for.
        await using (var connection = await _dataSource.OpenConnectionAsync(CancellationToken.None))
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
