using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Changes to a pod's two ends and its bridge port, each told by itself.</summary>
internal static class ToldPods
{
    /// <param name="now">Null where it is gone.</param>
    /// <param name="bridge">Name of the bridge that it is a port of; null for none of ours.</param>
    public static Told HostEnd(Link link, Link? now, string? bridge) => new(
        new ObjectKey(ObjectKind.PodAttachment, link.Name),
        "host",
        now is null ? null : PodReader.Describe(new PodLink(now, null, null), ("", false), bridge),
        wanted => wanted switch
        {
            PodAttachmentObject pod => now is { IsUp: true } && bridge == pod.Bridge.Value && now.Mtu == pod.Interface.Mtu,
            HandedPodObject pod => now is { IsUp: true } && bridge == pod.Bridge.Value && now.Mtu == pod.Mtu,
            _ => now is null,
        });

    public static Told Port(Link link, BridgePortOptions port) =>
        new(new ObjectKey(ObjectKind.PodAttachment, link.Name), "port", null, wanted => wanted is null || port.Hairpin == true);

    /// <summary>What was told in the namespace of a pod; null for what doesn't matter.</summary>
    public static Told? Inside(ObjectKey pod, RouteChange change) => change switch
    {
        LinkChange { Link: var link, IsGone: var isGone } =>
            Of(pod, $"link {link.Name}", wanted => wanted.Name.Value != link.Name || (!isGone && link.IsUp && link.Mtu == wanted.Mtu && link.Mac == wanted.Mac)),
        AddressChange { Address.Address: var address, IsGone: var isGone } when !address.Address.IsIPv6LinkLocal && !System.Net.IPAddress.IsLoopback(address.Address) =>
            Of(pod, $"address {address}", wanted => wanted.Addresses.Contains(address) != isGone),
        RouteEntryChange { Route: { Table: Route.MainTable, Destination.PrefixLength: 0 } route, IsGone: var isGone } =>
            Of(pod, $"default {route.Gateway}", wanted => route.Gateway is { } gateway && wanted.Gateways.Contains(gateway) != isGone),
        RouteEntryChange { Route: { Table: Route.MainTable } way, IsGone: var isGone } when PodInside.IsWay(way) =>
            Of(pod, $"way {way.Destination}", wanted => wanted.Ways.Contains(new PodWay(way.Destination, way.Gateway ?? System.Net.IPAddress.None)) != isGone),
        _ => null,
    };

    private static Told Of(ObjectKey pod, string part, Predicate<PodInterface> agrees) =>
        new(pod, part, null, wanted => wanted is not PodAttachmentObject it || agrees(it.Interface));
}
