using MassTransit;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Agent;

/// <summary>The node's queue on the bus.</summary>
internal static class NodeListener
{
    /// <summary>Hands over what arrives, in order, until cancelled.</summary>
    /// <param name="take">Called for each update, and for each question to the node.</param>
    /// <param name="onBegin">Called when what was sent before may have been missed.</param>
    public static Task RunAsync(AgentEdges edges, NodeId node, Takers take, Action onBegin, CancellationToken ct) =>
        BusListener.RunAsync(edges, (edges.QueueOf(node), endpoint => Shape(endpoint, edges, node, take)), onBegin, ct);

    private static void Shape(IReceiveEndpointConfigurator endpoint, AgentEdges edges, NodeId node, Takers take)
    {
        // One at a time, as the order matters; many beforehand, as each is only handed on.
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.PrefetchCount = 256;
        endpoint.ConfigureConsumeTopology = false;
        edges.ShapeQueue(endpoint, node);
        endpoint.Handler<NodeUpdate>(context =>
        {
            if (context.Message.Node == node)
                take.Update(context.Message);
            return Task.CompletedTask;
        });
        endpoint.Handler<NodeStateRequest>(context =>
        {
            if (context.Message.Node == node)
                take.State(context.Message);
            return Task.CompletedTask;
        });
        endpoint.Handler<TrafficRequest>(context =>
        {
            if (context.Message.Node == node)
                take.Traffic(context.Message);
            return Task.CompletedTask;
        });
    }

    /// <summary>Who takes what arrives.</summary>
    public sealed record Takers(Action<NodeUpdate> Update, Action<NodeStateRequest> State, Action<TrafficRequest> Traffic);
}
