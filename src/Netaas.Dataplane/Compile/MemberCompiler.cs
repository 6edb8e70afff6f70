using System.Net;
using System.Net.Sockets;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// One peer in one network costs, per address family: a neighbor entry (its tunnel address → its MAC), a route for its tunnel
/// address and one for each block that it holds; and one FDB entry (its MAC → its underlay address).
/// Where the network goes without encapsulation and the two nodes share a subnet of the underlay, it costs only the routes,
/// over the peer's underlay address: tunnel address too, so that packets go and come the same way.
/// The node's own part costs nothing here: the network's devices come of it.
/// </summary>
internal static class MemberCompiler
{
    public static void Compile(MemberItem member, Scope scope)
    {
        if (member.Node == scope.Self)
            return;
        if (scope.FindNetwork(member.Network) is not { } network)
        {
            scope.Lacks("The network of a peer is not recorded.");
            return;
        }
        if (network.Type == NetworkType.Bridge)
            return;
        if (scope.FindOwnPart(network) is not { } own)
            return;
        if (Nodes(member, scope) is not { } nodes)
            return;
        var mac = MacAddress.Derive(member.Network.Value, member.Node.Value);
        var isTunnelled = false;
        foreach (var cidr in network.PodCidrs)
            if (network.Encapsulation != Encapsulation.Vxlan && DirectWay.Find(nodes.Self, nodes.Peer, cidr.Family()) is { } way)
                AddDirect((member, mac), way, scope);
            else if (network.Encapsulation != Encapsulation.None)
                isTunnelled |= AddTunnelled(network, (member, mac), (own, cidr.Family()), scope);
        // Without encapsulation and without a common subnet there is no way. The control plane says so of the network; it is
        // nothing that this node could mend.
        if (isTunnelled && TunnelEnd(nodes.Self, nodes.Peer, scope) is { } underlay)
            scope.Add(new FdbObject(scope.Vxlan(network), mac, underlay));
    }

    private static void AddDirect((MemberItem Member, MacAddress Mac) peer, DirectWay way, Scope scope)
    {
        var member = peer.Member;
        var metric = GeneratedNames.Metric(peer.Mac);
        foreach (var tunnel in member.TunnelAddresses)
            if (tunnel.AddressFamily == way.Peer.AddressFamily)
                scope.Add(new RouteObject(new IPNetwork(tunnel, Cidr.Bits(tunnel.AddressFamily)), null, way.Peer, way.Own, metric));
        foreach (var block in member.Blocks)
            if (block.Family() == way.Peer.AddressFamily)
                scope.Add(new RouteObject(block, null, way.Peer, way.Own, metric));
    }

    /// <returns>Whether the peer has a tunnel address of the family.</returns>
    private static bool AddTunnelled(NetworkItem network, (MemberItem Member, MacAddress Mac) peer, (MemberItem Own, AddressFamily Family) here, Scope scope)
    {
        var member = peer.Member;
        if (First(member.TunnelAddresses, here.Family) is not { } tunnel)
            return false;
        if (First(here.Own.TunnelAddresses, here.Family) is not { } source)
        {
            scope.Lacks("The node's own tunnel address is not recorded.");
            return false;
        }
        var device = scope.Vxlan(network);
        var metric = GeneratedNames.Metric(peer.Mac);
        scope.Add(new NeighborObject(device, tunnel, peer.Mac));
        scope.Add(new RouteObject(new IPNetwork(tunnel, Cidr.Bits(here.Family)), device, null, source, metric));
        foreach (var block in member.Blocks)
            if (block.Family() == here.Family)
                scope.Add(new RouteObject(block, device, tunnel, source, metric));
        return true;
    }

    private static IPAddress? First(EquatableList<IPAddress> addresses, AddressFamily family)
    {
        foreach (var address in addresses)
            if (address.AddressFamily == family)
                return address;
        return null;
    }

    private static (NodeItem Self, NodeItem Peer)? Nodes(MemberItem member, Scope scope)
    {
        var self = scope.FindNode(scope.Self);
        var peer = scope.FindNode(member.Node);
        if (self is not { UnderlayAddresses.Count: > 0 })
        {
            scope.Lacks("The node's own underlay address is not recorded.");
            return null;
        }
        if (peer is null)
        {
            scope.Lacks($"Node {member.Node} is not recorded.");
            return null;
        }
        return (self, peer);
    }

    private static IPAddress? TunnelEnd(NodeItem self, NodeItem peer, Scope scope)
    {
        var local = self.UnderlayAddresses[0].Address;
        var address = NodeItemCompiler.TunnelEnd(peer, local.AddressFamily);
        if (address is null)
            scope.Lacks($"Node {peer.Name} has no recorded underlay address of the family of {local}.");
        return address;
    }
}
