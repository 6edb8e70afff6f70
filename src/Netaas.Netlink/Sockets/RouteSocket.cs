using System.Buffers;
using System.Buffers.Binary;
using Netaas.Core.Naming;
using Netaas.Netlink.Interop;
using Netaas.Netlink.Neighbors;
using Netaas.Netlink.Routes;
using Netaas.Netlink.Sockets;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>
/// An rtnetlink socket (rtnetlink(7)). It belongs to the namespace it was opened in and may be used from any thread, by
/// one caller at a time. Extended acknowledgements and strict checking are on.
/// </summary>
public sealed class RouteSocket : IDisposable
{
    private const int RouteProtocol = 0; // NETLINK_ROUTE

    // A failure costs about 1 KB of receive buffer, so that a whole chunk of failures fits it eight times over.
    private const int ReceiveBufferBytes = 4 << 20;
    private const int ReceivedBytes = 64 * 1024;
    private const int ChunkMessages = 512;
    private const int ChunkBytes = 64 * 1024;

    // The kernel answers while it takes the request; only a lost answer makes anybody wait.
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(10);

    // A dump that raced with a change is told so by the kernel and begun again.
    private const int DumpAttempts = 10;

    private readonly NetlinkSocket _socket;

    // Rented, as many a socket is opened for a single look into a pod.
    private readonly byte[] _received = ArrayPool<byte>.Shared.Rent(ReceivedBytes);
    private RouteBatch? _single;
    private readonly RouteBatch _query = new();
    private uint _sequence;

    private RouteSocket(NetlinkSocket socket) => _socket = socket;

    /// <summary>What a change of this socket's bears in the kernel's notifications, where it bears anything.</summary>
    internal uint PortId => _socket.PortId;

    /// <param name="ns">Null for the caller's own namespace.</param>
    public static RouteSocket Open(NetworkNamespace? ns = null) => Of(NetlinkSocket.Open(ns, RouteProtocol, groups: 0, ReceiveBufferBytes));

    /// <summary>Opens the namespace at a path for as long as it takes to open a socket in it.</summary>
    public static RouteSocket Open(string namespacePath)
    {
        using var ns = NetworkNamespace.Open(namespacePath);
        return Open(ns);
    }

    /// <summary>The same for several paths at once, in order: all of them, or none.</summary>
    public static RouteSocket[] OpenEach(IReadOnlyList<string> namespacePaths)
    {
        var namespaces = new List<NetworkNamespace>(namespacePaths.Count);
        try
        {
            foreach (var path in namespacePaths)
                namespaces.Add(NetworkNamespace.Open(path));
            return [.. NetlinkSocket.OpenEach(namespaces, RouteProtocol, ReceiveBufferBytes).Select(Of)];
        }
        finally
        {
            foreach (var ns in namespaces)
                ns.Dispose();
        }
    }

    private static RouteSocket Of(NetlinkSocket socket)
    {
        socket.LimitWait(s_answerLimit);
        return new RouteSocket(socket);
    }

    /// <summary>
    /// Sends all messages of the batch in as few sends as the socket's buffers allow. A refused message doesn't stop
    /// those behind it. The batch is left as it is.
    /// </summary>
    /// <returns>One result a message, in order.</returns>
    /// <exception cref="NetlinkException">The socket itself failed; what was done is unknown.</exception>
    public RouteResult[] Execute(RouteBatch batch)
    {
        var results = new RouteResult[batch.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = new RouteResult(batch.TagOf(i), 0, null);
        for (var first = 0; first < batch.Count;)
        {
            var end = batch.ChunkEnd(first, ChunkBytes, ChunkMessages);
            ExecuteChunk(batch, first, end, results);
            first = end;
        }
        return results;
    }

    /// <summary>Sends what the action appends and throws on the first refusal, after all messages were tried.</summary>
    /// <param name="context">What is being done, in a few words, for the exception.</param>
    /// <exception cref="NetlinkException">A message was refused, or the socket failed.</exception>
    public void Execute(string context, Action<RouteBatch> append)
    {
        var batch = _single ??= new RouteBatch();
        batch.Clear();
        append(batch);
        foreach (var result in Execute(batch))
            if (!result.IsSuccess)
                throw new NetlinkException(result.Errno, context, result.Detail);
    }

    public void Dispose()
    {
        if (_socket.Descriptor.IsClosed)
            return;
        _socket.Dispose();
        ArrayPool<byte>.Shared.Return(_received);
    }

    /// <summary>The index of a link, without all that is told of a link; null where there is none.</summary>
    public int? IndexOf(InterfaceName link) => _socket.IndexOf(link.Value);

    /// <summary>An empty batch for one request, good until the next: one of its own for each would be 4 KB a question.</summary>
    internal RouteBatch BeginQuery()
    {
        _query.Clear();
        return _query;
    }

    /// <summary>Asks for one object; null where the kernel has none.</summary>
    internal T? Get<T>(RouteBatch request, string context, MessageParser<T> parse) where T : class
    {
        var sequence = NextSequences(1);
        _socket.Send(request.Seal(0, 1, sequence));
        T? found = null;
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                if (message.Sequence != sequence)
                    continue;
                if (message.Type != RouteMessage.Error)
                {
                    found = parse(message);
                    continue;
                }
                var (errno, detail) = ErrorMessage.Parse(message);
                if (errno == 0)
                    return found;
                var failure = new NetlinkException(errno, context, detail);
                return failure.IsNotFound ? null : throw failure;
            }
        }
    }

    /// <summary>Asks all questions of a batch in one send: a few cost not much more than one.</summary>
    /// <returns>One answer a question, in order: a neighbor, a forwarding entry or a route; null where the kernel has none.</returns>
    public object?[] Ask(RouteBatch questions)
    {
        var answers = new object?[questions.Count];
        if (answers.Length == 0)
            return answers;
        var sequence = NextSequences(answers.Length);
        _socket.Send(questions.Seal(0, answers.Length, sequence));
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                var place = (int)(message.Sequence - sequence);
                if ((uint)place >= answers.Length)
                    continue;
                if (message.Type != RouteMessage.Error)
                {
                    answers[place] = ParseEntry(message);
                    continue;
                }
                var (errno, detail) = ErrorMessage.Parse(message);
                if (NetlinkException.Classify(errno) is not (NetlinkReason.NotFound or NetlinkReason.Unreachable) && errno != 0)
                    throw new NetlinkException(errno, "read entries", detail);
                if (place == answers.Length - 1)
                    return answers;
            }
        }
    }

    private static object? ParseEntry(NetlinkMessage message) => message.Type switch
    {
        RouteMessage.NewNeighbor => NeighborMessage.ParseFdb(message) ?? (object?)NeighborMessage.ParseNeighbor(message),
        RouteMessage.NewRoute => RouteEntryMessage.Parse(message),
        _ => null,
    };

    /// <summary>Asks for all objects of a kind. The parser returns null for what the caller doesn't want.</summary>
    internal List<T> Dump<T>(RouteBatch request, string context, MessageParser<T> parse) where T : class
    {
        var items = new List<T>();
        Dump(request, context, parse, items.Add, items.Clear);
        return items;
    }

    /// <summary>The same, for tables too large to be held at once.</summary>
    /// <param name="again">Told where the kernel begins anew: what was taken until then doesn't count.</param>
    internal void Dump<T>(RouteBatch request, string context, MessageParser<T> parse, Action<T> take, Action again) where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            var sequence = NextSequences(1);
            _socket.Send(request.Seal(0, 1, sequence));
            if (ReceiveDump(sequence, context, parse, take))
                return;
            if (attempt == DumpAttempts)
                throw new NetlinkException(Errno.EAGAIN, context, "the table keeps changing while it is read");
            again();
        }
    }

    private bool ReceiveDump<T>(uint sequence, string context, MessageParser<T> parse, Action<T> take) where T : class
    {
        var consistent = true;
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                if (message.Sequence != sequence)
                    continue;
                consistent &= (message.Flags & RouteMessage.DumpInterrupted) == 0;
                if (message.Type == RouteMessage.Done)
                    return BinaryPrimitives.ReadInt32LittleEndian(message.Payload) is var status and < 0
                        ? throw new NetlinkException(-status, context)
                        : consistent;
                if (message.Type == RouteMessage.Error)
                {
                    var (errno, detail) = ErrorMessage.Parse(message);
                    throw new NetlinkException(errno, context, detail);
                }
                if (parse(message) is { } item)
                    take(item);
            }
        }
    }

    private void ExecuteChunk(RouteBatch batch, int first, int end, RouteResult[] results)
    {
        var sequence = NextSequences(end - first);
        _socket.Send(batch.Seal(first, end, sequence));
        var last = sequence + (uint)(end - first) - 1;
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                // Answers to an earlier request that was given up on are passed over.
                if (message.Type != RouteMessage.Error || message.Sequence - sequence > last - sequence)
                    continue;
                var index = first + (int)(message.Sequence - sequence);
                var (errno, detail) = ErrorMessage.Parse(message);
                results[index] = results[index] with { Errno = errno, Detail = detail };
                if (message.Sequence == last)
                    return;
            }
        }
    }

    private uint NextSequences(int count)
    {
        var first = _sequence + 1;
        _sequence += (uint)count;
        return first;
    }
}
