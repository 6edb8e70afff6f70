using System.Buffers.Binary;
using System.Net;
using Netaas.Netlink.Sockets;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Lists sockets of a namespace (sock_diag(7)). May be used from any thread, by one caller at a time.</summary>
public sealed class DiagnosticSocket : IDisposable
{
    private const int DiagnosticProtocol = 4; // NETLINK_SOCK_DIAG
    private const int BufferBytes = 1 << 20;
    private const ushort ByFamily = 20; // SOCK_DIAG_BY_FAMILY
    private const int RequestLength = 56; // struct inet_diag_req_v2
    private const int AnswerLength = 72; // struct inet_diag_msg
    private const ushort Ipv6Only = 11; // INET_DIAG_SKV6ONLY
    private const byte Tcp = 6; // IPPROTO_TCP
    private const byte Udp = 17; // IPPROTO_UDP
    private const uint Listening = 1 << 10; // TCP_LISTEN, include/net/tcp_states.h
    private const uint Unconnected = 1 << 7; // TCP_CLOSE

    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(10);

    private readonly NetlinkSocket _socket;
    private readonly byte[] _received = new byte[64 * 1024];
    private uint _sequence;

    private DiagnosticSocket(NetlinkSocket socket) => _socket = socket;

    /// <param name="ns">Null for the caller's own namespace.</param>
    public static DiagnosticSocket Open(NetworkNamespace? ns)
    {
        var socket = NetlinkSocket.Open(ns, DiagnosticProtocol, groups: 0, BufferBytes);
        socket.LimitWait(s_answerLimit);
        return new DiagnosticSocket(socket);
    }

    /// <summary>The sockets of both protocols and families.</summary>
    public List<BoundSocket> ListBound()
    {
        var found = new List<BoundSocket>();
        foreach (var family in new[] { AddressFamilies.IPv4, AddressFamilies.IPv6 })
        {
            List(family, Tcp, Listening, found);
            List(family, Udp, Unconnected, found);
        }
        return found;
    }

    public void Dispose() => _socket.Dispose();

    private void List(byte family, byte protocol, uint states, List<BoundSocket> found)
    {
        Span<byte> buffer = stackalloc byte[NetlinkMessage.HeaderLength + RequestLength];
        var request = new MessageWriter(buffer, ByFamily, RouteMessage.Dump | RouteMessage.Request);
        var header = request.FixedHeader(RequestLength);
        (header[0], header[1]) = (family, protocol);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], states);
        var length = request.Complete();
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[8..], ++_sequence);
        _socket.Send(buffer[..length]);
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                if (message.Sequence != _sequence)
                    continue;
                if (message.Type == RouteMessage.Done)
                    return;
                if (message.Type == RouteMessage.Error)
                    throw new NetlinkException(ErrorMessage.Parse(message).Errno, "list sockets");
                found.Add(Parse(message, protocol));
            }
        }
    }

    private static BoundSocket Parse(NetlinkMessage message, byte protocol)
    {
        var payload = message.Payload;
        var isIpv6 = payload[0] == AddressFamilies.IPv6;
        var isIpv6Only = !isIpv6;
        var attributes = message.Attributes(AnswerLength);
        while (attributes.Next())
            if (attributes.Type == Ipv6Only)
                isIpv6Only = attributes.U8 != 0;
        return new BoundSocket(
            protocol,
            new IPAddress(payload.Slice(8, isIpv6 ? 16 : 4)),
            BinaryPrimitives.ReadUInt16BigEndian(payload[4..]),
            isIpv6 && isIpv6Only,
            BinaryPrimitives.ReadUInt32LittleEndian(payload[68..]));
    }
}
