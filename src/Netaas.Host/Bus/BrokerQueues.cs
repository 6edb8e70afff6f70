using MassTransit;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Host.Bus;

/// <summary>The queues of agents as RabbitMQ keeps them; other transports have nothing to say of theirs.</summary>
/// <remarks>
/// What is sent to a node goes to the exchange <see cref="NodeQueue.Name"/>, which stays the same; at which queue the node takes
/// it is the agent's own affair. A queue's arguments can't be changed, so one with others has another name, and agents of two
/// versions, and an API of either, go together.
/// </remarks>
internal static class BrokerQueues
{
    /// <summary>
    /// How long a queue outlives its agent. It keeps what comes while a connection is renewed; an agent that begins anew asks for
    /// a snapshot anyway, and the queue of a node that is gone for good must go as well.
    /// </summary>
    private static readonly TimeSpan s_unused = TimeSpan.FromMinutes(10);

    /// <summary>
    /// What an agent that is away or slow may have waiting; of more the oldest are dropped. It sees the gap and asks for a
    /// snapshot, which then is the shorter way, too.
    /// </summary>
    private const int MostMessages = 2_000;

    private const int MostBytes = 32 << 20;

    public static string OfNode(NodeId node) => $"netaas-stream-{node}";

    /// <summary>
    /// On a majority of a cluster's brokers; and should an agent be started twice, one of the two consumes, so that the order
    /// holds.
    /// </summary>
    public static void ShapeNodes(IReceiveEndpointConfigurator endpoint, NodeId node)
    {
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator queue)
            return;
        queue.SetQuorumQueue();
        queue.SingleActiveConsumer = true;
        queue.SetQueueArgument("x-expires", s_unused);
        queue.SetQueueArgument("x-max-length", MostMessages);
        queue.SetQueueArgument("x-max-length-bytes", MostBytes);
        queue.SetQueueArgument("x-overflow", "drop-head");
        queue.Bind(NodeQueue.Name(node));
        // Agents up to 0.1 had a queue with the exchange's name, without bounds and without an end: nobody would empty it any more.
        queue.ConfigureChannel(channel => channel.UseExecuteAsync(it => it.Channel.QueueDeleteAsync(NodeQueue.Name(node), ifUnused: false, ifEmpty: false)));
    }

    /// <summary>Names are asked for anew at each start: the queue ends with its agent, so nothing piles up for one that is away.</summary>
    public static void ShapeNames(IReceiveEndpointConfigurator endpoint)
    {
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator queue)
            return;
        queue.Durable = false;
        queue.AutoDelete = true;
    }
}
