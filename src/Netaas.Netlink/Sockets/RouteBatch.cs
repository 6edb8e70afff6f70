using System.Buffers.Binary;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>
/// Requests to be sent together. Verbs such as <c>AddBridge</c> append one message each; order is kept, and nothing is
/// sent before <see cref="RouteSocket.Execute(RouteBatch)"/>. Can be cleared and used again, which spares the memory.
/// Not safe for use by many threads.
/// </summary>
public sealed class RouteBatch
{
    // The longest message of ours is a veth pair with two names, an alias and two option sets: well below 1 KB.
    private const int LongestMessage = 1024;

    private readonly List<Entry> _entries = [];
    private readonly List<NetworkNamespace> _held = [];
    private byte[] _buffer = new byte[4 * LongestMessage];
    private int _length;

    /// <summary>Number of messages.</summary>
    public int Count => _entries.Count;

    public void Clear()
    {
        _entries.Clear();
        _held.Clear();
        _length = 0;
    }

    /// <summary>A writer for one more message; the message counts once it is given to <see cref="Append"/>.</summary>
    internal MessageWriter Begin(ushort type, ushort flags)
    {
        if (_buffer.Length - _length < LongestMessage)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        return new MessageWriter(_buffer.AsSpan(_length), type, (ushort)(flags | RouteMessage.Request));
    }

    internal void Append(MessageWriter message, object? tag)
    {
        var length = message.Complete();
        _entries.Add(new Entry(_length, length, tag));
        _length += length;
    }

    /// <summary>Keeps a namespace that a message names by its descriptor from being closed by the garbage collector.</summary>
    internal void Hold(NetworkNamespace? ns)
    {
        if (ns is not null)
            _held.Add(ns);
    }

    internal object? TagOf(int index) => _entries[index].Tag;

    /// <summary>The index behind the last message of the next send, which is bounded in bytes and in messages.</summary>
    internal int ChunkEnd(int first, int maxBytes, int maxMessages)
    {
        var start = _entries[first].Offset;
        var end = first + 1;
        while (end < _entries.Count && end - first < maxMessages && _entries[end].Offset + _entries[end].Length - start <= maxBytes)
            end++;
        return end;
    }

    /// <summary>
    /// The bytes of some messages, numbered in order. Only the last asks for an acknowledgement: the kernel reports
    /// every failure unasked, so silence up to the last answer is success, and a third of the time is saved.
    /// </summary>
    internal ReadOnlySpan<byte> Seal(int first, int end, uint firstSequence)
    {
        for (var i = first; i < end; i++)
        {
            var header = _buffer.AsSpan(_entries[i].Offset);
            var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) & ~RouteMessage.Acknowledge;
            if (i == end - 1)
                flags |= RouteMessage.Acknowledge;
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)flags);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], firstSequence + (uint)(i - first));
        }
        var start = _entries[first].Offset;
        return _buffer.AsSpan(start, _entries[end - 1].Offset + _entries[end - 1].Length - start);
    }

    private readonly record struct Entry(int Offset, int Length, object? Tag);
}
