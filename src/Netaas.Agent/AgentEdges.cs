using MassTransit;
using Microsoft.Extensions.Logging;
using Netaas.Agent.Peers;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Dataplane.Kernel;

namespace Netaas.Agent;

/// <summary>The outside world, as an agent meets it.</summary>
/// <param name="Bus">Asked for once the agent has begun (<see cref="NodeAgent.Begun"/>): to make one takes as long as to look at the kernel, which comes first.</param>
/// <param name="Http">Towards the API; not disposed of by the agent.</param>
public sealed record AgentEdges(Lazy<IBus> Bus, HttpClient Http, TimeProvider Time, ILoggerFactory Logs)
{
    /// <summary>The queue at which the node takes what is sent under <see cref="NodeQueue.Name"/>.</summary>
    public Func<NodeId, string> QueueOf { get; init; } = NodeQueue.Name;

    /// <summary>What the transport wants to be said of the node's queue beyond what all transports have.</summary>
    public Action<IReceiveEndpointConfigurator, NodeId> ShapeQueue { get; init; } = static (_, _) => { };

    /// <summary>The same of the queue where it hears of names.</summary>
    public Action<IReceiveEndpointConfigurator> ShapeNamesQueue { get; init; } = static _ => { };

    /// <summary>Opens the kernel of the node; the real one, or a fake for runs at scale.</summary>
    public Func<AgentOptions, NodeId, INodeKernel> OpenKernel { get; init; } = static (options, node) => NodeKernel.Open(node, options.HostNetns);

    /// <summary>Opens the way to ask other nodes whether they are there.</summary>
    public Func<AgentOptions, IEchoes> OpenEchoes { get; init; } = static options => KernelEchoes.Open(options.HostNetns);

    /// <summary>Opens the way to speak to neighbors about addresses.</summary>
    public Func<AgentOptions, IVoice> OpenVoice { get; init; } = static options => KernelVoice.Open(options.HostNetns);

    /// <summary>Opens the reader of the node's facts.</summary>
    public Func<AgentOptions, INodeFacts> OpenFacts { get; init; } = static options => new KernelFacts(options);
}

/// <summary>Tells what a node is: its kernel (<see cref="KernelFacts"/>), or made-up facts for runs at scale.</summary>
public interface INodeFacts : IDisposable
{
    NodeFacts Read();

    /// <summary>The ports that processes of the node have taken.</summary>
    EquatableList<Listener> Listeners() => [];

    /// <summary>What of the node gets in the way of its pods.</summary>
    EquatableList<Contracts.Obstacle> Obstacles() => [];
}
