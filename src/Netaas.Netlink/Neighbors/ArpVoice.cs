using System.Buffers.Binary;
using System.Net;
using Microsoft.Win32.SafeHandles;
using Netaas.Core.Addressing;
using Netaas.Netlink.Interop;

namespace Netaas.Netlink;

/// <summary>ARP over a packet socket (packet(7)) that is bound to the link and the protocol.</summary>
internal sealed unsafe class ArpVoice : NeighborVoice
{
    private const int Packet = 17; // AF_PACKET
    private const int Raw = 3; // SOCK_RAW
    private const int CloseOnExec = 0x80000; // SOCK_CLOEXEC
    private const int DontWait = 0x40; // MSG_DONTWAIT
    private const ushort Arp = 0x0806; // ETH_P_ARP
    private const ushort Request = 1;
    private const int EthernetLength = 14;
    private const int FrameLength = EthernetLength + 28;

    private readonly SafeFileHandle _socket;
    private readonly MacAddress _mac;
    private readonly IPAddress _own;

    private ArpVoice(SafeFileHandle socket, MacAddress mac, IPAddress own) => (_socket, _mac, _own) = (socket, mac, own);

    public static ArpVoice OpenOn(NetworkNamespace ns, Link link, IPAddress own)
    {
        var socket = ns.OpenSocket(Packet, Raw | CloseOnExec, BinaryPrimitives.ReverseEndianness(Arp));
        // struct sockaddr_ll: family, protocol, index of the link; the rest is for sending.
        var address = stackalloc byte[20];
        var fields = new Span<byte>(address, 20);
        fields.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(fields, Packet);
        BinaryPrimitives.WriteUInt16BigEndian(fields[2..], Arp);
        BinaryPrimitives.WriteInt32LittleEndian(fields[4..], link.Index);
        if (Libc.Bind(socket, address, fields.Length) == 0)
            return new ArpVoice(socket, link.Mac ?? default, own);
        var failure = NetlinkException.Last($"bind a packet socket to {link.Name}");
        socket.Dispose();
        throw failure;
    }

    public override void Ask(IPAddress address) => Send(_own, address);

    /// <summary>A request for the own address, as RFC 5227 §3 has it: more implementations heed it than a reply that nobody asked for.</summary>
    public override void Announce(IPAddress address) => Send(address, address);

    public override bool TryHear(out IPAddress address, out MacAddress from)
    {
        var buffer = stackalloc byte[128];
        while (Libc.Receive(_socket, buffer, 128, DontWait) is var length and > 0)
        {
            var frame = new ReadOnlySpan<byte>(buffer, (int)Math.Min(length, 128));
            if (frame.Length < FrameLength || MacAddress.FromBytes(frame.Slice(22, MacAddress.Length)) is var sender && sender == _mac)
                continue;
            (address, from) = (new IPAddress(frame.Slice(28, 4)), MacAddress.FromBytes(frame.Slice(22, MacAddress.Length)));
            return true;
        }
        (address, from) = (IPAddress.None, default);
        return false;
    }

    public override void Dispose() => _socket.Dispose();

    private void Send(IPAddress sender, IPAddress target)
    {
        var buffer = stackalloc byte[FrameLength];
        var frame = new Span<byte>(buffer, FrameLength);
        frame.Clear();
        frame[..6].Fill(0xff);
        _mac.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], Arp);
        // Ethernet, IPv4, lengths of their addresses.
        ReadOnlySpan<byte> kinds = [0, 1, 8, 0, 6, 4];
        kinds.CopyTo(frame[EthernetLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[20..], Request);
        _mac.CopyTo(frame[22..]);
        sender.TryWriteBytes(frame[28..], out _);
        target.TryWriteBytes(frame[38..], out _);
        // One that does not leave is said again.
        _ = Libc.Send(_socket, buffer, FrameLength, DontWait);
    }
}
