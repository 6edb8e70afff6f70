using System.Net;
using System.Net.Sockets;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core.View;

namespace Netaas.Api.PortMappings;

/// <summary>
/// Ports that processes of the nodes listen on, as their agents reported. A mapping would take their traffic away from them
/// without a word.
/// </summary>
internal static class TakenPorts
{
    /// <param name="present">Null for a new mapping; what it has already it may keep, whoever listens there since.</param>
    /// <returns>Null where nothing is in the way.</returns>
    public static Problem? RefusalOf(PortMappingSpec wanted, PortMappingSpec? present, NodeBoard board)
    {
        if (wanted.HostPort is not { } first || (present is not null && IsSamePlace(wanted, present)))
            return null;
        var last = wanted.HostPortEnd ?? first;
        foreach (var node in Nodes(wanted, board))
            foreach (var listener in node.Report?.Listeners ?? [])
                if (listener.Protocol == wanted.Protocol && listener.Port >= first && listener.Port <= last && Meet(listener.Address, wanted.HostAddress))
                    return Problem.Conflict("portInUse", Text(node, listener)).At("hostPort");
        return null;
    }

    /// <summary>Those that are no choice for a mapping that leaves its port open.</summary>
    public static int[] OfNodes(PortMappingSpec wanted, NodeBoard board) => wanted.HostPort is not null ? [] : [.. Nodes(wanted, board)
        .SelectMany(node => node.Report?.Listeners.Items ?? [])
        .Where(listener => listener.Protocol == wanted.Protocol && Meet(listener.Address, wanted.HostAddress))
        .Select(listener => (int)listener.Port)
        .Distinct()];

    private static IEnumerable<NodeState> Nodes(PortMappingSpec wanted, NodeBoard board) => board.Nodes.Values
        .Where(node => wanted.Nodes is null || wanted.Nodes.Contains(node.Name) || wanted.Nodes.Contains(node.Id.ToString()))
        .OrderBy(node => node.Name, StringComparer.Ordinal);

    private static bool IsSamePlace(PortMappingSpec one, PortMappingSpec other) =>
        one.HostPort == other.HostPort && one.HostPortEnd == other.HostPortEnd && one.Protocol == other.Protocol
        && one.HostAddress.Equals(other.HostAddress) && one.Nodes == other.Nodes;

    private static bool Meet(IPAddress listener, IPAddress wanted) =>
        listener.AddressFamily == wanted.AddressFamily && (listener.Equals(wanted) || IsAny(listener) || IsAny(wanted));

    private static bool IsAny(IPAddress address) => address.Equals(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);

    private static string Text(NodeState node, Listener listener)
    {
        var who = listener.Process is { } process ? $"process '{process}' (pid {listener.Pid})" : "the kernel or a process that the agent may not look into";
        return $"{EnumText<TransportProtocol>.ToText(listener.Protocol).ToUpperInvariant()} port {listener.Port} of node '{node.Name}' is in use by {who}, "
            + $"at {listener.Address}: choose another, or end that one.";
    }
}
