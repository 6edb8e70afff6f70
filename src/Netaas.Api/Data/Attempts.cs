using Npgsql;

namespace Netaas.Api.Data;

/// <summary>Runs a write whole, again from its beginning where the database broke it off in favour of another.</summary>
internal static class Attempts
{
    /// <summary>How often in all: each time only one of two contenders loses, so a handful is many.</summary>
    private const int Most = 6;

    /// <summary>The longest pause before the second attempt, twice as long before each further one: several who begin anew at the same moment meet again.</summary>
    private const int FirstPauseMilliseconds = 10;

    /// <param name="write">Its second value says whether to commit; else all of it is undone.</param>
    public static async Task<T> RunAsync<T>(
        NpgsqlDataSource dataSource, Caller caller, Func<Session, CancellationToken, Task<(T Result, bool Commit)>> write, CancellationToken ct)
    {
        for (var (attempt, pause) = (1, 0); ; attempt++)
        {
            await Task.Delay(pause, ct);
            await using var session = await Session.OpenAsync(dataSource, caller, ct);
            try
            {
                var (result, commit) = await write(session, ct);
                if (commit)
                    await session.CommitAsync(ct);
                return result;
            }
            catch (PostgresException failure) when (attempt < Most
                && (failure.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure || IsIdTaken(failure)))
            {
                // The other one goes first.
                pause = Random.Shared.Next(FirstPauseMilliseconds << (attempt - 1));
            }
        }
    }

    /// <summary>Of two who make the same at the same moment the second draws other ids, or learns of the first (<see cref="ForeseeableIds"/>).</summary>
    private static bool IsIdTaken(PostgresException failure) => failure.SqlState == PostgresErrorCodes.UniqueViolation
        && failure.ConstraintName?.EndsWith("_pkey", StringComparison.Ordinal) == true;
}
