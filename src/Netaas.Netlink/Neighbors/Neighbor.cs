using System.Net;
using Netaas.Core.Addressing;

namespace Netaas.Netlink;

/// <summary>An entry of the neighbor table (ARP, ND).</summary>
/// <param name="Mac">Null while it isn't known.</param>
public sealed record Neighbor(int LinkIndex, IPAddress Address, MacAddress? Mac, NeighborState State = NeighborState.Permanent);

/// <summary>An entry of a forwarding database: a VXLAN device's, or that of a bridge.</summary>
/// <param name="LinkIndex">The VXLAN device; for a bridge the port behind which the address is.</param>
/// <param name="Destination">The remote tunnel end, on VXLAN devices only; null elsewhere.</param>
public sealed record FdbEntry(int LinkIndex, MacAddress Mac, IPAddress? Destination)
{
    public NeighborState State { get; init; } = NeighborState.Permanent | NeighborState.NoArp;

    /// <summary>The bridge whose table it stands in; 0 for the link's own table.</summary>
    public int Master { get; init; }
}
