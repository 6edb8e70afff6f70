using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Netaas.Host.Options;
using Netaas.Host.Telemetry;

namespace Netaas.Host.Database;

/// <summary>
/// Stands in the API's place, at its addresses, while PostgreSQL can't be reached at the start: machines of a fleet boot in any
/// order. It says that the process lives and why it can't serve.
/// </summary>
internal sealed class WaitingRoom(ApiProcessOptions options, ILogger log)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>A wait that goes on is told of about once a minute.</summary>
    private const int TriesBetweenLines = 12;

    private string _why = "";

    /// <summary>Returns when the database takes connections; at once, and without standing anywhere, if it does now.</summary>
    /// <exception cref="DatabaseRefusal">It refuses for good.</exception>
    public async Task UntilThereAsync(CancellationToken ct)
    {
        if (await DatabaseReach.TryAsync(options.Api.Postgres, ct) is not { } why)
            return;
        Say(why, 0);
        await using var room = Build();
        await room.StartAsync(ct);
        var pause = s_first;
        for (var tries = 1; ; tries++)
        {
            await Task.Delay(pause, ct);
            pause = pause * 2 > s_longest ? s_longest : pause * 2;
            if (await DatabaseReach.TryAsync(options.Api.Postgres, ct) is not { } still)
                break;
            Say(still, tries);
        }
        await room.StopAsync(ct);
        WaitingLog.Here(log);
    }

    private void Say(string why, int tries)
    {
        if (why != _why || tries % TriesBetweenLines == 0)
            WaitingLog.Away(log, why);
        _why = why;
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddNetaasConsole(options.Telemetry.Log);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.WebHost.UseUrls(options.Listen);
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        var app = builder.Build();
        app.Run(AnswerAsync);
        return app;
    }

    /// <summary>The API's own words for it. What exactly went wrong names hosts and users: that is for the log.</summary>
    private static Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/healthz")
            return http.Response.WriteAsync("ok\n");
        http.Response.Headers.RetryAfter = "5";
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return http.Request.Path == "/readyz"
            ? http.Response.WriteAsync("the database is away\n")
            : Results.Problem(
                "Nothing was stored. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "The database is away.",
                extensions: new Dictionary<string, object?> { ["code"] = "databaseAway" }).ExecuteAsync(http);
    }
}

internal static partial class WaitingLog
{
    [LoggerMessage(5001, LogLevel.Warning, "PostgreSQL can't be reached, and the API waits for it: {Why}")]
    public static partial void Away(ILogger log, string why);

    [LoggerMessage(5002, LogLevel.Information, "PostgreSQL takes connections: the API starts")]
    public static partial void Here(ILogger log);
}
