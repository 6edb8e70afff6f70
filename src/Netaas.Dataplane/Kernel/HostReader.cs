using System.Net;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Dataplane.Names;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>What a node brings along, none of it ours.</summary>
/// <param name="UnderlayAddresses">Global addresses of the uplink, IPv4 first; empty where there is no uplink.</param>
/// <param name="UplinkMtu">In bytes; 0 where there is no uplink.</param>
/// <param name="Routes">Destinations with a route of their own, connected subnets included, the default route not.</param>
public sealed record HostState(EquatableList<InterfaceAddress> UnderlayAddresses, int UplinkMtu, EquatableList<IPNetwork> Routes);

/// <summary>Reads what a node brings along from its namespace.</summary>
public sealed class HostReader : IDisposable
{
    private readonly RouteSocket _routes;
    private readonly InterfaceName? _uplink;

    private HostReader(RouteSocket routes, InterfaceName? uplink) => (_routes, _uplink) = (routes, uplink);

    /// <param name="netnsPath">Null for the program's own namespace.</param>
    /// <param name="uplink">Null for the interface of the default route.</param>
    public static HostReader Open(string? netnsPath, InterfaceName? uplink) =>
        new(netnsPath is null ? RouteSocket.Open() : RouteSocket.Open(netnsPath), uplink);

    public HostState Read()
    {
        var routes = _routes.ListRoutes();
        // Looked up one by one: a list of all takes long where there are a thousand pods, and none of theirs is asked for.
        var links = new Dictionary<int, Link?>();
        var uplink = Uplink(routes);
        return new HostState(uplink is null ? [] : Addresses(uplink), uplink?.Mtu ?? 0, Destinations(routes, IsOurs));

        bool IsOurs(int index)
        {
            if (!links.TryGetValue(index, out var link))
                links[index] = link = _routes.FindLink(index);
            return link is not null && GeneratedNames.IsOurs(link.Name);
        }
    }

    public void Dispose() => _routes.Dispose();

    private Link? Uplink(List<Route> routes)
    {
        if (_uplink is { } name)
            return _routes.FindLink(name);
        var index = routes
            .Where(route => route.Destination.PrefixLength == 0 && route.LinkIndex is not null)
            .OrderBy(route => route.Family).ThenBy(route => route.Metric)
            .Select(route => route.LinkIndex)
            .FirstOrDefault();
        return index is { } found ? _routes.FindLink(found) : null;
    }

    private EquatableList<InterfaceAddress> Addresses(Link uplink) => _routes.ListAddresses(uplink.Index)
        .Where(it => it.Scope == RouteScope.Universe && it.Protocol != FixedNames.AddressProtocol)
        .Select(it => it.Address)
        .OrderBy(it => it.Address.AddressFamily)
        .ToEquatableList();

    private static EquatableList<IPNetwork> Destinations(List<Route> routes, Func<int, bool> isOurs) => routes
        .Where(route => route.Destination.PrefixLength > 0 && route.Protocol != FixedNames.RouteProtocol)
        .Where(route => !route.Destination.BaseAddress.IsIPv6LinkLocal && !route.Destination.BaseAddress.IsIPv6Multicast)
        .Where(route => !(route.LinkIndex is { } index && isOurs(index)))
        .Select(route => route.Destination)
        .Distinct()
        .OrderBy(cidr => cidr.BaseAddress.AddressFamily).ThenBy(cidr => Cidr.ToNumber(cidr.BaseAddress)).ThenBy(cidr => cidr.PrefixLength)
        .ToEquatableList();
}
