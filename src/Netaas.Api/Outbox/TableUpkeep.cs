using Microsoft.Extensions.Logging;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>
/// What tables that grow by thousands of rows a second need sooner than PostgreSQL sees to it, which is once a minute at best.
/// </summary>
/// <remarks>
/// A list of free addresses gives from its front, and what was given stays there as dead rows, which everybody after it walks
/// over, until a vacuum takes them away. And a plan made of what the planner knows of an empty table stands until the table is
/// counted again.
/// </remarks>
internal sealed class TableUpkeep(NpgsqlDataSource dataSource, ILogger<TableUpkeep> logger)
{
    /// <summary>Walking over so many costs more in a second of creations than taking them away.</summary>
    private const int MostDead = 4000;

    /// <summary>Changes until tables are counted for the first time.</summary>
    private const int FirstCount = 100;

    /// <summary>Tables are counted again when they may have grown so many times larger: a plan is rarely wrong by less.</summary>
    private const int Growth = 4;

    private int _given;
    private long _changes;
    private long _nextCount = FirstCount;
    private Task _work = Task.CompletedTask;

    public void Notice(IReadOnlyList<LoggedChange> changes)
    {
        _changes += changes.Count;
        _given += changes.Count(change => change is { Kind: "pod", Action: "create" });
    }

    /// <summary>Begins what it is time for; nobody waits for it.</summary>
    public void Run(CancellationToken ct)
    {
        if (!_work.IsCompleted)
            return;
        if (_changes >= _nextCount)
        {
            _nextCount = Growth * _changes;
            _work = WorkAsync(CountAsync, ct);
        }
        else if (_given >= MostDead)
        {
            _given = 0;
            _work = WorkAsync(SweepAsync, ct);
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        await using var list = dataSource.CreateCommand("SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = current_schema()");
        await using var count = dataSource.CreateCommand($"ANALYZE {await list.ExecuteScalarAsync(ct)}");
        await count.ExecuteNonQueryAsync(ct);
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        // Its end is not cut off: that would take a lock that everybody else wants.
        await using var sweep = dataSource.CreateCommand("VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF) free_addresses");
        await sweep.ExecuteNonQueryAsync(ct);
    }

    private async Task WorkAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            TableUpkeepLog.NotDone(logger, failure.Message);
        }
    }
}

internal static partial class TableUpkeepLog
{
    [LoggerMessage(1301, LogLevel.Information, "Tables were not seen to: {Reason}")]
    public static partial void NotDone(ILogger logger, string reason);
}
