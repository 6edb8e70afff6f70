using MassTransit;
using Netaas.Agent;
using Netaas.Contracts;
using Netaas.Host.Bus;
using Netaas.Host.Options;
using Netaas.Host.Telemetry;

namespace Netaas.Host.Commands;

/// <summary>One node's agent as a process of its own.</summary>
internal static class AgentCommand
{
    public static async Task<int> RunAsync(AgentProcessOptions options, CancellationToken ct)
    {
        using var held = HeldCollections.Begin();
        using var traces = TraceExport.Start(options.Telemetry, "agent");
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddNetaasConsole(options.Telemetry.Log);
        builder.Services.AddNetaasBus(options.Bus, static _ => { });
        using var host = builder.Build();
        using var http = CreateClient();
        var edges = new AgentEdges(new(host.Services.GetRequiredService<IBus>), http, TimeProvider.System, host.Services.GetRequiredService<ILoggerFactory>())
        {
            QueueOf = options.Bus.Kind == BusKind.RabbitMq ? BrokerQueues.OfNode : NodeQueue.Name,
            ShapeQueue = BrokerQueues.ShapeNodes,
            ShapeNamesQueue = BrokerQueues.ShapeNames,
        };
        var agent = new NodeAgent(options.Agent, edges);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = RunAsync(agent, ending.Token);
        try
        {
            var isBegun = await Task.WhenAny(agent.Begun, running) == agent.Begun;
            held.Dispose();
            if (isBegun)
                await host.StartAsync(ct);
        }
        catch
        {
            // Without a bus it would go on as if nobody had anything to tell it.
            await ending.CancelAsync();
            await running;
            throw;
        }
        await running;
        // The bus is given its time to close, however the agent came to end.
        await host.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Runs an agent until it is cancelled, which is how agents end.</summary>
    public static async Task RunAsync(NodeAgent agent, CancellationToken ct)
    {
        try
        {
            await agent.RunAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    /// <summary>Connections are renewed, so that an API behind a name which moves is found again.</summary>
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = TimeSpan.FromSeconds(5) });
}
