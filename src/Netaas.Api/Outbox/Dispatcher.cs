using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Netaas.Api.Data;
using Netaas.Api.Events;
using Netaas.Api.Observability;
using Netaas.Api.Services;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>
/// The leader's loop: changes out to the nodes and to subscribers, reports into the record. One process leads at a time; the
/// others stand by.
/// </summary>
/// <remarks>
/// A batch is sent first and noted after, so a crash in between sends it again, which does no harm (Netaas.Contracts,
/// NodeUpdate). Events and the place in the log are one transaction, so subscribers get each change once.
/// </remarks>
internal sealed class Dispatcher(
    NpgsqlDataSource dataSource, DispatchSignal signal, NodeBoard board, NodeStreams streams, NameStream names, EventLog events, StatusTracker tracker, ReleaseSignal releases, Upkeep upkeep, Readiness readiness, HealthRecorder health, ApiMeter meter,
    ILogger<Dispatcher> logger) : BackgroundService
{
    /// <summary>The longest time without looking: for changes that other processes committed.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>So many changes at once mean that more are coming; a batch costs the same few statements whatever its size.</summary>
    private const int Burst = 4;

    /// <summary>How long to let more gather then.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(8);

    /// <summary>So many that nodes are behind anyway: fewer and larger messages are what helps them most.</summary>
    private const int Flood = 32;

    /// <summary>How long to let a flood gather.</summary>
    private static readonly TimeSpan GatherFlood = TimeSpan.FromMilliseconds(40);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Housekeeping = TimeSpan.FromSeconds(1);

    private const string Reader = "bus";

    private long _position;
    private DateTimeOffset _nextHousekeeping;
    private Task? _reported;
    private bool _mayRelease = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                await using var leader = await LeaderLock.TryTakeAsync(dataSource, stoppingToken);
                if (leader is not null)
                    await LeadAsync(leader.Connection, stoppingToken);
                await FollowNodesAsync(stoppingToken);
                await Task.Delay(Retry, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                DispatcherLog.Stumbled(logger, failure);
                await Task.Delay(Retry, stoppingToken);
            }
    }

    private async Task LeadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await LoadAsync(connection, ct);
        DispatcherLog.Leads(logger, _position);
        while (true)
        {
            var reported = board.Changed;
            var changes = await ChangeReader.ReadAsync(connection, _position, ct);
            meter.Settled = changes.Count > 0 ? changes[^1].Revision : _position;
            if (changes.Count > 0)
                await DispatchAsync(connection, changes, ct);
            await FollowReportsAsync(connection, reported, changes.Count > 0, ct);
            if (changes.Count is >= Burst and < ChangeReader.BatchSize)
                await Task.Delay(changes.Count < Flood ? Gather : GatherFlood, ct);
            else if (changes.Count < Burst && tracker.Followed is not null)
                await WaitAsync(reported, ct);
        }
    }

    /// <summary>A process that stands by hears every report, but learns from the record alone whose there are.</summary>
    private async Task FollowNodesAsync(CancellationToken ct)
    {
        // How far the stream is behind, the leader measures; what this process saw of it last would stand for ever.
        meter.Settled = meter.Sent;
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var db = Db.On(connection);
        await NodeBoardLoader.LoadAsync(db, board, ct);
    }

    private async Task LoadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        _position = await StreamPosition.ReadAsync(connection, Reader, ct);
        meter.Sent = _position;
        await streams.LoadAsync(connection, ct);
        await names.LoadAsync(connection, ct);
        await events.LoadAsync(connection, ct);
        await readiness.LoadAsync(connection, ct);
        health.Forget();
        await BeginStatusAsync(connection, ct);
        _mayRelease = true;
    }

    private async Task BeginStatusAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var db = Db.On(connection);
        tracker.Begin(await NodeBoardLoader.ReadAsync(db, board.Now, ct));
        var changes = await Unannounced.ReadAsync(dataSource, _position, ct);
        tracker.Watch(await ChangedRows.LoadAsync(db, changes, [], ct), changes);
    }

    private async Task DispatchAsync(NpgsqlConnection connection, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        await using var db = Db.On(connection);
        upkeep.Notice(changes);
        if (changes.Any(change => change.Kind == "node"))
            await NodeBoardLoader.LoadAsync(db, board, ct);
        var touched = await Endpoints.TouchAsync(connection, changes, ct);
        var rows = await ChangedRows.LoadAsync(db, changes, touched, ct);
        readiness.Notice(rows, changes);
        var composer = await UpdateComposer.ComposeAsync(new ViewLoader(db), rows, changes, ct);
        tracker.Watch(rows, changes);
        var last = changes[^1].Revision;
        IReadOnlyList<Guid> told;
        using (var spans = Tracing.Dispatch(changes))
            told = await streams.SendAsync((composer, spans), last, ct);
        var notes = new List<NpgsqlBatchCommand> { StreamPosition.Note(Reader, last) };
        if (await names.SendAsync(rows, changes, ct))
            notes.Add(names.Note());
        if (told.Count > 0)
            notes.Add(NodeStreams.Note(told, last));
        if (changes.Where(change => change.Kind is not ("member" or Endpoints.Readiness)).Select(ToEvent).ToList() is { Count: > 0 } news)
            notes.Add(events.Append(news));
        await connection.ExecuteAsync(notes, ct);
        _position = last;
        meter.Sent = last;
        _mayRelease |= changes.Any(change => change.Action == "delete" || change is { Kind: "port-mapping", Action: "update" });
        events.Announce();
    }

    /// <param name="reported">The board's signal from before it is looked at: the same one as last time means that no node has said anything since.</param>
    /// <param name="isNews">Whether something was written that they may have spoken of already.</param>
    private async Task FollowReportsAsync(NpgsqlConnection connection, Task reported, bool isNews, CancellationToken ct)
    {
        var isQuiet = ReferenceEquals(reported, _reported) && board.Now < _nextHousekeeping && tracker.Followed is not null;
        _reported = reported;
        if ((isNews || !isQuiet) && (await readiness.RunAsync(connection, ct) | await health.RunAsync(connection, ct)))
            signal.Set();
        if (!isQuiet)
            await tracker.FollowNodesAsync(connection, ct);
        var moved = isQuiet ? [] : tracker.Look();
        if (moved.Count > 0)
        {
            await connection.ExecuteAsync([events.Append(moved)], ct);
            events.Announce();
        }
        if (_mayRelease && await IsAnythingTerminatingAsync(connection, ct) && await Releaser.RunAsync(connection, board, ct))
            releases.Set();
        await upkeep.RunAsync(ct);
        if (board.Now < _nextHousekeeping)
            return;
        _nextHousekeeping = board.Now + Housekeeping;
        await streams.RemindAsync(connection, _position, ct);
        await names.RemindAsync(ct);
        if (tracker.Followed is { } followed)
            await NodeBoardLoader.SaveAsync(connection, followed, ct);
        _mayRelease = true;
    }

    /// <summary>Wakes at a commit of this process, at a report, or after a while.</summary>
    private async Task WaitAsync(Task reported, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var committed = signal.WaitAsync(Look, done.Token);
        await Task.WhenAny(committed, reported);
        await done.CancelAsync();
        try
        {
            await committed;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A report came first.
        }
    }

    private async Task<bool> IsAnythingTerminatingAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT EXISTS (SELECT 1 FROM pods WHERE deleted_revision IS NOT NULL)
                OR EXISTS (SELECT 1 FROM port_mappings WHERE deleted_revision IS NOT NULL)
                OR EXISTS (SELECT 1 FROM host_ports WHERE is_left)
                OR EXISTS (SELECT 1 FROM services WHERE deleted_revision IS NOT NULL)
                OR EXISTS (SELECT 1 FROM networks WHERE deleted_revision IS NOT NULL)
                OR EXISTS (SELECT 1 FROM nodes WHERE deleted_revision IS NOT NULL)
                OR EXISTS (SELECT 1 FROM network_members WHERE deleted_revision IS NOT NULL)
            """,
            connection);
        _mayRelease = await command.ExecuteScalarAsync(ct) is true;
        return _mayRelease;
    }

    private (EventBody Body, Guid? Project) ToEvent(LoggedChange change) =>
        (new EventBody("changed", change.Kind, change.Resource, change.Name, change.Revision, change.Action, null, board.Now), change.Project);
}

internal static partial class DispatcherLog
{
    [LoggerMessage(2001, LogLevel.Information, "Leads, from revision {Position} on")]
    public static partial void Leads(ILogger logger, long position);

    [LoggerMessage(2002, LogLevel.Warning, "The dispatcher stumbled and begins anew")]
    public static partial void Stumbled(ILogger logger, Exception failure);
}
