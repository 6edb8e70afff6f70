using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Netaas.Netlink.Interop;

namespace Netaas.Netlink.Sockets;

/// <summary>A bound netlink socket: datagrams in and out, nothing of their meaning.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int Netlink = 16; // AF_NETLINK, PF_NETLINK
    private const int Raw = 3; // SOCK_RAW
    private const int CloseOnExec = 0x80000; // SOCK_CLOEXEC
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int NetlinkLevel = 270; // SOL_NETLINK
    private const int ReceiveTimeout = 20; // SO_RCVTIMEO
    private const int ReceiveBufferForce = 33; // SO_RCVBUFFORCE
    private const int SendBufferForce = 32; // SO_SNDBUFFORCE
    private const int CapErrors = 10; // NETLINK_CAP_ACK: an error doesn't repeat the request
    private const int ExtendedErrors = 11; // NETLINK_EXT_ACK
    private const int StrictChecking = 12; // NETLINK_GET_STRICT_CHK
    private const int ListenAllNamespaces = 8; // NETLINK_LISTEN_ALL_NSID
    private const int ControlHeaderLength = 16; // struct cmsghdr

    private NetlinkSocket(SafeFileHandle descriptor) => Descriptor = descriptor;

    public SafeFileHandle Descriptor { get; }

    /// <summary>
    /// What the kernel tells this socket by. Chosen by chance among two thousand million, so that it stands for this socket in
    /// every namespace: a number that the kernel chooses is the process's, which other sockets of it have elsewhere.
    /// </summary>
    public uint PortId { get; private set; }

    /// <param name="ns">Null for the caller's own namespace.</param>
    /// <param name="groups">Bits of the first 32 multicast groups (<c>RTMGRP_*</c>).</param>
    public static NetlinkSocket Open(NetworkNamespace? ns, int protocol, uint groups, int receiveBuffer) =>
        Set(ns is null ? OpenHere(protocol) : ns.OpenSocket(Netlink, Raw | CloseOnExec, protocol), groups, receiveBuffer);

    /// <summary>One in each namespace, in order; all of them, or none.</summary>
    public static NetlinkSocket[] OpenEach(IReadOnlyList<NetworkNamespace> namespaces, int protocol, int receiveBuffer)
    {
        var descriptors = NetworkNamespace.OpenSockets(namespaces, Netlink, Raw | CloseOnExec, protocol);
        try
        {
            return [.. descriptors.Select(descriptor => Set(descriptor, groups: 0, receiveBuffer))];
        }
        catch
        {
            foreach (var descriptor in descriptors)
                descriptor.Dispose();
            throw;
        }
    }

    private static NetlinkSocket Set(SafeFileHandle descriptor, uint groups, int receiveBuffer)
    {
        var socket = new NetlinkSocket(descriptor);
        try
        {
            socket.Option(SocketLevel, ReceiveBufferForce, receiveBuffer);
            socket.Option(SocketLevel, SendBufferForce, receiveBuffer);
            socket.Option(NetlinkLevel, CapErrors, 1);
            socket.Option(NetlinkLevel, ExtendedErrors, 1);
            socket.Option(NetlinkLevel, StrictChecking, 1);
            socket.Bind(groups);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Receiving longer than this throws with <see cref="NetlinkReason.TimedOut"/>.</summary>
    public void LimitWait(TimeSpan limit)
    {
        var value = stackalloc long[] { (long)limit.TotalSeconds, limit.Microseconds }; // struct timeval
        if (Libc.SetSocketOption(Descriptor, SocketLevel, ReceiveTimeout, value, 2 * sizeof(long)) != 0)
            throw NetlinkException.Last("set the receive timeout");
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* bytes = datagram)
            while (Libc.Send(Descriptor, bytes, datagram.Length, 0) < 0)
                if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw NetlinkException.Last("send to the kernel");
    }

    /// <summary>One datagram. The buffer must hold the longest that the kernel builds, 32 KB.</summary>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
            while (true)
            {
                var length = Libc.Receive(Descriptor, bytes, buffer.Length, 0);
                if (length >= 0)
                    return (int)length;
                if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw NetlinkException.Last("receive from the kernel");
            }
    }

    /// <summary>
    /// Has what is told in every namespace that this one has a number for told here too; false where that is not allowed
    /// (it takes CAP_NET_BROADCAST).
    /// </summary>
    public bool TryListenToPeers()
    {
        var on = 1;
        return Libc.SetSocketOption(Descriptor, NetlinkLevel, ListenAllNamespaces, &on, sizeof(int)) == 0;
    }

    /// <summary>One datagram, and the number of the namespace that it comes from; null for the socket's own.</summary>
    public (int Length, int? Namespace) ReceiveFrom(Span<byte> buffer)
    {
        const int ControlLength = 64;
        var control = stackalloc byte[ControlLength];
        fixed (byte* bytes = buffer)
        {
            var part = new IoVector { Base = bytes, Length = (nuint)buffer.Length };
            while (true)
            {
                var message = new MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = ControlLength };
                var length = Libc.ReceiveMessage(Descriptor, &message, 0);
                if (length >= 0)
                    return ((int)length, NamespaceOf(control, (int)message.ControlLength));
                if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw NetlinkException.Last("receive from the kernel");
            }
        }
    }

    /// <summary>The index of an interface in the socket's namespace (netdevice(7)); null where there is none.</summary>
    public int? IndexOf(string name)
    {
        const int NameLength = 16; // IFNAMSIZ
        const uint GetIndex = 0x8933; // SIOCGIFINDEX
        var request = stackalloc byte[40]; // struct ifreq
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, NameLength));
        if (Libc.Control(Descriptor, GetIndex, request) == 0)
            return *(int*)(request + NameLength);
        return Marshal.GetLastPInvokeError() == Errno.ENODEV ? null : throw NetlinkException.Last($"read the index of {name}");
    }

    public void Dispose() => Descriptor.Dispose();

    /// <summary>The only control message that we ask for: <c>struct cmsghdr</c> (length, level, type) and a number.</summary>
    private static int? NamespaceOf(byte* control, int length) =>
        length >= ControlHeaderLength + sizeof(int) && *(int*)(control + 8) == NetlinkLevel && *(int*)(control + 12) == ListenAllNamespaces
            ? *(int*)(control + ControlHeaderLength)
            : null;

    private static SafeFileHandle OpenHere(int protocol)
    {
        var descriptor = new SafeFileHandle(Libc.Socket(Netlink, Raw | CloseOnExec, protocol), ownsHandle: true);
        return descriptor.IsInvalid ? throw NetlinkException.Last("open a netlink socket") : descriptor;
    }

    private void Option(int level, int name, int value)
    {
        if (Libc.SetSocketOption(Descriptor, level, name, &value, sizeof(int)) != 0)
            throw NetlinkException.Last("set a socket option");
    }

    private void Bind(uint groups)
    {
        const uint FirstOfOurs = 0x8000_0000; // above every process's number
        const int Attempts = 10;
        var address = stackalloc uint[3]; // struct sockaddr_nl: family, port, groups
        for (var attempt = 1; ; attempt++)
        {
            PortId = FirstOfOurs | (uint)Random.Shared.Next();
            (address[0], address[1], address[2]) = (Netlink, PortId, groups);
            if (Libc.Bind(Descriptor, (byte*)address, 3 * sizeof(uint)) == 0)
                return;
            if (attempt == Attempts || Marshal.GetLastPInvokeError() != Errno.EADDRINUSE)
                throw NetlinkException.Last("bind a netlink socket");
        }
    }
}
