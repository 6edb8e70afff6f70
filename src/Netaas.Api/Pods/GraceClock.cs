using Netaas.Api.Data;
using Netaas.Api.Outbox;
using Npgsql;

namespace Netaas.Api.Pods;

/// <summary>Deletes pods whose time of grace is over, in the name of whoever asked for it. Used by the leader alone.</summary>
internal sealed class GraceClock(NpgsqlDataSource dataSource, PodKind pods, DispatchSignal signal, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    private DateTimeOffset _next;

    public async Task RunAsync(CancellationToken ct)
    {
        if (time.GetUtcNow() < _next)
            return;
        _next = time.GetUtcNow() + Between;
        foreach (var (pod, caller) in await ReadAsync(ct))
        {
            await Attempts.RunAsync(dataSource, caller, async (session, cancel) =>
            {
                await session.BeginAsync(cancel);
                var present = await pods.LockAsync(session, pod, cancel);
                if (present is not null)
                    await pods.DeleteAsync(session, present, cascade: true, cancel);
                return (present, present is not null);
            }, ct);
            signal.Set();
        }
    }

    private async Task<List<(Guid Pod, Caller Caller)>> ReadAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT id, project_id, coalesce(terminated_by, ''), coalesce(terminated_request, '') FROM pods
            WHERE terminates_at <= now() AND deleted_revision IS NULL ORDER BY terminates_at LIMIT 1000
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var over = new List<(Guid, Caller)>();
        while (await reader.ReadAsync(ct))
            over.Add((reader.GetGuid(0), new Caller(reader.GetGuid(1), reader.GetString(2), reader.GetString(3)) { Reason = "Its grace is over." }));
        return over;
    }
}
