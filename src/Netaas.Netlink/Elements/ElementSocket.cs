using System.Buffers.Binary;
using System.Collections.Immutable;
using Netaas.Netlink.Elements;
using Netaas.Netlink.Interop;
using Netaas.Netlink.Sockets;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>
/// An nfnetlink socket for elements of nftables sets and maps: 4 to 6 µs each, whatever the set's size, where libnftables
/// takes 100 µs and more. It belongs to the namespace it was opened in and may be used from any thread, by one caller at
/// a time. Keep it: closing one that has deleted elements waits 8 to 20 ms.
/// </summary>
public sealed partial class ElementSocket : IDisposable
{
    private const int NetfilterProtocol = 12; // NETLINK_NETFILTER

    // What the kernel echoes of a transaction waits here: of 32,768 elements, some 100 bytes each, four times over.
    private const int BufferBytes = 16 << 20;

    // Of a message without elements, with the names of its set; and what an element of the longest key and value takes.
    private const int LongestMessage = 256;
    private const int LongestElement = 192;

    // The kernel looks a set up once a message, so elements share one; attributes of attributes are no longer than 64 KiB.
    private const int MostInMessage = 256;

    // Answers to so many questions fit the receive buffer many times over.
    private const int QuestionsAtOnce = 256;

    private const int MostLists = 20;

    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(10);

    private readonly NetlinkSocket _socket;
    private readonly byte[] _received = new byte[64 * 1024];
    private byte[] _buffer = new byte[16 * 1024];
    private uint _sequence;

    private ElementSocket(NetlinkSocket socket) => _socket = socket;

    internal uint PortId => _socket.PortId;

    public static ElementSocket Open(NetworkNamespace ns)
    {
        var socket = NetlinkSocket.Open(ns, NetfilterProtocol, groups: 0, BufferBytes);
        socket.LimitWait(s_answerLimit);
        return new ElementSocket(socket);
    }

    /// <summary>Makes all changes in their order, or none.</summary>
    /// <param name="made">Told of what was made, as the kernel holds it then; an element that was there already, just so, is not told.</param>
    /// <returns>The errno of each change that was refused, by its index; none where all were made.</returns>
    /// <exception cref="NetlinkException">The socket failed, or the transaction as a whole was refused.</exception>
    public IReadOnlyDictionary<int, int> Apply(IReadOnlyList<ElementChange> changes, ElementMade? made = null)
    {
        if (changes.Count == 0)
            return ImmutableDictionary<int, int>.Empty;
        var refused = Apply(changes, MostInMessage, made);
        // A message is refused as a whole, and nothing was made: one by one they tell whose fault it was.
        return refused.Count == 0 ? refused : Apply(changes, 1, made);
    }

    private Dictionary<int, int> Apply(IReadOnlyList<ElementChange> changes, int mostInMessage, ElementMade? made)
    {
        var refused = new Dictionary<int, int>();
        var set = changes[0].Set;
        var begin = _sequence + 1;
        var places = Send(changes, mostInMessage, made is null ? (ushort)0 : RouteMessage.Echo);
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                // Some kernels echo without the number of what was asked.
                if (made is not null && message.Type is ElementMessage.New or ElementMessage.Delete)
                    ElementMessage.Tell(message, set = ElementMessage.ParseAddress(message, set), made);
                if (message.Type != RouteMessage.Error || message.Sequence - begin > (uint)places.Count)
                    continue;
                var (errno, detail) = ErrorMessage.Parse(message);
                if (message.Sequence == begin)
                    throw new NetlinkException(errno, "change elements", detail);
                var place = (int)(message.Sequence - begin) - 1;
                if (errno != 0)
                    refused[places[place]] = errno;
                if (place == places.Count - 1)
                    return refused;
            }
        }
    }

    /// <summary>Looks elements up by their keys.</summary>
    /// <returns>One answer a question, in order; null where there is no such element, or no such set.</returns>
    public IReadOnlyList<SetElement?> Find(IReadOnlyList<(SetAddress Set, ReadOnlyMemory<byte> Key)> questions)
    {
        var answers = new SetElement?[questions.Count];
        for (var first = 0; first < questions.Count; first += QuestionsAtOnce)
            Find(questions, first, Math.Min(first + QuestionsAtOnce, questions.Count), answers);
        return answers;
    }

    /// <summary>All elements of a set; none where there is no such set.</summary>
    /// <remarks>
    /// The kernel goes on with a long list where it left off by counting. While it moves a growing set's elements into a larger
    /// table, some come twice, and as many not at all: then the list is asked for again.
    /// </remarks>
    public IReadOnlyList<SetElement> List(SetAddress set)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = ListOnce(set);
            // A move takes milliseconds; whoever adds all the time is read as well as can be.
            if (attempt == MostLists || AreDistinct(found))
                return found;
        }
    }

    private static bool AreDistinct(List<SetElement> found)
    {
        var seen = new HashSet<SetElement>(found.Count, SetElementIdentity.Comparer);
        return found.TrueForAll(seen.Add);
    }

    private List<SetElement> ListOnce(SetAddress set)
    {
        var length = 0;
        var sequence = ++_sequence;
        Append(ref length, ElementMessage.Get, RouteMessage.Dump, (ref MessageWriter message) => ElementMessage.Address(ref message, set));
        Number(0, sequence);
        _socket.Send(_buffer.AsSpan(0, length));
        var found = new List<SetElement>();
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                if (message.Sequence != sequence)
                    continue;
                if (message.Type == RouteMessage.Done)
                    return found;
                if (message.Type != RouteMessage.Error)
                    ElementMessage.Parse(message, found);
                else if (ErrorMessage.Parse(message) is { Errno: not Errno.ENOENT } failure)
                    throw new NetlinkException(failure.Errno, $"list the elements of {set.Set}", failure.Detail);
                else
                    return [];
            }
        }
    }

    /// <summary>
    /// The number of the ruleset as it is now: every transaction in this namespace, anybody's, counts it up by one.
    /// </summary>
    public uint Generation()
    {
        var length = 0;
        var sequence = ++_sequence;
        Append(ref length, ElementMessage.GetGeneration, 0, static (ref MessageWriter message) => message.FixedHeader(ElementMessage.FixedLength));
        Number(0, sequence);
        _socket.Send(_buffer.AsSpan(0, length));
        while (true)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
                if (message.Sequence == sequence)
                    return message.Type == ElementMessage.NewGeneration
                        ? ElementMessage.ParseGeneration(message)
                        : throw new NetlinkException(ErrorMessage.Parse(message).Errno, "read the ruleset's generation");
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends a transaction: neighbors that do the same to the same set in one message.</summary>
    /// <returns>For each message the index of its first change.</returns>
    private List<int> Send(IReadOnlyList<ElementChange> changes, int mostInMessage, ushort echo)
    {
        var (length, places) = (0, new List<int>());
        Number(Append(ref length, ElementMessage.BatchBegin, 0, ElementMessage.Bracket), ++_sequence);
        for (int first = 0, end; first < changes.Count; first = end)
        {
            var (set, isDeletion) = (changes[first].Set, changes[first].IsDeletion);
            end = first + 1;
            while (end < changes.Count && end - first < mostInMessage && changes[end].IsDeletion == isDeletion && ReferenceEquals(changes[end].Set, set))
                end++;
            var (from, to) = (first, end);
            // Refusals come unasked; the last one's answer says that all of it is over.
            var flags = echo | (isDeletion ? 0 : RouteMessage.Create) | (end == changes.Count ? RouteMessage.Acknowledge : 0);
            Number(Append(ref length, isDeletion ? ElementMessage.Delete : ElementMessage.New, (ushort)flags, (ref MessageWriter message) =>
            {
                ElementMessage.Address(ref message, set);
                var list = ElementMessage.BeginElements(ref message);
                for (var i = from; i < to; i++)
                    ElementMessage.Element(ref message, changes[i].Element, withValue: !isDeletion);
                message.EndNest(list);
            }, to - from), ++_sequence);
            places.Add(first);
        }
        Number(Append(ref length, ElementMessage.BatchEnd, 0, ElementMessage.Bracket), ++_sequence);
        _socket.Send(_buffer.AsSpan(0, length));
        return places;
    }

    private void Find(IReadOnlyList<(SetAddress Set, ReadOnlyMemory<byte> Key)> questions, int first, int end, SetElement?[] answers)
    {
        var length = 0;
        var sequence = _sequence + 1;
        for (var i = first; i < end; i++)
        {
            var (set, key) = questions[i];
            Number(Append(ref length, ElementMessage.Get, RouteMessage.Acknowledge, (ref MessageWriter message) =>
            {
                ElementMessage.Address(ref message, set);
                var list = ElementMessage.BeginElements(ref message);
                ElementMessage.Element(ref message, new SetElement(key, default), withValue: false);
                message.EndNest(list);
            }, elements: 1), ++_sequence);
        }
        _socket.Send(_buffer.AsSpan(0, length));
        var found = new List<SetElement>();
        for (var left = end - first; left > 0;)
        {
            ReadOnlySpan<byte> datagram = _received.AsSpan(0, _socket.Receive(_received));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
            {
                if (message.Sequence - sequence >= (uint)(end - first))
                    continue;
                if (message.Type == RouteMessage.Error)
                {
                    left--;
                    continue;
                }
                found.Clear();
                ElementMessage.Parse(message, found);
                if (found.Count > 0)
                    answers[first + (int)(message.Sequence - sequence)] = found[0];
            }
        }
    }

    private delegate void Fill(ref MessageWriter message);

    /// <returns>Where the message begins.</returns>
    private int Append(ref int length, ushort type, ushort flags, Fill fill, int elements = 0)
    {
        while (_buffer.Length - length < LongestMessage + elements * LongestElement)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var start = length;
        var message = new MessageWriter(_buffer.AsSpan(start), type, (ushort)(flags | RouteMessage.Request));
        fill(ref message);
        length += message.Complete();
        return start;
    }

    private void Number(int start, uint sequence) => BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(start + 8), sequence);
}
