using System.Net;
using System.Net.Sockets;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>The node itself costs its settings and the base tables; a peer costs its underlay addresses in a set.</summary>
internal static class NodeItemCompiler
{
    public static void Compile(NodeItem node, Scope scope)
    {
        if (node.Id == scope.Self)
        {
            scope.Add(Ruleset.Object);
            foreach (var setting in Settings.Node)
                scope.Add(setting);
            return;
        }
        foreach (var underlay in node.UnderlayAddresses)
            scope.AddElement(SetElementObject.OfFamily(RulesetSet.Nodes, underlay.Address), ElementPart.Of(underlay.Address));
    }

    /// <summary>The address of a node that tunnels of this family begin at.</summary>
    public static IPAddress? TunnelEnd(NodeItem node, AddressFamily family)
    {
        foreach (var underlay in node.UnderlayAddresses)
            if (underlay.Address.AddressFamily == family)
                return underlay.Address;
        return null;
    }
}
