using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Netaas.Terraform.Plugin;

/// <summary>An answer to a call's message.</summary>
internal delegate Task<IMessage> Handler(ReadOnlyMemory<byte> message, CancellationToken ct);

/// <summary>HTTP/2 on a unix socket, with the calls of a provider and those that every plugin answers.</summary>
internal sealed class PluginServer(Handshake handshake, IReadOnlyDictionary<string, Handler> handlers)
{
    private const string Provider = "/tfplugin6.Provider/";

    private const int Unimplemented = 12;

    private const int Internal = 13;

    public async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        // Standard output is the handshake's.
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(handshake.Socket, Listen));
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, app.Lifetime));
        await app.StartAsync();
        await Console.Out.WriteAsync(handshake.Line + "\n");
        await app.WaitForShutdownAsync();
        File.Delete(handshake.Socket);
    }

    private void Listen(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http2;
        if (handshake is not { Server: { } server, Client: { } client })
            return;
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = server,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (shown, _, _) => shown.RawData.AsSpan().SequenceEqual(client.RawData),
        });
    }

    private Task AnswerAsync(HttpContext context, IHostApplicationLifetime lifetime)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(Provider, StringComparison.Ordinal) && handlers.TryGetValue(path[Provider.Length..], out var handler))
            return CallAsync(context, handler, lifetime.ApplicationStopping);
        switch (path)
        {
            case "/plugin.GRPCController/Shutdown":
                context.Response.OnCompleted(() =>
                {
                    lifetime.StopApplication();
                    return Task.CompletedTask;
                });
                return GrpcCall.AnswerAsync(context, new Wire.StopProvider.Types.Response());
            case "/plugin.GRPCBroker/StartStream" or "/plugin.GRPCStdio/StreamStdio":
                return HoldAsync(context, lifetime.ApplicationStopping);
            default:
                GrpcCall.Refuse(context, Unimplemented, path + " is not offered");
                return Task.CompletedTask;
        }
    }

    private static async Task CallAsync(HttpContext context, Handler handler, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        IMessage answer;
        try
        {
            answer = await handler(await GrpcCall.ReadAsync(context), ended.Token);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A defect of ours, or of what we were sent: terraform shows it with the resource that it asked for.
            GrpcCall.Refuse(context, Internal, failure.ToString());
            return;
        }
        await GrpcCall.AnswerAsync(context, answer);
    }

    /// <summary>Streams that terraform keeps open and that carry nothing here.</summary>
    private static async Task HoldAsync(HttpContext context, CancellationToken stopping)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync(stopping);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await Task.Delay(Timeout.Infinite, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
