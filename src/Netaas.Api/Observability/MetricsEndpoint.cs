using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Netaas.Api.Auth;

namespace Netaas.Api.Observability;

/// <summary><c>GET /metrics</c>, for a token of the whole system.</summary>
internal static class MetricsEndpoint
{
    public static void AddNetaasMetrics(this IServiceCollection services)
    {
        services.AddSingleton<PoolFigures>();
        services.AddSingleton<ApiMeter>();
        services.AddSingleton(_ => new PrometheusText(ApiMeter.Name));
    }

    public static void MapNetaasMetrics(this WebApplication app)
    {
        // Both exist before the first request, so that nothing goes uncounted.
        var text = app.Services.GetRequiredService<PrometheusText>();
        var meter = app.Services.GetRequiredService<ApiMeter>();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(RequestLog.Category);
        app.Use((http, next) => MeasureAsync(meter, logger, http, next));
        app.MapGet("/metrics", async (PoolFigures pools, CancellationToken ct) =>
            {
                await pools.RefreshAsync(ct);
                return Results.Text(text.Write(), "text/plain; version=0.0.4");
            }).WithMetadata(Access.System).ExcludeFromDescription();
    }

    private static async Task MeasureAsync(ApiMeter meter, ILogger logger, HttpContext http, RequestDelegate next)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "none";
            var took = Stopwatch.GetElapsedTime(began);
            meter.Requested(http.Request.Method, route, http.Response.StatusCode, took);
            RequestLog.Answered(logger, http.Request.Method, route, http.Response.StatusCode, took.TotalMilliseconds, http.TraceIdentifier);
        }
    }
}

/// <summary>One line a request, with the request's id in its scope: for logs that machines read.</summary>
public static partial class RequestLog
{
    /// <summary>Written where this category's level is Debug.</summary>
    public const string Category = "Netaas.Requests";

    [LoggerMessage(1201, LogLevel.Debug, "{Method} {Route} answered {Status} in {Milliseconds} ms: {RequestId}")]
    internal static partial void Answered(ILogger logger, string method, string route, int status, double milliseconds, string requestId);
}
