using System.Collections.Immutable;
using System.Net;
using Netaas.Core.Addressing;

namespace Netaas.Nftables;

/// <summary>What routing on a host knows, as far as rules depend on it.</summary>
/// <param name="Addresses">The host's own, to which packets are delivered.</param>
/// <param name="Routes">Destinations with the device that leads there; the longest prefix wins.</param>
public sealed record TracedHost(ImmutableHashSet<IPAddress> Addresses, ImmutableArray<TracedRoute> Routes)
{
    public bool IsLocal(IPAddress address) => Addresses.Contains(address) || IPAddress.IsLoopback(address);

    /// <summary>Null where no route leads there.</summary>
    public string? DeviceTo(IPAddress address) => Routes
        .Where(route => route.Destination.Family() == address.AddressFamily && route.Destination.Contains(address))
        .MaxBy(route => route.Destination.PrefixLength)?.Device;
}

/// <summary>A destination and the device that leads there.</summary>
public sealed record TracedRoute(IPNetwork Destination, string Device);
