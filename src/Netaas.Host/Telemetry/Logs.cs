using Netaas.Api.Observability;
using Netaas.Host.Options;

namespace Netaas.Host.Telemetry;

/// <summary>What a process writes on its console.</summary>
internal static class Logs
{
    /// <summary>One line an event, with the time; what the frameworks tell of every request stays out.</summary>
    public static void AddNetaasConsole(this ILoggingBuilder logging, LogFormat format)
    {
        logging.ClearProviders();
        if (format == LogFormat.Json)
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                console.IncludeScopes = true;
            }).AddFilter(RequestLog.Category, LogLevel.Debug);
        else
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
            });
        logging.SetMinimumLevel(LogLevel.Information);
        foreach (var category in new[] { "Microsoft", "System", "MassTransit", "Quartz" })
            logging.AddFilter(category, LogLevel.Warning);
    }
}
