using System.Net;
using System.Net.Sockets;

namespace Netaas.Netlink;

/// <summary>Picks flows that conntrack follows: all that is given here has to match.</summary>
/// <param name="Protocol">IPPROTO_*, include/uapi/linux/in.h.</param>
/// <param name="Port">The port that the client asked for.</param>
/// <param name="ReplySource">Who answers; another than asked for where the destination was translated.</param>
/// <param name="ReplyPort">The port that the answer comes from.</param>
public sealed record FlowFilter(byte Protocol, ushort Port, IPAddress ReplySource, ushort ReplyPort)
{
    /// <summary>The address that the client asked for; null for any.</summary>
    public IPAddress? Address { get; init; }

    public AddressFamily Family => ReplySource.AddressFamily;
}
