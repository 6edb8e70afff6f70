namespace Netaas.Netlink;

/// <summary>One of the kernel's neighbor tables. There is one a protocol, which all namespaces share.</summary>
/// <param name="Name"><c>arp_cache</c> or <c>ndisc_cache</c>.</param>
/// <param name="Most">How many entries it finds out by itself; what it is told for good isn't counted (<c>gc_thresh3</c>).</param>
/// <param name="Overflows">How often since the kernel started somebody was not found out because it was full.</param>
public sealed record NeighborTable(string Name, uint Most, ulong Overflows);
