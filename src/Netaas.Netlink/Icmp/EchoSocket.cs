using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Netaas.Netlink;

/// <summary>
/// Sends ICMP echo requests of one family and takes the answers (RFC 792, RFC 4443 §4): they come from the asked kernel itself, no
/// process is needed there. Needs CAP_NET_RAW. One caller at a time.
/// </summary>
public sealed class EchoSocket : IDisposable
{
    private const int Icmp = 1; // IPPROTO_ICMP
    private const int Icmp6 = 58; // IPPROTO_ICMPV6
    private const int RawLevel = 255; // SOL_RAW
    private const int IcmpFilter = 1; // ICMP_FILTER and ICMPV6_FILTER
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int ReceiveBufferForce = 33; // SO_RCVBUFFORCE
    private const int ReceiveBytes = 4 << 20;
    private const int MessageLength = 16; // type, code, checksum, identifier, sequence; then the nonce
    private const int NonceAt = 8;

    private readonly Socket _socket;
    private readonly AddressFamily _family;
    private readonly byte[] _received = new byte[256];

    private EchoSocket(Socket socket, AddressFamily family) => (_socket, _family) = (socket, family);

    private bool IsIpv6 => _family == AddressFamily.InterNetworkV6;

    /// <param name="ns">Null for the caller's own namespace.</param>
    /// <exception cref="NetlinkException">The socket can't be opened in the namespace.</exception>
    /// <exception cref="SocketException">The socket can't be opened or shaped.</exception>
    public static EchoSocket Open(NetworkNamespace? ns, AddressFamily family)
    {
        var isIpv6 = family == AddressFamily.InterNetworkV6;
        var socket = ns?.OpenRaw(family, isIpv6 ? Icmp6 : Icmp) ?? new Socket(family, SocketType.Raw, isIpv6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp);
        try
        {
            socket.Blocking = false;
            // A raw socket gets every message of the protocol in the namespace: let the kernel keep all but echo replies.
            socket.SetRawSocketOption(isIpv6 ? Icmp6 : RawLevel, IcmpFilter, Filter(isIpv6));
            socket.SetRawSocketOption(SocketLevel, ReceiveBufferForce, BitConverter.GetBytes(ReceiveBytes));
            return new EchoSocket(socket, family);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <param name="nonce">Comes back with the answer: who has not seen the request can't make one up.</param>
    /// <returns>False where the request did not leave.</returns>
    public bool Send(IPAddress to, ushort identifier, ulong nonce)
    {
        Span<byte> message = stackalloc byte[MessageLength];
        message.Clear();
        message[0] = IsIpv6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt64BigEndian(message[NonceAt..], nonce);
        // Over IPv6 the kernel fills it in, as it knows the source.
        if (!IsIpv6)
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(message));
        try
        {
            return _socket.SendTo(message, new IPEndPoint(to, 0)) == MessageLength;
        }
        catch (SocketException)
        {
            // No way to it, or no room: for who waits for an answer it is the same.
            return false;
        }
    }

    /// <returns>False where no answer is there.</returns>
    public bool TryReceive(out IPAddress from, out ushort identifier, out ulong nonce)
    {
        (from, identifier, nonce) = (IPAddress.None, 0, 0);
        while (_socket.Available > 0)
        {
            EndPoint sender = new IPEndPoint(IsIpv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
            var length = _socket.ReceiveFrom(_received, ref sender);
            ReadOnlySpan<byte> packet = _received.AsSpan(0, length);
            // IPv4 gives the packet with its header.
            var message = IsIpv6 ? packet : packet.Length > 0 && (packet[0] & 15) * 4 <= packet.Length ? packet[((packet[0] & 15) * 4)..] : [];
            if (message.Length < MessageLength || message[0] != (IsIpv6 ? 129 : 0))
                continue;
            from = ((IPEndPoint)sender).Address;
            identifier = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
            nonce = BinaryPrimitives.ReadUInt64BigEndian(message[NonceAt..]);
            return true;
        }
        return false;
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>A bit for each type that is kept back: <c>struct icmp_filter</c>, <c>struct icmp6_filter</c>.</summary>
    private static byte[] Filter(bool isIpv6)
    {
        var filter = new byte[isIpv6 ? 32 : 4];
        Array.Fill(filter, (byte)0xff);
        // Words of 32 bits in the machine's order, which is little-endian on all that we run on: bit and byte follow from the type.
        var type = isIpv6 ? 129 : 0;
        filter[type / 8] = (byte)(0xff & ~(1 << type % 8));
        return filter;
    }

    private static ushort Checksum(ReadOnlySpan<byte> message)
    {
        var sum = 0u;
        for (var i = 0; i < message.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(message[i..]);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }
}
