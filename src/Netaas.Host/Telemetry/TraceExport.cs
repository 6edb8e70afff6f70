using Netaas.Agent.Reporting;
using Netaas.Api.Observability;
using Netaas.Host.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Netaas.Host.Telemetry;

/// <summary>Sends spans to a collector: those of requests, and of writes on their way to the nodes and back.</summary>
internal static class TraceExport
{
    private const string Requests = "Microsoft.AspNetCore";

    /// <param name="process">As which the spans are told apart from those of other processes.</param>
    /// <returns>Null where nobody collects; else to be disposed at the end, so that the last spans are sent.</returns>
    public static TracerProvider? Start(TelemetryOptions options, string process) => options.Collector is not { } collector
        ? null
        : Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService($"netaas-{process}"))
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TracePercent / 100.0)))
            .AddSource(Requests, Tracing.Source, ApplySpans.Source)
            .AddOtlpExporter(otlp =>
            {
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                otlp.Endpoint = new Uri(collector, "/v1/traces");
                otlp.BatchExportProcessorOptions.ScheduledDelayMilliseconds = 1000;
            })
            .Build();
}
