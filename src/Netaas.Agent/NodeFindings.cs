using Netaas.Contracts;
using Netaas.Core;

namespace Netaas.Agent;

/// <summary>What the node is like, as its reports say.</summary>
internal sealed record NodeFindings(NodeFacts Facts, EquatableList<Obstacle> Obstacles)
{
    /// <summary>While nobody has looked.</summary>
    public static NodeFindings None { get; } = new(new NodeFacts([], 0, [], "", "", "", Guid.Empty), []);

    /// <summary>The ports that processes of the node have; followed by themselves, as they come and go more often than the rest.</summary>
    public EquatableList<Listener> Listeners { get; init; } = [];

    public static NodeFindings Of(INodeFacts facts) => new(facts.Read(), facts.Obstacles());
}
