using System.Net;
using System.Net.Sockets;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>The inside of a pod's namespace: brings its interface to what is wanted, and reads it back.</summary>
internal static class PodInside
{
    // The loopback interface is the first of every namespace.
    public const int Loopback = 1;

    // The least that IPv6 asks of a link (RFC 8200, section 5).
    private const int LeastIpv6Mtu = 1280;

    /// <param name="isNew">The interface was made just now, and carries nothing yet.</param>
    /// <exception cref="NetlinkException">The kernel refused a part.</exception>
    public static void Apply(PodInterface wanted, RouteSocket inside, bool isNew)
    {
        var link = Find(wanted.Name, inside);
        if (link.Mtu < LeastIpv6Mtu)
            link = Widen(link, wanted, inside);
        var addresses = isNew ? [] : inside.ListAddresses(link.Index).Where(it => !it.Address.Address.IsIPv6LinkLocal).ToList();
        inside.Execute($"set {wanted.Name}", batch =>
        {
            batch.SetLink(Loopback, new LinkOptions(Up: true));
            if ((link.Mac, link.Mtu) != (wanted.Mac, wanted.Mtu))
                batch.SetLink(link.Index, new LinkOptions(Mac: wanted.Mac, Mtu: wanted.Mtu));
            batch.SetOwnIpv6(link, HasIpv6(wanted));
            batch.SetLink(link.Index, new LinkOptions(Up: true));
            foreach (var stale in addresses.Where(it => !wanted.Addresses.Contains(it.Address)))
                batch.DeleteAddress(stale);
            foreach (var address in wanted.Addresses)
                batch.ReplaceAddress(new LinkAddress(link.Index, address) { Flags = AddressFlags.NoDuplicateDetection });
            foreach (var gateway in wanted.Gateways)
                batch.ReplaceRoute(new Route(Everywhere(gateway.AddressFamily)) { Gateway = gateway, LinkIndex = link.Index, Protocol = FixedNames.RouteProtocol });
            foreach (var way in wanted.Ways)
                batch.ReplaceRoute(new Route(way.Destination) { Gateway = way.Gateway, LinkIndex = link.Index, Protocol = FixedNames.RouteProtocol });
        });
    }

    private static Link Find(InterfaceName name, RouteSocket inside) => inside.FindLink(name) ?? throw new IOException($"{name} is not in the namespace");

    /// <summary>
    /// Below its least MTU the kernel has forgotten the link's IPv6, and begins it anew with an address of its own where the
    /// link is up: so it is down meanwhile, and read again for what it has then.
    /// </summary>
    private static Link Widen(Link link, PodInterface wanted, RouteSocket inside)
    {
        inside.Execute($"widen {wanted.Name}", batch =>
        {
            batch.SetLink(link.Index, new LinkOptions(Up: false));
            batch.SetLink(link.Index, new LinkOptions(Mtu: wanted.Mtu));
        });
        return Find(wanted.Name, inside);
    }

    /// <summary>Null where the namespace has no interface of the name.</summary>
    /// <param name="link">What was found, for a closer look.</param>
    public static PodInterface? Read(InterfaceName name, RouteSocket inside, out Link? link)
    {
        link = inside.FindLink(name);
        if (link is not { Mac: { } mac } found)
            return null;
        var addresses = inside.ListAddresses(found.Index)
            .Select(it => it.Address)
            .Where(it => !it.Address.IsIPv6LinkLocal)
            .OrderBy(it => it.Address.AddressFamily).ThenBy(it => Cidr.ToNumber(it.Address));
        var routes = inside.ListRoutes().Where(route => route.LinkIndex == found.Index && route.Gateway is not null).ToList();
        var gateways = routes
            .Where(route => route.Destination.PrefixLength == 0)
            .Select(route => route.Gateway)
            .OfType<IPAddress>()
            .OrderBy(gateway => gateway.AddressFamily);
        return new PodInterface(mac, found.Mtu, addresses.ToEquatableList(), gateways.ToEquatableList())
        {
            Name = name,
            Ways = routes.Where(IsWay).Select(route => new PodWay(route.Destination, route.Gateway ?? IPAddress.None)).Order().ToEquatableList(),
        };
    }

    /// <summary>A route that we made; others may have some of their own in a pod.</summary>
    public static bool IsWay(Route route) => route is { Protocol: FixedNames.RouteProtocol, Gateway: not null, Destination.PrefixLength: > 0 };

    private static bool HasIpv6(PodInterface wanted) => wanted.Addresses.Any(address => address.Address.AddressFamily == AddressFamily.InterNetworkV6);

    private static IPNetwork Everywhere(AddressFamily family) => new(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
}
