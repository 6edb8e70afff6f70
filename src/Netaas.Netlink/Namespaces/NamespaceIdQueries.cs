using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>The numbers by which one namespace knows others (<c>net/core/net_namespace.c</c>).</summary>
public static class NamespaceIdQueries
{
    private const ushort Id = 1; // NETNSA_NSID
    private const ushort Descriptor = 3; // NETNSA_FD
    private const int FixedLength = 1; // struct rtgenmsg

    /// <summary>
    /// The number that the socket's namespace has for another, as in <see cref="Link.PeerNamespaceId"/>; null where it has
    /// none, so that no link of it leads there.
    /// </summary>
    public static int? FindNamespaceId(this RouteSocket socket, NetworkNamespace other)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetNamespaceId, 0);
        message.FixedHeader(FixedLength);
        message.U32(Descriptor, (uint)other.Handle.DangerousGetHandle());
        request.Append(message, tag: null);
        request.Hold(other);
        return socket.Get(request, $"read the id of {other}", Parse)?.Value;
    }

    private static Found? Parse(NetlinkMessage message)
    {
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            if (attributes.Type == Id && attributes.I32 >= 0)
                return new Found(attributes.I32);
        return null;
    }

    private sealed record Found(int Value);
}
