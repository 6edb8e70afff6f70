using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// One peer in one network costs, per address family: a neighbor entry (its tunnel address → its MAC), a route for its tunnel
/// address and one for each block that it holds; and one FDB entry (its MAC → its underlay address).
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
        if (scope.FindMember(member.Network, scope.Self) is not { } own)
        {
            scope.Lacks($"The node's own part in network {network.Name} is not recorded.");
            return;
        }
        if (Underlay(member, scope) is not { } underlay)
            return;
        var device = GeneratedNames.Vxlan(network.Id, network.Name);
        var mac = MacAddress.Derive(member.Network.Value, member.Node.Value);
        scope.Add(new FdbObject(device, mac, underlay));
        foreach (var tunnel in member.TunnelAddresses)
            AddFamily(member, (device, mac, tunnel), own, scope);
    }

    private static void AddFamily(
        MemberItem member, (InterfaceName Device, MacAddress Mac, IPAddress Tunnel) peer, MemberItem own, Scope scope)
    {
        var family = peer.Tunnel.AddressFamily;
        if (own.TunnelAddresses.FirstOrDefault(address => address.AddressFamily == family) is not { } source)
        {
            scope.Lacks("The node's own tunnel address is not recorded.");
            return;
        }
        var metric = GeneratedNames.Metric(member.Network.Value, member.Node.Value);
        scope.Add(new NeighborObject(peer.Device, peer.Tunnel, peer.Mac));
        scope.Add(new RouteObject(new IPNetwork(peer.Tunnel, Cidr.Bits(family)), peer.Device, null, source, metric));
        foreach (var block in member.Blocks)
            if (block.Family() == family)
                scope.Add(new RouteObject(block, peer.Device, peer.Tunnel, source, metric));
    }

    private static IPAddress? Underlay(MemberItem member, Scope scope)
    {
        var self = scope.FindNode(scope.Self);
        var peer = scope.FindNode(member.Node);
        if (self is not { UnderlayAddresses: [var local, ..] })
        {
            scope.Lacks("The node's own underlay address is not recorded.");
            return null;
        }
        var address = peer is null ? null : NodeItemCompiler.TunnelEnd(peer, local.Address.AddressFamily);
        if (address is null)
            scope.Lacks($"Node {peer?.Name ?? member.Node.ToString()} has no recorded underlay address of the family of {local.Address}.");
        return address;
    }
}
