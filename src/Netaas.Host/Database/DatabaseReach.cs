using Npgsql;

namespace Netaas.Host.Database;

/// <summary>Whether PostgreSQL takes this process, and if not, whether time may change that.</summary>
internal static class DatabaseReach
{
    /// <summary>A server that hears nothing at all counts as away after this.</summary>
    private const int PatienceSeconds = 5;

    /// <summary>Connects once.</summary>
    /// <exception cref="DatabaseRefusal">It refuses for good: a wrong password, a database that doesn't exist, options that make no sense.</exception>
    /// <returns>Why it can't be reached; null where it can.</returns>
    public static async Task<string?> TryAsync(string postgres, CancellationToken ct)
    {
        try
        {
            var options = new NpgsqlConnectionStringBuilder(postgres) { Pooling = false, Timeout = PatienceSeconds };
            await using var connection = new NpgsqlConnection(options.ConnectionString);
            await connection.OpenAsync(ct);
            return null;
        }
        catch (NpgsqlException failure) when (MayPass(failure))
        {
            return InOneLine(failure);
        }
        catch (Exception failure) when (failure is NpgsqlException or ArgumentException or FormatException or NotSupportedException)
        {
            throw new DatabaseRefusal(InOneLine(failure), failure);
        }
    }

    /// <summary>Whether the same attempt may succeed later, with nothing changed here.</summary>
    public static bool MayPass(Exception? failure) => failure switch
    {
        // It is being ended, which Npgsql doesn't count as passing.
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => true,
        NpgsqlException { IsTransient: true } => true,
        // Of several servers each has its own say.
        NpgsqlException { InnerException: AggregateException several } => several.InnerExceptions.Any(MayPass),
        _ => false,
    };

    private static string InOneLine(Exception failure)
    {
        var said = failure is PostgresException told ? $"{told.MessageText} ({told.SqlState})"
            : failure.InnerException is { } inner ? $"{failure.Message}: {inner.Message}"
            : failure.Message;
        return said.ReplaceLineEndings(" ").TrimEnd('.');
    }
}

/// <summary>PostgreSQL can't be used as it is named, and waiting doesn't help.</summary>
internal sealed class DatabaseRefusal(string message, Exception inner) : Exception(message, inner);
