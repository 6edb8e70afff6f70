using Microsoft.Extensions.Logging;
using Netaas.Api.Outbox;
using Npgsql;

namespace Netaas.Api.Addresses;

/// <summary>
/// Keeps the way to the next free address short. A list gives from its front, and what was given stays there as dead rows, which
/// everybody after it walks over, until a vacuum takes them away: PostgreSQL's own comes once a minute at best, and in a minute
/// tens of thousands of pods may be created.
/// </summary>
internal sealed class FreeListSweeper(NpgsqlDataSource dataSource, ILogger<FreeListSweeper> logger)
{
    /// <summary>Walking over so many costs more in a second of creations than taking them away.</summary>
    private const int Most = 4000;

    private int _given;
    private Task _sweep = Task.CompletedTask;

    public void Notice(IReadOnlyList<LoggedChange> changes) => _given += changes.Count(change => change is { Kind: "pod", Action: "create" });

    /// <summary>Begins a sweep where it is time for one; nobody waits for it.</summary>
    public void Run(CancellationToken ct)
    {
        if (_given < Most || !_sweep.IsCompleted)
            return;
        _given = 0;
        _sweep = SweepAsync(ct);
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            // Its end is not cut off: that would take a lock that everybody else wants.
            await using var command = dataSource.CreateCommand("VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF) free_addresses");
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            FreeListSweeperLog.NotSwept(logger, failure.Message);
        }
    }
}

internal static partial class FreeListSweeperLog
{
    [LoggerMessage(3401, LogLevel.Information, "The lists of free addresses were not swept: {Reason}")]
    public static partial void NotSwept(ILogger logger, string reason);
}
