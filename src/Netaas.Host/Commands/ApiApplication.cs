using Microsoft.AspNetCore.Hosting;
using Netaas.Api;
using Netaas.Host.Bus;
using Netaas.Host.Options;

namespace Netaas.Host.Commands;

/// <summary>The API as a web application with its bus, for a process of its own and for all-in-one alike.</summary>
internal static class ApiApplication
{
    public static WebApplication Build(ApiProcessOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddNetaasConsole();
        builder.WebHost.UseUrls(options.Listen);
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        // The slim builder leaves out what the document's route is written with.
        builder.Services.AddRouting();
        builder.Services.AddNetaasApi(options.Api);
        builder.Services.AddNetaasBus(options.Bus, NetaasApi.AddConsumers);
        // A stop waits for requests on their way, held ones included, but not for longer than a service manager does.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        var app = builder.Build();
        app.UseNetaasApi();
        return app;
    }

    /// <summary>Serves until the process is asked to end.</summary>
    public static async Task UntilEndedAsync(WebApplication app, CancellationToken ct)
    {
        var ended = new TaskCompletionSource();
        await using var asked = ct.Register(ended.SetResult);
        await ended.Task;
        // What is asked to end still answers the requests on their way.
        await app.StopAsync(CancellationToken.None);
    }

    /// <summary>One line an event, with the time; what the frameworks tell of every request stays out.</summary>
    public static void AddNetaasConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.SetMinimumLevel(LogLevel.Information);
        foreach (var category in new[] { "Microsoft", "System", "MassTransit" })
            logging.AddFilter(category, LogLevel.Warning);
    }
}
