using System.Buffers.Binary;
using Netaas.Netlink.Conntrack;
using Netaas.Netlink.Interop;
using Netaas.Netlink.Sockets;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>
/// An nfnetlink socket for the flows that conntrack follows in a namespace. May be used from any thread, by one caller at a
/// time.
/// </summary>
public sealed class ConntrackSocket : IDisposable
{
    private const int NetfilterProtocol = 12; // NETLINK_NETFILTER
    private const int BufferBytes = 4 << 20;

    // Each makes the kernel walk the whole table once; for more, one walk of ours is cheaper.
    private const int FewFilters = 4;

    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(10);

    private readonly NetlinkSocket _socket;
    private readonly byte[] _received = new byte[64 * 1024];
    private readonly byte[] _buffer = new byte[1024];
    private uint _sequence;

    private ConntrackSocket(NetlinkSocket socket) => _socket = socket;

    public static ConntrackSocket Open(NetworkNamespace ns)
    {
        var socket = NetlinkSocket.Open(ns, NetfilterProtocol, groups: 0, BufferBytes);
        socket.LimitWait(s_answerLimit);
        return new ConntrackSocket(socket);
    }

    /// <summary>Forgets all flows that match one of the filters: their next packet begins a new one.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void EndFlows(IReadOnlyCollection<FlowFilter> filters)
    {
        if (filters.Count <= FewFilters)
        {
            foreach (var filter in filters)
                Delete(AddressFamilies.ToKernel(filter.Family), (ref MessageWriter message) => ConntrackMessage.Matching(ref message, filter));
            return;
        }
        var wanted = filters.ToHashSet();
        foreach (var family in filters.Select(filter => filter.Family).Distinct())
            foreach (var (original, flow) in List(AddressFamilies.ToKernel(family)))
                if (wanted.Contains(flow) || wanted.Contains(flow with { Address = null }))
                    Delete(AddressFamilies.ToKernel(family), (ref MessageWriter message) => ConntrackMessage.Exactly(ref message, original));
    }

    public void Dispose() => _socket.Dispose();

    private delegate void Fill(ref MessageWriter message);

    private void Delete(byte family, Fill fill)
    {
        var sequence = Send(ConntrackMessage.Delete, RouteMessage.Acknowledge, family, fill);
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
                if (message.Sequence == sequence && message.Type == RouteMessage.Error)
                {
                    var (errno, detail) = ErrorMessage.Parse(message);
                    // A flow may have ended by itself.
                    if (errno is not (0 or Errno.ENOENT))
                        throw new NetlinkException(errno, "end flows", detail);
                    return;
                }
        }
    }

    private List<(byte[] Original, FlowFilter Flow)> List(byte family)
    {
        var sequence = Send(ConntrackMessage.Get, RouteMessage.Dump, family, static (ref MessageWriter _) => { });
        var found = new List<(byte[], FlowFilter)>();
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                if (message.Sequence != sequence)
                    continue;
                if (message.Type == RouteMessage.Done)
                    return found;
                if (message.Type == RouteMessage.Error)
                    throw new NetlinkException(ErrorMessage.Parse(message).Errno, "list flows");
                if (ConntrackMessage.Parse(message) is { } flow)
                    found.Add(flow);
            }
        }
    }

    private uint Send(ushort type, ushort flags, byte family, Fill fill)
    {
        var message = new MessageWriter(_buffer, type, (ushort)(flags | RouteMessage.Request));
        ConntrackMessage.Header(ref message, family);
        fill(ref message);
        var length = message.Complete();
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(8), ++_sequence);
        _socket.Send(_buffer.AsSpan(0, length));
        return _sequence;
    }
}
