using Netaas.Netlink;

namespace Netaas.Lab.Wiring;

/// <summary>A veth pair between the host's own namespace and the underlay, with a subnet of its own and no route on the host.</summary>
internal static class ManagementLink
{
    public static void Join(Wire host, Wire underlay, LabLayout layout)
    {
        if (!host.Has(layout.ManagementName))
            host.Run($"add {layout.ManagementName}", b => b.AddVeth(layout.ManagementName, new VethPeer(Underlay.HostPort, underlay.Namespace)));
        host.Sysctl($"net/ipv6/conf/{layout.ManagementName}/disable_ipv6", "1");
        host.Up(layout.ManagementName);
        underlay.Up(Underlay.HostPort);
        host.Address(layout.ManagementName, layout.ManagementHost);
        underlay.Address(Underlay.HostPort, layout.ManagementRouter);
    }

    /// <summary>Nothing happens where there is none.</summary>
    public static void Remove(RouteSocket host, LabLayout layout)
    {
        if (host.FindLink(layout.ManagementName) is { Kind: "veth" } link)
            host.Execute($"delete {layout.ManagementName}", b => b.DeleteLink(link.Index));
    }
}
