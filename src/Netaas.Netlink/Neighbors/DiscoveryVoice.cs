using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;

namespace Netaas.Netlink;

/// <summary>Neighbor solicitations and advertisements over a raw ICMPv6 socket; the kernel adds source and checksum.</summary>
internal sealed class DiscoveryVoice : NeighborVoice
{
    private const int Icmp6 = 58; // IPPROTO_ICMPV6
    private const int IcmpFilter = 1; // ICMPV6_FILTER
    private const byte Solicitation = 135;
    private const byte Advertisement = 136;
    private const byte Override = 0x20; // RFC 4861 §4.4: in place of what is cached
    private const byte SourceLink = 1; // §4.6.1
    private const byte TargetLink = 2;
    private const int MessageLength = 32;
    private const int Hops = 255; // §4.3: a message from further away is dropped

    private readonly Socket _socket;
    private readonly Link _link;

    private DiscoveryVoice(Socket socket, Link link) => (_socket, _link) = (socket, link);

    public static DiscoveryVoice OpenOn(NetworkNamespace ns, Link link)
    {
        var socket = ns.OpenRaw(AddressFamily.InterNetworkV6, Icmp6);
        try
        {
            socket.Blocking = false;
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, link.Index);
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, Hops);
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastLoopback, false);
            var filter = new byte[32];
            Array.Fill(filter, (byte)0xff);
            filter[Advertisement / 8] = unchecked((byte)~(1 << Advertisement % 8));
            socket.SetRawSocketOption(Icmp6, IcmpFilter, filter);
            return new DiscoveryVoice(socket, link);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>To the solicited-node address of RFC 4291 §2.7.1.</summary>
    public override void Ask(IPAddress address)
    {
        byte[] group = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, .. address.GetAddressBytes()[13..]];
        Send((Solicitation, 0, SourceLink), address, new IPAddress(group));
    }

    public override void Announce(IPAddress address) => Send((Advertisement, Override, TargetLink), address, IPAddress.Parse("ff02::1"));

    public override bool TryHear(out IPAddress address, out MacAddress from)
    {
        Span<byte> message = stackalloc byte[256];
        while (_socket.Available > 0)
        {
            EndPoint sender = new IPEndPoint(IPAddress.IPv6Any, 0);
            var length = _socket.ReceiveFrom(message, ref sender);
            // Another link may have a neighbor of the same name.
            if (length < MessageLength || message[0] != Advertisement || message[24] != TargetLink
                || (sender is IPEndPoint { Address: { IsIPv6LinkLocal: true } it } && it.ScopeId != _link.Index))
                continue;
            (address, from) = (new IPAddress(message.Slice(8, 16)), MacAddress.FromBytes(message.Slice(26, MacAddress.Length)));
            if (from != _link.Mac)
                return true;
        }
        (address, from) = (IPAddress.None, default);
        return false;
    }

    public override void Dispose() => _socket.Dispose();

    private void Send((byte Type, byte Flags, byte Option) kind, IPAddress target, IPAddress to)
    {
        Span<byte> message = stackalloc byte[MessageLength];
        message.Clear();
        (message[0], message[4]) = (kind.Type, kind.Flags);
        target.TryWriteBytes(message[8..], out _);
        (message[24], message[25]) = (kind.Option, 1);
        (_link.Mac ?? default).CopyTo(message[26..]);
        try
        {
            _socket.SendTo(message, new IPEndPoint(new IPAddress(to.GetAddressBytes(), _link.Index), 0));
        }
        catch (SocketException)
        {
            // A link that is down: it is said again.
        }
    }
}
