using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Netaas.Api.Events;

/// <summary>
/// Looks for events of a leader in another process, once for all who follow in this one. Where the record can't be read they are
/// woken, too, and find out.
/// </summary>
internal sealed class EventWatch(EventLog log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = 0L;
        using var timer = new PeriodicTimer(Look);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (log.HasReaders && await NewestAsync(stoppingToken) is var newest && newest != known)
            {
                known = newest ?? 0;
                log.Announce();
            }
    }

    private async Task<long?> NewestAsync(CancellationToken ct)
    {
        try
        {
            return (await log.SpanAsync(ct)).Newest;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
