using Netaas.Core.Addressing;

namespace Netaas.Netlink;

/// <summary>What any kind of link has. Null leaves the kernel's choice when a link is made, and the present value when it is changed.</summary>
/// <param name="Mtu">In bytes.</param>
/// <param name="Master">Index of the bridge that the link is a port of; 0 releases it.</param>
/// <param name="Group">A number of the caller's, by which links can be deleted together.</param>
/// <param name="Alias">Up to 255 bytes of text for people. The kernel takes it in a change only, not when a link is made.</param>
/// <param name="Up">Whether the link is administratively up.</param>
/// <param name="OwnIpv6">
/// Whether the link gives itself an IPv6 link-local address as it comes up, with the neighbor and multicast traffic that
/// goes with it (<c>IFLA_INET6_ADDR_GEN_MODE</c>). The kernel takes it in a change only, and behind <paramref name="Up"/>:
/// in a message of its own before.
/// </param>
public sealed record LinkOptions(
    MacAddress? Mac = null,
    int? Mtu = null,
    int? Master = null,
    uint? Group = null,
    string? Alias = null,
    bool? Up = null,
    bool? OwnIpv6 = null)
{
    public static LinkOptions None { get; } = new();
}
