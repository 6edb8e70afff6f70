namespace Netaas.Netlink.Wire;

/// <summary>Message types and flags (<c>include/uapi/linux/rtnetlink.h</c>, <c>netlink.h</c>).</summary>
internal static class RouteMessage
{
    public const ushort Error = 2; // NLMSG_ERROR
    public const ushort Done = 3; // NLMSG_DONE

    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort SetLink = 19;
    public const ushort NewAddress = 20;
    public const ushort DeleteAddress = 21;
    public const ushort GetAddress = 22;
    public const ushort NewRoute = 24;
    public const ushort DeleteRoute = 25;
    public const ushort GetRoute = 26;
    public const ushort NewNeighbor = 28;
    public const ushort DeleteNeighbor = 29;
    public const ushort GetNeighbor = 30;
    public const ushort GetNeighborTable = 66; // RTM_GETNEIGHTBL
    public const ushort NewSetting = 80; // RTM_NEWNETCONF
    public const ushort NewNamespaceId = 88;
    public const ushort GetNamespaceId = 90;

    /// <summary>Flags of requests.</summary>
    public const ushort Request = 0x1;
    public const ushort Acknowledge = 0x4;
    public const ushort Echo = 0x8;
    public const ushort Replace = 0x100;
    public const ushort Exclusive = 0x200;
    public const ushort Create = 0x400;
    public const ushort Append = 0x800;
    public const ushort Dump = 0x300;

    /// <summary>Flags of answers.</summary>
    public const ushort DumpInterrupted = 0x10;
    public const ushort CappedError = 0x100;
    public const ushort HasExtendedError = 0x200;
}
