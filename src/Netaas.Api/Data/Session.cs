using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Netaas.Api.Data;

/// <summary>Who sent a request, and whose resources it means.</summary>
/// <param name="Project">Where names are looked up and what is created goes.</param>
/// <param name="Actor">For the change log.</param>
internal sealed record Caller(Guid Project, string Actor, string RequestId)
{
    /// <summary>Whether the token belongs to no project, so that nothing is hidden from its bearer.</summary>
    public bool IsSystem { get; init; }

    /// <summary>Whether such a bearer named no project: lists and ids then reach all of them.</summary>
    public bool SpansProjects { get; init; }

    /// <summary>Why, where nobody asked for it in so many words; else null.</summary>
    public string? Reason { get; init; }

    /// <summary>The one project that lists are of; null where they span all.</summary>
    public Guid? Scope => SpansProjects ? null : Project;

    /// <summary>Whether the caller may learn about what a project holds.</summary>
    public bool MayKnow(Guid project) => IsSystem || project == Project;
}

/// <summary>
/// One connection for one request, with a transaction from <see cref="BeginAsync"/> to <see cref="CommitAsync"/>. Without
/// one, each statement commits by itself. Disposing without commit rolls back.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private const string Savepoint = "resource";
    private const string Beginning = "beginning";

    private NpgsqlTransaction? _transaction;
    private int? _savedChanges;
    private bool _isSnapshot;
    private Db? _db;

    private Session(NpgsqlConnection connection, Caller caller)
    {
        Connection = connection;
        Caller = caller;
    }

    public NpgsqlConnection Connection { get; }

    public Caller Caller { get; private set; }

    public bool IsInTransaction => _transaction is not null;

    /// <summary>Goes on in the project of a resource that was found: changes are its, and names are looked up there.</summary>
    public void Enter(Guid project) => Caller = Caller with { Project = project, SpansProjects = false };

    /// <summary>What this session has written into the change log; a rollback forgets it.</summary>
    public List<Change> Changes { get; } = [];

    /// <summary>Resources of a set that others of it need not mind: those that are gone, and mappings that are still to be written.</summary>
    public HashSet<Guid> GivingWay { get; } = [];

    /// <summary>Where the ids of what is created come from; null: each is new.</summary>
    public ForeseeableIds? Ids { get; set; }

    /// <summary>EF Core on this very connection and transaction.</summary>
    public Db Db => _db ??= Db.On(Connection, _transaction);

    public static async Task<Session> OpenAsync(NpgsqlDataSource dataSource, Caller caller, CancellationToken ct) =>
        new(await dataSource.OpenConnectionAsync(ct), caller);

    /// <summary>An id for a resource that is to be created.</summary>
    public Guid NewId(string kind, string name) => Ids?.Next(Caller.Project, kind, name) ?? Guid.CreateVersion7();

    /// <summary>Gives the connection back to the pool while the session waits for others who need one, too.</summary>
    public Task LendAsync() => Connection.CloseAsync();

    /// <summary>Takes a connection again after <see cref="LendAsync"/>.</summary>
    public Task ResumeAsync(CancellationToken ct) => Connection.OpenAsync(ct);

    public async Task BeginAsync(CancellationToken ct)
    {
        if (_transaction is not null)
            return;
        _transaction = await Connection.BeginTransactionAsync(ct);
        if (_db is not null)
            await _db.Database.UseTransactionAsync(_transaction, ct);
    }

    /// <summary>
    /// Begins a transaction that sees the record as it stands now, whatever others commit meanwhile, and that
    /// <see cref="ForgetAsync"/> brings back there. Who wants to change what others have changed meanwhile is broken off.
    /// </summary>
    public async Task BeginSnapshotAsync(CancellationToken ct)
    {
        _transaction = await Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await _transaction.SaveAsync(Beginning, ct);
        _isSnapshot = true;
    }

    public async Task CommitAsync(CancellationToken ct)
    {
        if (_transaction is null)
            return;
        await _transaction.CommitAsync(ct);
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    /// <summary>A point in the transaction to which <see cref="RollbackAsync"/> goes back; the next one takes its place.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        if (_transaction is null)
            throw new InvalidOperationException("A savepoint stands in a transaction.");
        if (_savedChanges is not null)
            await _transaction.ReleaseAsync(Savepoint, ct);
        await _transaction.SaveAsync(Savepoint, ct);
        _savedChanges = Changes.Count;
    }

    /// <summary>
    /// Undoes what was written since <see cref="SaveAsync"/>, or since <see cref="BeginAsync"/> where nothing was saved; then
    /// the session goes on without a transaction.
    /// </summary>
    public async Task RollbackAsync(CancellationToken ct)
    {
        if (_transaction is not null && _savedChanges is { } saved)
        {
            await _transaction.RollbackAsync(Savepoint, ct);
            Changes.RemoveRange(saved, Changes.Count - saved);
            return;
        }
        await RollbackAllAsync(ct);
    }

    /// <summary>Undoes everything; the session goes on in the snapshot where there is one, else without a transaction.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        if (_transaction is null || !_isSnapshot)
        {
            await RollbackAllAsync(ct);
            return;
        }
        await _transaction.RollbackAsync(Beginning, ct);
        Changes.Clear();
        _savedChanges = null;
    }

    private async Task RollbackAllAsync(CancellationToken ct)
    {
        if (_db is not null)
            await _db.DisposeAsync();
        _db = null;
        Changes.Clear();
        _savedChanges = null;
        if (_transaction is null)
            return;
        await _transaction.RollbackAsync(ct);
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    /// <summary>A statement on this connection; parameters stand as <c>$1, $2…</c>.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, Connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    public async Task<int> ExecuteAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(ct) is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        if (_db is not null)
            await _db.DisposeAsync();
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
