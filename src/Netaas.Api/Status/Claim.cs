using System.Collections.Immutable;
using System.Net;
using Netaas.Core.Naming;

namespace Netaas.Api.Status;

/// <summary>That one node answers for each of these load-balancer addresses, whichever it is.</summary>
/// <param name="IsLocal">Whether only nodes with an endpoint of the service may.</param>
internal sealed record Claim(IReadOnlyList<IPAddress> Addresses, bool IsLocal)
{
    public const string NoNode = "NoLoadBalancerNode";

    /// <summary>The nodes that have an endpoint or are about to; null where nobody has looked.</summary>
    public IReadOnlySet<NodeId>? Serving { get; init; }

    /// <summary>A node whose agent is silent answers on; where two say so for a moment, the later word counts.</summary>
    /// <param name="deaths">Nodes that don't count, whatever they said.</param>
    public static NodeState? AnsweringNode(
        IPAddress address, ImmutableDictionary<NodeId, NodeState> nodes, IReadOnlyDictionary<NodeId, IReadOnlyList<string>> deaths) => nodes.Values
        .Where(node => !deaths.ContainsKey(node.Id) && node.Report?.Answered.Contains(address) == true)
        .MaxBy(node => node.SeenAt);

    /// <summary>What is wrong with addresses that nobody answers for, and whether a node could come to answer by itself.</summary>
    public IEnumerable<(Condition Condition, bool CanPass)> Unanswered(ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        if (Addresses.Count == 0)
            yield break;
        var deaths = Deaths.Of(nodes, now);
        foreach (var address in Addresses.Where(address => AnsweringNode(address, nodes, deaths) is null))
        {
            var near = nodes.Values.Where(node => !deaths.ContainsKey(node.Id) && IsInSubnet(node, address)).ToList();
            var (reason, message) = near.Count > 0
                ? ("unanswered", $"No node answers for {address}: with externalTrafficPolicy local, none in its subnet has a ready endpoint; else one is about to.")
                : ("noNodeInSubnet", $"No healthy node stands in the subnet of {address}: choose an address of a subnet that nodes stand in, from a pool with purpose external there.");
            yield return (new Condition(NoNode, true, reason, message, null, now), near.Any(node => Serving?.Contains(node.Id) != false));
        }
    }

    private static bool IsInSubnet(NodeState node, IPAddress address) => node.Report?.Facts.UnderlayAddresses.Items.Any(it => it.Network.Contains(address)) == true;
}
