using Netaas.Host.Options;
using Netaas.Host.Telemetry;

namespace Netaas.Host.Commands;

/// <summary>The API as a process of its own; any number of them may run.</summary>
internal static class ApiCommand
{
    public static async Task<int> RunAsync(ApiProcessOptions options, CancellationToken ct)
    {
        using var traces = TraceExport.Start(options.Telemetry, "api");
        await using var app = await ApiApplication.StartAsync(options, ct);
        await ApiApplication.UntilEndedAsync(app, ct);
        return 0;
    }
}
