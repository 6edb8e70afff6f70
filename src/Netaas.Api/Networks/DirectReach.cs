using System.Net.Sockets;
using Netaas.Api.Data;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;
using Netaas.Core.View;

namespace Netaas.Api.Networks;

/// <summary>Which nodes a network without encapsulation can't join: those that share no subnet of the underlay. Pure.</summary>
internal static class DirectReach
{
    /// <summary>One a family that has such nodes; none for networks that encapsulate or stay on their node.</summary>
    public static IReadOnlyList<Condition> Conditions(NetworkRow network, IEnumerable<NodeState> nodes)
    {
        if (network is not { Type: NetworkType.Overlay, Encapsulation: Encapsulation.None })
            return [];
        var known = nodes.Where(node => node.Report is not null).OrderBy(node => node.Name, StringComparer.Ordinal).ToList();
        return [.. network.CidrsFor("pods").Select(cidr => Condition(network, known, cidr.Cidr.Family())).OfType<Condition>()];
    }

    private static Condition? Condition(NetworkRow network, List<NodeState> nodes, AddressFamily family)
    {
        if (nodes.Count == 0)
            return null;
        var first = nodes[0];
        var apart = nodes.Skip(1).Where(node => DirectWay.Find(Addresses(first), Addresses(node), family) is null).Select(node => node.Name).ToList();
        if (apart.Count == 0)
            return null;
        var others = apart.Count > 5 ? $"{string.Join(", ", apart.Take(5))} and {apart.Count - 5} more" : string.Join(", ", apart);
        return new Condition(
            "NoDirectRoute",
            true,
            "noCommonSubnet",
            $"Node {first.Name} shares no {(family == AddressFamily.InterNetwork ? IpFamily.Ipv4 : IpFamily.Ipv6).Text()} subnet with {others}: without encapsulation pods of these nodes do not reach each other. Use a network with encapsulation crossSubnet, or put the nodes into one subnet.",
            null,
            network.UpdatedAt);
    }

    private static EquatableList<InterfaceAddress> Addresses(NodeState node) => node.Report?.Facts.UnderlayAddresses ?? [];
}
