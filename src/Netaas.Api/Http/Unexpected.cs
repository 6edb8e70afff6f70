using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Netaas.Api.Http;

/// <summary>Answers what nobody foresaw in the form of every other refusal, and says when trying again may help.</summary>
internal sealed class Unexpected(RequestDelegate next, ILogger<Unexpected> logger)
{
    private const string RequestId = "X-Request-Id";

    public async Task InvokeAsync(HttpContext http)
    {
        // One name for a request in the answer, the change log, the logs and the traces.
        http.TraceIdentifier = Activity.Current?.Id ?? http.TraceIdentifier;
        http.Response.Headers[RequestId] = http.TraceIdentifier;
        try
        {
            if (http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
                await Answer.Of(Problem.Invalid([new FieldProblem("", "malformedText", "The query holds the character U+0000: send text.")])).ExecuteAsync(http);
            else
                await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client left; there is nobody to answer.
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await Answer.Of(new Problem(bad.StatusCode, "badRequest", "The request is not valid.", bad.Message)).ExecuteAsync(http);
        }
        catch (NpgsqlException away) when (!http.Response.HasStarted && (away.IsTransient || away.InnerException is System.Net.Sockets.SocketException or IOException))
        {
            UnexpectedLog.DatabaseAway(logger, away.Message);
            http.Response.Headers.RetryAfter = "1";
            await Answer.Of(new Problem(StatusCodes.Status503ServiceUnavailable, "databaseAway", "The database is away.", "Nothing was stored. Try again in a second."))
                .ExecuteAsync(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            UnexpectedLog.Failed(logger, http.Request.Method, http.Request.Path, failure);
            await Answer.Of(new Problem(StatusCodes.Status500InternalServerError, "internal", "Something went wrong here.", $"Look for request {http.TraceIdentifier} in the log."))
                .ExecuteAsync(http);
        }
    }
}

internal static partial class UnexpectedLog
{
    [LoggerMessage(1001, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(ILogger logger, string method, string path, Exception failure);

    [LoggerMessage(1002, LogLevel.Warning, "The database is away: {Reason}")]
    public static partial void DatabaseAway(ILogger logger, string reason);
}
