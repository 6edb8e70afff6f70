using System.Net;

namespace Netaas.Netlink;

/// <summary>A flow that conntrack follows, and what has passed of it.</summary>
/// <param name="Protocol">IPPROTO_*, include/uapi/linux/in.h.</param>
/// <param name="Address">The address that the client asked for.</param>
/// <param name="Port">The port that the client asked for.</param>
/// <param name="ReplySource">Who answers; another than asked for where the destination was translated.</param>
/// <param name="ReplyPort">The port that the answer comes from.</param>
/// <param name="Sent">From the client; nothing where the flow began before <c>nf_conntrack_acct</c> was on.</param>
/// <param name="Answered">To the client; likewise.</param>
public readonly record struct Flow(byte Protocol, IPAddress Address, ushort Port, IPAddress ReplySource, ushort ReplyPort, FlowCount Sent, FlowCount Answered);

/// <summary>What has passed in one direction of a flow.</summary>
/// <param name="Bytes">Headers of IP included, those of the link not.</param>
public readonly record struct FlowCount(long Packets, long Bytes)
{
    public static FlowCount operator +(FlowCount one, FlowCount other) => new(one.Packets + other.Packets, one.Bytes + other.Bytes);
}
