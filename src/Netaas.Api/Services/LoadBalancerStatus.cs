using System.Net;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.Naming;

namespace Netaas.Api.Services;

/// <summary>Who answers for load-balancer addresses, by what the nodes last said of themselves and of each other. Pure.</summary>
internal static class LoadBalancerStatus
{
    public const string NoNode = "NoLoadBalancerNode";

    /// <summary>In the order of the addresses.</summary>
    public static EquatableList<LoadBalancerAddress> Of(IEnumerable<IPAddress> addresses, NodeBoard board)
    {
        var deaths = Deaths.Of(board.Nodes, board.Now);
        return [.. addresses.Select(address => new LoadBalancerAddress(address, AnsweringNode(address, board, deaths)?.Name))];
    }

    /// <summary>What is wrong with addresses that nobody answers for.</summary>
    public static IEnumerable<Condition> ConditionsOf(EquatableList<LoadBalancerAddress> addresses, NodeBoard board)
    {
        var deaths = Deaths.Of(board.Nodes, board.Now);
        foreach (var (address, _) in addresses.Where(it => it.Node is null))
        {
            var (reason, message) = board.Nodes.Values.Any(node => !deaths.ContainsKey(node.Id) && IsInSubnet(node, address))
                ? ("unanswered", $"No node answers for {address}: with externalTrafficPolicy local, none in its subnet has a ready endpoint; else one is about to.")
                : ("noNodeInSubnet", $"No healthy node stands in the subnet of {address}: choose an address of a subnet that nodes stand in, from a pool with purpose external there.");
            yield return new Condition(NoNode, true, reason, message, null, board.Now);
        }
    }

    /// <summary>A node whose agent is silent answers on; where two say so for a moment, the later word counts.</summary>
    private static NodeState? AnsweringNode(IPAddress address, NodeBoard board, IReadOnlyDictionary<NodeId, IReadOnlyList<string>> deaths) => board.Nodes.Values
        .Where(node => !deaths.ContainsKey(node.Id) && node.Report?.Answered.Contains(address) == true)
        .MaxBy(node => node.SeenAt);

    private static bool IsInSubnet(NodeState node, IPAddress address) => node.Report?.Facts.UnderlayAddresses.Items.Any(it => it.Network.Contains(address)) == true;
}
