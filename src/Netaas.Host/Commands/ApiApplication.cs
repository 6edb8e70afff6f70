using Microsoft.AspNetCore.Hosting;
using Netaas.Api;
using Netaas.Host.Bus;
using Netaas.Host.Database;
using Netaas.Host.Options;
using Netaas.Host.Telemetry;

namespace Netaas.Host.Commands;

/// <summary>The API as a web application with its bus, for a process of its own and for all-in-one alike.</summary>
internal static class ApiApplication
{
    /// <summary>Starts it as soon as the database can be reached; until then the process says that it waits.</summary>
    /// <exception cref="DatabaseRefusal">The database refuses for good.</exception>
    public static async Task<WebApplication> StartAsync(ApiProcessOptions options, CancellationToken ct)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddNetaasConsole(options.Telemetry.Log));
        var room = new WaitingRoom(options, logs.CreateLogger<WaitingRoom>());
        while (true)
        {
            await room.UntilThereAsync(ct);
            var app = Build(options);
            try
            {
                await app.StartAsync(ct);
                return app;
            }
            catch (Exception failure)
            {
                await app.DisposeAsync();
                // It went away once more before everything stood.
                if (!DatabaseReach.MayPass(failure))
                    throw;
            }
        }
    }

    private static WebApplication Build(ApiProcessOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddNetaasConsole(options.Telemetry.Log);
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
}
