using Netaas.Core.Addressing;

namespace Netaas.Netlink;

/// <summary>How far an address or a destination is valid (<c>include/uapi/linux/rtnetlink.h: rt_scope_t</c>).</summary>
public enum RouteScope : byte
{
    /// <summary>Everywhere; the only one that IPv6 routes have.</summary>
    Universe = 0,

    Site = 200,

    /// <summary>On the link: a destination without a gateway, an IPv6 link-local address.</summary>
    Link = 253,

    /// <summary>On this host.</summary>
    Host = 254,

    Nowhere = 255,
}

/// <summary>Flags of an address (<c>include/uapi/linux/if_addr.h</c>: IFA_F_*).</summary>
[Flags]
public enum AddressFlags
{
    None = 0,

    /// <summary>A further address of the same subnet on the link; the kernel sets it.</summary>
    Secondary = 0x01,

    /// <summary>IPv6: used at once, without duplicate address detection.</summary>
    NoDuplicateDetection = 0x02,

    /// <summary>IPv6: another host answered for the address; it isn't used.</summary>
    DuplicateDetected = 0x08,

    /// <summary>IPv6: not taken as source; the kernel sets it by the preferred lifetime.</summary>
    Deprecated = 0x20,

    /// <summary>IPv6: duplicate address detection still runs.</summary>
    Tentative = 0x40,

    /// <summary>Not from autoconfiguration; the kernel sets it.</summary>
    Permanent = 0x80,

    /// <summary>The kernel adds no route for the address's subnet.</summary>
    NoPrefixRoute = 0x200,
}

/// <summary>An address on a link.</summary>
/// <param name="LinkIndex">Index of the link.</param>
public sealed record LinkAddress(int LinkIndex, InterfaceAddress Address)
{
    public RouteScope Scope { get; init; }

    public AddressFlags Flags { get; init; }

    /// <summary>Who set it (<c>IFA_PROTO</c>, Linux 5.18; older ones keep nothing of it): 0 for nobody who said so, 1 to 3 for the kernel itself.</summary>
    public byte Protocol { get; init; }

    /// <summary>IPv6: answers, and isn't taken as source where there is another (<c>IFA_CACHEINFO</c>, RFC 4862 §5.5.4). Read back as a flag of the kernel's.</summary>
    public bool IsDeprecated { get; init; }
}
