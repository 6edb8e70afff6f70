using System.Net;
using System.Net.Sockets;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// A pod of this node costs its attachment, and per address one element that lets it send with it and one for reaching
/// itself through a published port.
/// </summary>
internal static class PodCompiler
{
    public static void Compile(PodItem pod, Scope scope)
    {
        switch (pod.Mode)
        {
            case PodMode.Network:
                CompileAttached(pod, scope);
                break;
            case PodMode.None:
                if (pod.NetnsPath is null)
                    scope.Add(new PodNamespaceObject(GeneratedNames.Netns(scope.Self, pod.Id)));
                break;
            case PodMode.Host or PodMode.Shared:
                // Nothing of their own: they live in the node's or another pod's namespace.
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(pod), pod.Mode, "Not a pod's mode.");
        }
    }

    /// <summary>An attachment for each network that the pod is in, all in one namespace; the first may lead to everywhere.</summary>
    private static void CompileAttached(PodItem pod, Scope scope)
    {
        if (pod.Network is not { } first)
        {
            scope.Lacks($"The network of pod {pod.Name} is not recorded.");
            return;
        }
        var hostEnd = pod.IsHanded ? GeneratedNames.HandedPod(pod.Id) : GeneratedNames.Pod(pod.Id, pod.Name);
        Attach(pod, new PodLinkItem(pod.Interface, first, pod.Addresses, pod.Mac), (hostEnd, pod.HasDefaultRoute), scope);
        foreach (var link in pod.More)
            Attach(pod, link, (GeneratedNames.Pod(pod.Id, link.Network, pod.Name), false), scope);
    }

    private static void Attach(PodItem pod, PodLinkItem link, (InterfaceName HostEnd, bool IsDefault) how, Scope scope)
    {
        if (scope.FindNetwork(link.Network) is not { } network)
        {
            scope.Lacks($"The network of pod {pod.Name} is not recorded.");
            return;
        }
        if (scope.FindMember(link.Network, scope.Self) is not { } member)
        {
            scope.Lacks($"The node's own part in network {network.Name} is not recorded.");
            return;
        }
        if (Interface(pod, link, (network, member, how.IsDefault), scope) is not { } inside)
            return;
        var bridge = GeneratedNames.Bridge(link.Network, network.Name);
        scope.Add(pod.IsHanded
            ? new HandedPodObject(how.HostEnd, bridge, GeneratedNames.FarEnd(pod.Id), inside.Mac, inside.Mtu)
            : new PodAttachmentObject(pod.NetnsPath ?? GeneratedNames.Netns(scope.Self, pod.Id), pod.NetnsPath is null, how.HostEnd, bridge, inside));
        AddElements(link, how.HostEnd, scope);
    }

    private static PodInterface? Interface(PodItem pod, PodLinkItem link, (NetworkItem Network, MemberItem Member, bool IsDefault) where, Scope scope)
    {
        var addresses = new List<InterfaceAddress>();
        var gateways = new List<IPAddress>();
        var ways = new List<PodWay>();
        foreach (var address in link.Addresses.OrderBy(address => address.AddressFamily))
        {
            if (BlockOf(address, where.Member) is not { } block)
            {
                scope.Lacks($"Address {address} of pod {pod.Name} is in no block that this node holds.");
                return null;
            }
            addresses.Add(new InterfaceAddress(address, block.PrefixLength));
            if (where.IsDefault)
                gateways.Add(Cidr.Gateway(block));
            else
                ways.AddRange(WaysTo(where.Network, block));
        }
        if (addresses.Count > 0)
            return new PodInterface(link.Mac, where.Network.Mtu, addresses.ToEquatableList(), gateways.ToEquatableList())
            {
                Name = new InterfaceName(link.Interface),
                Ways = ways.Order().ToEquatableList(),
            };
        scope.Lacks($"Pod {pod.Name} has no address.");
        return null;
    }

    /// <summary>What of a network is beyond the node's own block: other nodes' pods and the services, without the default route.</summary>
    private static IEnumerable<PodWay> WaysTo(NetworkItem network, IPNetwork block) =>
        network.PodCidrs.Concat(network.ServiceCidrs)
            .Where(cidr => cidr.Family() == block.Family() && !cidr.Equals(block))
            .Select(cidr => new PodWay(cidr, Cidr.Gateway(block)));

    private static IPNetwork? BlockOf(IPAddress address, MemberItem member)
    {
        foreach (var block in member.Blocks)
            if (block.Contains(address))
                return block;
        return null;
    }

    private static void AddElements(PodLinkItem pod, InterfaceName hostEnd, Scope scope)
    {
        foreach (var address in pod.Addresses)
        {
            AddSender(pod, hostEnd, address, scope);
            scope.AddElement(SetElementObject.OfFamily(RulesetSet.Hairpin, address), ElementPart.Of(address), ElementPart.Of(address));
        }
        if (!pod.Addresses.Any(address => address.AddressFamily == AddressFamily.InterNetworkV6))
            return;
        // Neighbor discovery speaks from the link-local address, and from none at all while it looks for duplicates.
        AddSender(pod, hostEnd, LinkLocal(pod.Mac), scope);
        AddSender(pod, hostEnd, IPAddress.IPv6Any, scope);
    }

    /// <summary>It may send with the address and, in IPv6, say that it has it; ARP is checked by the same element.</summary>
    private static void AddSender(PodLinkItem pod, InterfaceName hostEnd, IPAddress address, Scope scope)
    {
        ReadOnlySpan<ElementPart> parts = [ElementPart.Of(hostEnd), ElementPart.Of(pod.Mac), ElementPart.Of(address)];
        scope.AddElement(SetElementObject.OfFamily(RulesetSet.Pods, address), parts);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.Equals(IPAddress.IPv6Any))
            scope.AddElement(SetElementObject.OfFamily(RulesetSet.Neighbors, address), parts);
    }

    /// <summary>The address that the kernel gives an interface of this MAC (RFC 4291, appendix A).</summary>
    internal static IPAddress LinkLocal(MacAddress mac)
    {
        Span<byte> octets = stackalloc byte[MacAddress.Length];
        mac.CopyTo(octets);
        return new IPAddress([
            0xfe, 0x80, 0, 0, 0, 0, 0, 0,
            (byte)(octets[0] ^ 2), octets[1], octets[2], 0xff, 0xfe, octets[3], octets[4], octets[5]]);
    }
}
