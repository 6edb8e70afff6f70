using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;

namespace Netaas.Netlink;

/// <summary>
/// Speaks on a link as neighbors do: asks who has an address, and says that it is here. ARP (RFC 826, RFC 5227) for IPv4, neighbor
/// discovery (RFC 4861) for IPv6. Answering is the kernel's own business. Needs CAP_NET_RAW. One caller at a time.
/// </summary>
public abstract class NeighborVoice : IDisposable
{
    private protected NeighborVoice()
    {
    }

    /// <param name="ns">The namespace of the link.</param>
    /// <param name="link">An Ethernet link of it.</param>
    /// <param name="own">An address of the link's, in whose name it asks.</param>
    /// <exception cref="NetlinkException">The namespace can't be entered, or raw sockets are not allowed.</exception>
    /// <exception cref="SocketException">The socket can't be shaped.</exception>
    public static NeighborVoice Open(NetworkNamespace ns, Link link, IPAddress own) => own.AddressFamily == AddressFamily.InterNetwork
        ? ArpVoice.OpenOn(ns, link, own)
        : DiscoveryVoice.OpenOn(ns, link);

    /// <summary>Asks all of the link who has an address.</summary>
    public abstract void Ask(IPAddress address);

    /// <summary>Tells all of the link that an address is here: who has it in mind elsewhere changes that.</summary>
    public abstract void Announce(IPAddress address);

    /// <summary>Who says that an address is theirs; this link itself is not heard.</summary>
    /// <returns>False where nobody has said anything.</returns>
    public abstract bool TryHear(out IPAddress address, out MacAddress from);

    public abstract void Dispose();
}
