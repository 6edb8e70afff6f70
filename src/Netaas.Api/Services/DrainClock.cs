using Netaas.Api.Outbox;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>Tells nodes when the time is over that services give the connections of drained pods. Used by the leader alone.</summary>
internal sealed class DrainClock(NpgsqlDataSource dataSource, DispatchSignal signal, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private DateTimeOffset _next;

    // Before the first look anything may have ended unheard.
    private DateTime _seen = DateTime.UnixEpoch;

    public async Task RunAsync(CancellationToken ct)
    {
        if (time.GetUtcNow() < _next)
            return;
        _next = time.GetUtcNow() + Between;
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var clock = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var now = await clock.ExecuteScalarAsync(ct) is DateTime read ? read : _seen;
        if (await ServiceNews.TellOfGraceAsync(connection, _seen, now, ct))
            signal.Set();
        await transaction.CommitAsync(ct);
        _seen = now;
    }
}
