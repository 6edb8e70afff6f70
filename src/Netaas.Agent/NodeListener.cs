using MassTransit;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Agent;

/// <summary>The node's queue on the bus.</summary>
internal static class NodeListener
{
    // An agent that can't reach the bus still needs a snapshot, and soon.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(2);

    /// <summary>Hands over what arrives, in order, until cancelled.</summary>
    /// <param name="take">Called for each update, and for each request for the node's state.</param>
    /// <param name="onBegin">Called when what was sent before may have been missed.</param>
    public static async Task RunAsync(AgentEdges edges, NodeId node, Takers take, Action onBegin, CancellationToken ct)
    {
        var log = edges.Logs.CreateLogger(typeof(NodeListener));
        while (true)
        {
            var handle = edges.Bus.ConnectReceiveEndpoint(NodeQueue.Name(node), endpoint => Shape(endpoint, edges, node, take));
            try
            {
                if (await Task.WhenAny(handle.Ready, Task.Delay(s_patience, edges.Time, ct)) != handle.Ready)
                    onBegin();
                await handle.Ready.WaitAsync(ct);
                // Only now does the queue take what is sent; a snapshot fetched from here on misses nothing.
                onBegin();
                await Task.Delay(Timeout.InfiniteTimeSpan, edges.Time, ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // Whatever the transport has to say: without its queue an agent goes on with what it has, and tries again.
                Log.QueueFailed(log, failure.Message);
                await Task.Delay(s_afterFailure, edges.Time, ct);
            }
            finally
            {
                // Not the caller's token: it is cancelled by now, and the queue must not deliver to an agent that has gone.
                await handle.StopAsync(CancellationToken.None);
            }
        }
    }

    private static void Shape(IReceiveEndpointConfigurator endpoint, AgentEdges edges, NodeId node, Takers take)
    {
        // One at a time, as the order matters; many beforehand, as each is only handed on.
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.PrefetchCount = 256;
        endpoint.ConfigureConsumeTopology = false;
        edges.ShapeQueue(endpoint);
        endpoint.Handler<NodeUpdate>(context =>
        {
            if (context.Message.Node == node)
                take.Update(context.Message);
            return Task.CompletedTask;
        });
        endpoint.Handler<NodeStateRequest>(context =>
        {
            if (context.Message.Node == node)
                take.Request(context.Message);
            return Task.CompletedTask;
        });
    }

    /// <summary>Who takes what arrives.</summary>
    public sealed record Takers(Action<NodeUpdate> Update, Action<NodeStateRequest> Request);
}
