using System.Buffers.Binary;
using System.Net.Sockets;
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

    /// <summary>Opens a socket; from then on the kernel has conntrack, with its settings, where it is a module.</summary>
    public static ConntrackSocket Open(NetworkNamespace ns)
    {
        var socket = NetlinkSocket.Open(ns, NetfilterProtocol, groups: 0, BufferBytes);
        socket.LimitWait(s_answerLimit);
        var opened = new ConntrackSocket(socket);
        // The first message for the subsystem loads its module, whatever it asks.
        opened.Change(ConntrackMessage.GetStatistics, AddressFamilies.ToKernel(AddressFamily.InterNetwork), "wake conntrack", static (ref MessageWriter _) => { });
        return opened;
    }

    /// <summary>The flows whose destination was translated, of one family.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IReadOnlyList<Flow> ListTranslated(AddressFamily family) => Dump(
        AddressFamilies.ToKernel(family), static (ref MessageWriter message) => ConntrackMessage.Translated(ref message), ConntrackMessage.ParseTranslated);

    /// <summary>Forgets all flows that match one of the filters: their next packet begins a new one.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void EndFlows(IReadOnlyCollection<FlowFilter> filters)
    {
        if (filters.Count <= FewFilters)
        {
            foreach (var filter in filters)
                Change(ConntrackMessage.Delete, AddressFamilies.ToKernel(filter.Family), "end flows", (ref MessageWriter message) => ConntrackMessage.Matching(ref message, filter));
            return;
        }
        var wanted = filters.ToHashSet();
        foreach (var family in filters.Select(filter => filter.Family).Distinct())
            foreach (var (original, flow) in Dump(AddressFamilies.ToKernel(family), static (ref MessageWriter _) => { }, ConntrackMessage.Parse))
                if (wanted.Contains(flow) || wanted.Contains(flow with { Address = null }))
                    Change(ConntrackMessage.Delete, AddressFamilies.ToKernel(family), "end flows", (ref MessageWriter message) => ConntrackMessage.Exactly(ref message, original));
    }

    public void Dispose() => _socket.Dispose();

    private delegate void Fill(ref MessageWriter message);

    private delegate T? Take<T>(NetlinkMessage message) where T : struct;

    private void Change(ushort type, byte family, string what, Fill fill)
    {
        var sequence = Send(type, RouteMessage.Acknowledge, family, fill);
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
                if (message.Sequence == sequence && message.Type == RouteMessage.Error)
                {
                    var (errno, detail) = ErrorMessage.Parse(message);
                    // A flow may have ended by itself.
                    if (errno is not (0 or Errno.ENOENT))
                        throw new NetlinkException(errno, what, detail);
                    return;
                }
        }
    }

    private List<T> Dump<T>(byte family, Fill fill, Take<T> take)
        where T : struct
    {
        var sequence = Send(ConntrackMessage.Get, RouteMessage.Dump, family, fill);
        var found = new List<T>();
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
                if (take(message) is { } flow)
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
