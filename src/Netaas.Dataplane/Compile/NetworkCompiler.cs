using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// A network costs a node: a bridge with the block's gateway where the node holds a block, a VXLAN device with the node's
/// tunnel address where packets may be encapsulated, and the elements that say who may pass between the two, who comes
/// straight from other nodes, and who may reach the node's own addresses in it.
/// </summary>
internal static class NetworkCompiler
{
    public static void Compile(NetworkItem network, Scope scope)
    {
        if (scope.FindOwnPart(network) is not { } member)
        {
            KeepApart(network, scope);
            return;
        }
        if (network.PodCidrs.Any(cidr => cidr.Family() == AddressFamily.InterNetworkV6))
            scope.Add(Settings.Ipv6Forwarding);
        var bridge = AddBridge(network, member, scope);
        var vxlan = AddVxlan(network, member, scope);
        AddElements(network, member, (bridge, vxlan), scope);
        ServiceRangeCompiler.Compile(network, member, (bridge, vxlan), scope);
        if (network.Type == NetworkType.Overlay && network.Encapsulation != Encapsulation.Vxlan)
            AddDirect(network, member, bridge, scope);
    }

    private static InterfaceName? AddBridge(NetworkItem network, MemberItem member, Scope scope)
    {
        if (member.Blocks.Count == 0)
            return null;
        var bridge = GeneratedNames.Bridge(network.Id, network.Name);
        scope.Add(new BridgeObject(bridge, FixedNames.BridgeMac, network.Mtu, HasIpv6(member)));
        AddSettings(bridge, HasIpv6(member), scope);
        if (HasIpv6(member))
            scope.Add(Settings.NoDuplicateDetection(bridge));
        foreach (var block in member.Blocks)
            scope.Add(new AddressObject(bridge, new InterfaceAddress(Cidr.Gateway(block), block.PrefixLength)));
        return bridge;
    }

    private static InterfaceName? AddVxlan(NetworkItem network, MemberItem member, Scope scope)
    {
        if (network.Encapsulation == Encapsulation.None || network.Type == NetworkType.Bridge)
            return null;
        if (network.Vni is not { } vni)
        {
            scope.Lacks($"Network {network.Name} has no VNI.");
            return null;
        }
        if (scope.FindNode(scope.Self) is not { UnderlayAddresses: [var underlay, ..] })
        {
            scope.Lacks("The node's own underlay address is not recorded.");
            return null;
        }
        var vxlan = GeneratedNames.Vxlan(network.Id, network.Name);
        var mac = MacAddress.Derive(network.Id.Value, scope.Self.Value);
        scope.Add(new VxlanObject(vxlan, vni, underlay.Address, network.VxlanPort, mac, network.Mtu));
        AddSettings(vxlan, member.TunnelAddresses.Any(address => address.AddressFamily == AddressFamily.InterNetworkV6), scope);
        foreach (var address in member.TunnelAddresses)
            scope.Add(new AddressObject(vxlan, new InterfaceAddress(address, Cidr.Bits(address.AddressFamily))));
        return vxlan;
    }

    private static void AddSettings(InterfaceName device, bool ipv6, Scope scope)
    {
        scope.Add(Settings.Forwarding(device, "ipv4"));
        scope.Add(Settings.RouteLocalnet(device));
        if (!ipv6)
            return;
        scope.Add(Settings.Ipv6(device));
        scope.Add(Settings.Forwarding(device, "ipv6"));
    }

    private static void AddElements(NetworkItem network, MemberItem member, (InterfaceName? Bridge, InterfaceName? Vxlan) devices, Scope scope)
    {
        IPAddress[] own = [.. member.Blocks.Select(Cidr.Gateway), .. member.TunnelAddresses];
        foreach (var address in own)
        {
            scope.AddElement(SetElementObject.OfFamily(RulesetSet.Own, address), ElementPart.Of(address));
            foreach (var device in new[] { devices.Bridge, devices.Vxlan })
                if (device is { } from)
                    scope.AddElement(SetElementObject.OfFamily(RulesetSet.Reach, address), ElementPart.Of(from), ElementPart.Of(address));
        }
        if (devices.Bridge is not { } bridge)
            return;
        AddPair(bridge, bridge, scope);
        if (devices.Vxlan is { } vxlan)
        {
            AddPair(bridge, vxlan, scope);
            AddPair(vxlan, bridge, scope);
        }
        if (network.Egress == Egress.Masquerade)
            scope.AddDeviceElement(RulesetSet.EgressMasquerade, bridge);
        if (network.NodeEgress == NodeEgress.Masquerade)
            scope.AddDeviceElement(RulesetSet.NodeMasquerade, bridge);
    }

    /// <summary>What comes in by the uplink is told by its source; what leaves by it, by its destination.</summary>
    private static void AddDirect(NetworkItem network, MemberItem member, InterfaceName? bridge, Scope scope)
    {
        IPAddress[] own = [.. member.Blocks.Select(Cidr.Gateway), .. member.TunnelAddresses];
        if (bridge is { } here)
            scope.AddDeviceElement(RulesetSet.DirectBridges, here);
        foreach (var cidr in network.PodCidrs)
        {
            scope.AddElement(SetElementObject.OfFamily(RulesetSet.DirectCidrs, cidr.BaseAddress), ElementPart.Of(cidr), ElementPart.Of(Everything(cidr.Family())));
            if (bridge is { } device)
                scope.AddElement(SetElementObject.OfFamily(RulesetSet.Direct, cidr.BaseAddress), ElementPart.Of(device), ElementPart.Of(cidr));
            foreach (var address in own)
                if (address.AddressFamily == cidr.Family())
                    scope.AddElement(SetElementObject.OfFamily(RulesetSet.DirectOwn, address), ElementPart.Of(address), ElementPart.Of(cidr));
        }
    }

    /// <summary>Of a network that the node is no member of it knows the ranges: what is for them goes out by no uplink of it.</summary>
    private static void KeepApart(NetworkItem network, Scope scope)
    {
        var direct = network.Type == NetworkType.Overlay && network.Encapsulation != Encapsulation.Vxlan ? network.PodCidrs : [];
        foreach (var (set, cidrs) in new[] { (RulesetSet.DirectCidrs, direct), (RulesetSet.ServiceCidrs, network.ServiceCidrs) })
            foreach (var cidr in cidrs)
                scope.AddElement(SetElementObject.OfFamily(set, cidr.BaseAddress), ElementPart.Of(cidr), ElementPart.Of(Everything(cidr.Family())));
    }

    private static IPNetwork Everything(AddressFamily family) => new(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);

    private static void AddPair(InterfaceName from, InterfaceName to, Scope scope) =>
        scope.AddElement(RulesetSet.Pairs, ElementPart.Of(from), ElementPart.Of(to));

    private static bool HasIpv6(MemberItem member) => member.Blocks.Any(block => block.Family() == AddressFamily.InterNetworkV6);
}
