using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>A verb that we need on every kind of link of ours.</summary>
internal static class LinkBatch
{
    /// <summary>
    /// A link that carries no IPv6 gets no address of its own: discovery and multicast reports on every port cost pods
    /// two to three times as much. Where it is so already nothing is asked, as a kernel without IPv6 would refuse.
    /// </summary>
    public static void SetOwnIpv6(this RouteBatch batch, Link link, bool isWanted)
    {
        if (link.HasOwnIpv6 != isWanted)
            batch.SetLink(link.Index, new LinkOptions(OwnIpv6: isWanted));
    }
}
