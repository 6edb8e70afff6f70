using System.Collections.Concurrent;
using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Projects;

/// <summary>Which project has which name. A name never changes while its project stands, and is remembered for ever after.</summary>
internal sealed class ProjectDirectory(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>The project that stands when no other was chosen (<c>migrations/0001_record.sql</c>).</summary>
    public static readonly Guid Default = new("00000000-0000-7000-8000-000000000001");

    /// <summary>For how long a name may still be taken for a project that another process has deleted.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, string> _names = new([new(Default, "default")]);
    private readonly ConcurrentDictionary<string, (Guid Id, DateTimeOffset Until)> _found = new();

    /// <summary>The name of a project that was found or learned before.</summary>
    public string NameOf(Guid id) => _names.GetValueOrDefault(id) ?? id.ToString();

    public async Task<Guid?> FindAsync(string reference, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_found.TryGetValue(reference, out var known) && known.Until > now)
            return known.Id;
        await using var command = dataSource.CreateCommand("SELECT id, name FROM projects WHERE deleted_revision IS NULL AND (name = $1 OR id = $2)");
        command.Parameters.Add(Parameter.Of(reference));
        command.Parameters.Add(Parameter.OfNullable(Guid.TryParse(reference, out var asId) ? asId : null));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var id = reader.GetGuid(0);
        Know(id, reader.GetString(1));
        _found[reference] = (id, now + Memory);
        return id;
    }

    /// <summary>Makes sure that the projects of these rows have a name here.</summary>
    public async Task LearnAsync(IEnumerable<object> rows, CancellationToken ct)
    {
        var unknown = rows.Select(ProjectOf).OfType<Guid>().Distinct().Where(id => !_names.ContainsKey(id)).ToArray();
        if (unknown.Length == 0)
            return;
        await using var command = dataSource.CreateCommand("SELECT id, name FROM projects WHERE id = ANY ($1)");
        command.Parameters.Add(Parameter.Of(unknown));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            Know(reader.GetGuid(0), reader.GetString(1));
    }

    public void Know(Guid id, string name) => _names[id] = name;

    /// <summary>A project was deleted: its name may be another's from now on.</summary>
    public void Forget(ProjectRow project)
    {
        _found.TryRemove(project.Name, out _);
        _found.TryRemove(project.Id.ToString(), out _);
    }

    private static Guid? ProjectOf(object row) => row switch
    {
        IProjectRow owned => owned.ProjectId,
        TokenRow token => token.ProjectId,
        _ => null,
    };
}
