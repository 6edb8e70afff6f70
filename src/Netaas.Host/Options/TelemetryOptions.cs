namespace Netaas.Host.Options;

/// <summary>What a process tells of itself.</summary>
/// <param name="Collector">Takes traces by OTLP over HTTP; null for no traces.</param>
/// <param name="TracePercent">Of the requests that come without a trace of their own, how many are followed.</param>
/// <param name="Log">How log lines are written.</param>
internal sealed record TelemetryOptions(Uri? Collector, int TracePercent, LogFormat Log)
{
    public static TelemetryOptions Read(OptionReader reader) => new(
        reader.Optional("otlp") is null ? null : reader.Url("otlp", "where a collector takes OTLP over HTTP, as http://collector:4318"),
        reader.Number("trace-percent", 100, 0, 100),
        reader.Choice("log", LogFormat.Text));
}

internal enum LogFormat
{
    /// <summary>One line an event, for people.</summary>
    Text,

    /// <summary>One JSON object an event, with its request's id, and one for each request answered.</summary>
    Json,
}
