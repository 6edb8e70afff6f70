namespace Netaas.Netlink;

/// <summary>State of a link (<c>include/uapi/linux/if.h</c>: IFF_*).</summary>
[Flags]
public enum LinkFlags
{
    None = 0,
    Up = 0x1,
    Broadcast = 0x2,
    Loopback = 0x8,
    PointToPoint = 0x10,
    Running = 0x40,
    NoArp = 0x80,
    Promiscuous = 0x100,
    AllMulticast = 0x200,
    Multicast = 0x1000,

    /// <summary>The carrier is there; a veth end has none while its peer is down.</summary>
    LowerUp = 0x10000,
}
