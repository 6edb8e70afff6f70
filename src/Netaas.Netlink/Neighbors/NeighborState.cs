namespace Netaas.Netlink;

/// <summary>State of a neighbor or FDB entry (<c>include/uapi/linux/neighbour.h</c>: NUD_*).</summary>
[Flags]
public enum NeighborState : ushort
{
    None = 0,
    Incomplete = 0x01,
    Reachable = 0x02,
    Stale = 0x04,
    Delay = 0x08,
    Probe = 0x10,
    Failed = 0x20,

    /// <summary>Needs no resolution; in an FDB: doesn't age.</summary>
    NoArp = 0x40,

    /// <summary>Stays until somebody deletes it.</summary>
    Permanent = 0x80,
}
