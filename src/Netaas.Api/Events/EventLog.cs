using System.Text.Json;
using Netaas.Api.Data;
using Netaas.Api.Status;
using Netaas.Core.Json;
using Npgsql;

namespace Netaas.Api.Events;

/// <summary>Something that subscribers are told.</summary>
/// <param name="Type">changed, for a commit; status, for a resource or node whose phase moved; drift, for a node on which somebody else had changed what is ours.</param>
/// <param name="Action">create, update or delete; null for a status.</param>
/// <param name="Project">Null for what belongs to none.</param>
/// <param name="Phase">Null for a commit.</param>
/// <param name="At">When the control plane noticed it.</param>
/// <param name="Message">What was found; null but for a drift.</param>
internal sealed record EventBody(string Type, string Kind, Guid Id, string Name, long Revision, string? Action, Phase? Phase, DateTimeOffset At, string? Project = null, string? Message = null);

/// <summary>
/// The durable, ordered list of events. The leader alone appends, so that the order of ids is the order of commits; whoever
/// reads after an id misses nothing.
/// </summary>
internal sealed class EventLog(NpgsqlDataSource dataSource)
{
    /// <summary>Hundreds who follow come for the same events at the same moment.</summary>
    private readonly SharedReads<(long After, Guid? Scope), IReadOnlyList<(long Id, string Type, string Kind, string Json)>> _reads = new();

    private long _last;
    private int _readers;
    private TaskCompletionSource _appended = New();

    /// <summary>Whether anybody in this process follows.</summary>
    public bool HasReaders => Volatile.Read(ref _readers) > 0;

    /// <summary>Ends when there may be new events. Take it before reading.</summary>
    public Task Appended => Volatile.Read(ref _appended).Task;

    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(id), 0) FROM events", connection);
        _last = await command.ExecuteScalarAsync(ct) is long last ? last : 0;
    }

    /// <summary>What appends events, to be run at once or with what belongs to it; where that fails, <see cref="LoadAsync"/> begins anew.</summary>
    public NpgsqlBatchCommand Append(IReadOnlyList<(EventBody Body, Guid? Project)> events)
    {
        var command = new NpgsqlBatchCommand(
            """
            INSERT INTO events (id, type, kind, resource_id, project_id, name, revision, body)
            SELECT $1 + nth, type, kind, resource_id, project_id, name, revision, body
            FROM unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::jsonb[])
            WITH ORDINALITY AS x (type, kind, resource_id, project_id, name, revision, body, nth)
            """)
        {
            Parameters =
            {
                Parameter.Of(_last),
                Parameter.Of(Array(one => one.Body.Type)),
                Parameter.Of(Array(one => one.Body.Kind)),
                Parameter.Of(Array(one => one.Body.Id)),
                Parameter.OfNullables(Array(one => one.Project)),
                Parameter.Of(Array(one => one.Body.Name)),
                Parameter.Of(Array(one => one.Body.Revision)),
                Parameter.OfJson(Array(one => JsonSerializer.Serialize(one.Body, NetaasJson.Options))),
            },
        };
        _last += events.Count;
        return command;

        T[] Array<T>(Func<(EventBody Body, Guid? Project), T> of) => [.. events.Select(of)];
    }

    /// <summary>Wakes the subscribers of this process; call it after the commit.</summary>
    public void Announce() => Interlocked.Exchange(ref _appended, New()).TrySetResult();

    /// <summary>Counts one who follows, until disposed.</summary>
    public IDisposable Join()
    {
        Interlocked.Increment(ref _readers);
        return new Reader(this);
    }

    /// <summary>Which events there are: the oldest and the newest id, 0 where there has been none.</summary>
    public async Task<(long Oldest, long Newest)> SpanAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM events");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Events after an id, of the caller's projects and of what is global.</summary>
    public Task<IReadOnlyList<(long Id, string Type, string Kind, string Json)>> ReadAsync(long after, Caller caller, CancellationToken ct)
    {
        var scope = caller.Scope;
        return _reads.AskAsync((after, scope), () => ReadAsync(after, scope)).WaitAsync(ct);
    }

    private async Task<IReadOnlyList<(long Id, string Type, string Kind, string Json)>> ReadAsync(long after, Guid? scope)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT e.id, type, kind, (body || jsonb_build_object('project', p.name))::text FROM events e LEFT JOIN projects p ON p.id = e.project_id
            WHERE e.id > $1 AND (e.project_id IS NULL OR $2::uuid IS NULL OR e.project_id = $2) ORDER BY e.id LIMIT 500
            """);
        command.Parameters.Add(Parameter.Of(after));
        command.Parameters.Add(Parameter.OfNullable(scope));
        await using var reader = await command.ExecuteReaderAsync();
        var events = new List<(long, string, string, string)>();
        while (await reader.ReadAsync())
            events.Add((reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return events;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Reader(EventLog log) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref log._readers);
    }
}
