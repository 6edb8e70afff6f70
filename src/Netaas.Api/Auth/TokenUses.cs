using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Netaas.Api.Auth;

/// <summary>Keeps <c>lastUsedAt</c> of tokens: one statement now and then, never one a request.</summary>
internal sealed class TokenUses(TokenStore tokens, TimeProvider time, ILogger<TokenUses> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await tokens.SaveUsesAsync(stoppingToken);
            }
            catch (NpgsqlException failure)
            {
                // The database is away: the next use counts.
                TokenUsesLog.NotSaved(logger, failure.Message);
            }
    }
}

internal static partial class TokenUsesLog
{
    [LoggerMessage(1101, LogLevel.Warning, "When tokens were last used was not saved: {Reason}")]
    public static partial void NotSaved(ILogger logger, string reason);
}
