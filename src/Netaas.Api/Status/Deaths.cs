using System.Collections.Immutable;
using Netaas.Core.Naming;

namespace Netaas.Api.Status;

/// <summary>What nodes say of each other. Pure.</summary>
internal static class Deaths
{
    /// <summary>Nodes that at least half of those that are up, beside themselves, find dead; with the names of those that say so.</summary>
    public static IReadOnlyDictionary<NodeId, IReadOnlyList<string>> Of(ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        var up = nodes.Values.Where(node => node.IsUp(now)).ToList();
        return up.SelectMany(node => node.Report?.DeadPeers.Items.Select(dead => (Dead: dead, By: node.Name)) ?? [])
            .GroupBy(it => it.Dead, it => it.By)
            .Where(said => said.Count() * 2 >= up.Count(node => node.Id != said.Key))
            .ToDictionary(said => said.Key, IReadOnlyList<string> (said) => [.. said.Order(StringComparer.Ordinal)]);
    }
}
