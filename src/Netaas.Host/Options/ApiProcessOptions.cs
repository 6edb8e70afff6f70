using Netaas.Api;

namespace Netaas.Host.Options;

/// <summary>Options of a process that serves the API.</summary>
/// <param name="Listen">Addresses as Kestrel takes them, several apart by semicolons.</param>
internal sealed record ApiProcessOptions(ApiOptions Api, string Listen, BusOptions Bus, TelemetryOptions Telemetry)
{
    /// <summary>Loopback alone: whoever opens the API to others says so.</summary>
    public const string DefaultListen = "http://127.0.0.1:8080";

    /// <param name="bus">The transport where none is named: RabbitMQ for an API whose agents are elsewhere.</param>
    public static ApiProcessOptions Read(OptionReader reader, BusKind bus)
    {
        // Says on the command line which installation a process belongs to; this command needs nothing there.
        reader.Optional("run-dir");
        var database = DatabaseOptions.Read(reader);
        var api = new ApiOptions(
            database.Postgres,
            database.Migrations,
            reader.Secret("admin-token", "the token of the first administrator"),
            reader.Secret("join-token", "the token with which agents enrol"),
            reader.Optional("web-root"))
        {
            RetentionDays = reader.Number("retention-days", ApiOptions.DefaultRetentionDays, 1, 36_500),
            RequestsPerSecond = reader.Number("requests-per-second", ApiOptions.DefaultRequestsPerSecond, 1, 1_000_000),
        };
        var listen = reader.Text("listen", DefaultListen);
        CheckListen(reader, listen);
        return new ApiProcessOptions(api, listen, BusOptions.Read(reader, bus), TelemetryOptions.Read(reader));
    }

    private static void CheckListen(OptionReader reader, string listen)
    {
        foreach (var address in listen.Split(';'))
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                reader.Refuse($"--listen has {address}; give addresses as http://127.0.0.1:8080, apart by semicolons");
        }
    }
}
