using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// A service CIDR of a network costs a node an element that tells its addresses, one that lets the network's own pods use them,
/// and a route: the node's own packets need one before they are translated, and take from it the address that pods answer to.
/// </summary>
internal static class ServiceRangeCompiler
{
    public static void Compile(NetworkItem network, MemberItem member, (InterfaceName? Bridge, InterfaceName? Vxlan) devices, Scope scope)
    {
        foreach (var cidr in network.ServiceCidrs)
        {
            var any = new IPNetwork(cidr.Family() == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            scope.AddElement(SetElementObject.OfFamily(RulesetSet.ServiceCidrs, cidr.BaseAddress), ElementPart.Of(cidr), ElementPart.Of(any));
            if (devices.Bridge is { } bridge)
                scope.AddElement(SetElementObject.OfFamily(RulesetSet.ServiceFrom, cidr.BaseAddress), ElementPart.Of(bridge), ElementPart.Of(cidr));
            if ((devices.Vxlan ?? devices.Bridge) is { } device && OwnAddress(member, cidr.Family()) is { } source)
                scope.Add(new RouteObject(cidr, device, null, source, GeneratedNames.Metric(MacAddress.Derive(network.Id.Value, member.Node.Value))));
        }
    }

    /// <summary>By which pods know the node: its tunnel address, or the gateway where nothing is encapsulated.</summary>
    private static IPAddress? OwnAddress(MemberItem member, AddressFamily family) =>
        member.TunnelAddresses.FirstOrDefault(address => address.AddressFamily == family)
            ?? member.Blocks.Where(block => block.Family() == family).Select(Cidr.Gateway).FirstOrDefault();
}
