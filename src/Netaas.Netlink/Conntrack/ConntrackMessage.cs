using System.Net;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Conntrack;

/// <summary>
/// Conntrack entries on the wire: <c>struct nfgenmsg</c> and attributes
/// (<c>include/uapi/linux/netfilter/nfnetlink_conntrack.h</c>: CTA_*).
/// </summary>
internal static class ConntrackMessage
{
    public const ushort Get = Subsystem << 8 | 1; // IPCTNL_MSG_CT_GET
    public const ushort Delete = Subsystem << 8 | 2; // IPCTNL_MSG_CT_DELETE
    public const ushort GetStatistics = Subsystem << 8 | 5; // IPCTNL_MSG_CT_GET_STATS

    private const ushort Subsystem = 1; // NFNL_SUBSYS_CTNETLINK
    private const int FixedLength = 4;
    private const ushort Original = 1; // CTA_TUPLE_ORIG
    private const ushort Reply = 2; // CTA_TUPLE_REPLY
    private const ushort Status = 3; // CTA_STATUS
    private const ushort SentCount = 9; // CTA_COUNTERS_ORIG
    private const ushort AnsweredCount = 10; // CTA_COUNTERS_REPLY
    private const ushort Packets = 1; // CTA_COUNTERS_PACKETS
    private const ushort Octets = 2; // CTA_COUNTERS_BYTES
    private const ushort Filter = 25; // CTA_FILTER
    private const ushort StatusMask = 26; // CTA_STATUS_MASK
    private const uint DestinationTranslated = 1 << 5; // IPS_DST_NAT
    private const ushort OriginalFlags = 1; // CTA_FILTER_ORIG_FLAGS
    private const ushort ReplyFlags = 2; // CTA_FILTER_REPLY_FLAGS
    private const ushort Ip = 1; // CTA_TUPLE_IP
    private const ushort Transport = 2; // CTA_TUPLE_PROTO
    private const ushort Number = 1; // CTA_PROTO_NUM
    private const ushort SourcePort = 2; // CTA_PROTO_SRC_PORT
    private const ushort DestinationPort = 3; // CTA_PROTO_DST_PORT

    // include/net/netfilter/nf_conntrack_... CTA_FILTER_F_*, net/netfilter/nf_conntrack_netlink.c
    private const uint MatchSource = 1 << 0;
    private const uint MatchDestination = 1 << 1;
    private const uint MatchProtocol = 1 << 3;
    private const uint MatchSourcePort = 1 << 4;
    private const uint MatchDestinationPort = 1 << 5;

    public static void Header(ref MessageWriter message, byte family)
    {
        var header = message.FixedHeader(FixedLength);
        header[0] = family;
        header[1] = 1; // a version above 0 says that the family is meant
    }

    /// <summary>Has the kernel pick by the filter (Linux 5.8).</summary>
    public static void Matching(ref MessageWriter message, FlowFilter filter)
    {
        var original = message.BeginNest(Original);
        if (filter.Address is { } address)
            Address(ref message, DestinationOf(address), address);
        Ports(ref message, filter.Protocol, DestinationPort, filter.Port);
        message.EndNest(original);
        var reply = message.BeginNest(Reply);
        Address(ref message, SourceOf(filter.ReplySource), filter.ReplySource);
        Ports(ref message, filter.Protocol, SourcePort, filter.ReplyPort);
        message.EndNest(reply);
        var flags = message.BeginNest(Filter);
        message.U32(OriginalFlags, MatchProtocol | MatchDestinationPort | (filter.Address is null ? 0 : MatchDestination));
        message.U32(ReplyFlags, MatchProtocol | MatchSource | MatchSourcePort);
        message.EndNest(flags);
    }

    /// <summary>Has the kernel pick flows whose destination was translated (Linux 5.15); an older one gives all.</summary>
    public static void Translated(ref MessageWriter message)
    {
        message.U32BigEndian(Status, DestinationTranslated);
        message.U32BigEndian(StatusMask, DestinationTranslated);
    }

    /// <returns>Null for a flow that was led nowhere else, or has no ports.</returns>
    public static Flow? ParseTranslated(NetlinkMessage message)
    {
        Tuple original = default, reply = default;
        FlowCount sent = default, answered = default;
        var isTranslated = false;
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            switch (attributes.Type)
            {
                case Original:
                    original = ParseTuple(attributes.Nested);
                    break;
                case Reply:
                    reply = ParseTuple(attributes.Nested);
                    break;
                case Status:
                    isTranslated = (attributes.U32BigEndian & DestinationTranslated) != 0;
                    break;
                case SentCount:
                    sent = ParseCount(attributes.Nested);
                    break;
                case AnsweredCount:
                    answered = ParseCount(attributes.Nested);
                    break;
            }
        return isTranslated && reply.Source is { } answers && original.Destination is { } asked
            ? new Flow(original.Protocol, asked, original.DestinationPort, answers, reply.SourcePort, sent, answered)
            : null;
    }

    /// <summary>Names one entry by what its client sent.</summary>
    public static void Exactly(ref MessageWriter message, ReadOnlySpan<byte> original) => message.Bytes(Original | 0x8000, original);

    /// <returns>The first direction's tuple as bytes, and what a filter looks at; null where it has no ports.</returns>
    public static (byte[] Original, FlowFilter Flow)? Parse(NetlinkMessage message)
    {
        byte[] bytes = [];
        Tuple original = default, reply = default;
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            switch (attributes.Type)
            {
                case Original:
                    (bytes, original) = (attributes.Value.ToArray(), ParseTuple(attributes.Nested));
                    break;
                case Reply:
                    reply = ParseTuple(attributes.Nested);
                    break;
            }
        return reply.Source is { } answers && original.Destination is { } asked
            ? (bytes, new FlowFilter(original.Protocol, original.DestinationPort, answers, reply.SourcePort) { Address = asked })
            : null;
    }

    private static FlowCount ParseCount(AttributeReader count)
    {
        var found = new FlowCount();
        while (count.Next())
            found = count.Type switch
            {
                Packets => found with { Packets = (long)count.U64BigEndian },
                Octets => found with { Bytes = (long)count.U64BigEndian },
                _ => found,
            };
        return found;
    }

    private static Tuple ParseTuple(AttributeReader tuple)
    {
        var found = new Tuple();
        while (tuple.Next())
            for (var part = tuple.Nested; part.Next();)
                found = (tuple.Type, part.Type) switch
                {
                    (Ip, 1 or 3) => found with { Source = part.Address },
                    (Ip, 2 or 4) => found with { Destination = part.Address },
                    (Transport, Number) => found with { Protocol = part.U8 },
                    (Transport, SourcePort) => found with { SourcePort = part.U16BigEndian },
                    (Transport, DestinationPort) => found with { DestinationPort = part.U16BigEndian },
                    _ => found,
                };
        return found;
    }

    private static void Address(ref MessageWriter message, ushort type, IPAddress address)
    {
        var ip = message.BeginNest(Ip);
        message.Address(type, address);
        message.EndNest(ip);
    }

    private static void Ports(ref MessageWriter message, byte protocol, ushort type, ushort port)
    {
        var transport = message.BeginNest(Transport);
        message.U8(Number, protocol);
        message.U16BigEndian(type, port);
        message.EndNest(transport);
    }

    private static ushort SourceOf(IPAddress address) => (ushort)(IsIpv6(address) ? 3 : 1); // CTA_IP_V6_SRC, CTA_IP_V4_SRC

    private static ushort DestinationOf(IPAddress address) => (ushort)(IsIpv6(address) ? 4 : 2); // CTA_IP_V6_DST, CTA_IP_V4_DST

    private static bool IsIpv6(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    private readonly record struct Tuple(IPAddress? Source, IPAddress? Destination, byte Protocol, ushort SourcePort, ushort DestinationPort);
}
