using System.Net;

namespace Netaas.Netlink;

/// <summary>A socket that waits for others: TCP that listens, or UDP that is bound and has no peer.</summary>
/// <param name="Protocol">IPPROTO_*, include/uapi/linux/in.h.</param>
/// <param name="IsIpv6Only">False for one at <c>::</c> that takes IPv4 as well.</param>
/// <param name="Inode">As <c>/proc/PID/fd</c> shows it; 0 for one of the kernel's own.</param>
public sealed record BoundSocket(byte Protocol, IPAddress Address, ushort Port, bool IsIpv6Only, uint Inode);
