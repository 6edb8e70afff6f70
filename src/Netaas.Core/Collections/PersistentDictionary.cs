using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Netaas.Core.Collections;

/// <summary>
/// A dictionary that never changes: with an entry more, or fewer, it is another one that shares nearly all with it. A trie over
/// the hashes of keys whose leaves are arrays, so that a node of a hundred thousand objects looks one up in three steps and the
/// garbage collector finds little to follow. Entries come in no particular order.
/// </summary>
/// <remarks>
/// <c>ImmutableDictionary</c> keeps a tree node an entry, seventeen deep at that size: a sixth of the CPU time of loading 30,000
/// services went into its lookups and inserts, beside what its nodes cost the collector.
/// </remarks>
public sealed partial class PersistentDictionary<TKey, TValue> : IReadOnlyDictionary<TKey, TValue> where TKey : IEquatable<TKey>
{
    public static readonly PersistentDictionary<TKey, TValue> Empty = new(null, 0);

    private readonly Node? _root;

    private PersistentDictionary(Node? root, int count) => (_root, Count) = (root, count);

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    public IEnumerable<TKey> Keys => Entries(_root).Select(entry => entry.Key);

    public IEnumerable<TValue> Values => Entries(_root).Select(entry => entry.Value);

    public TValue this[TKey key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no entry for {key}.");

    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => Find(_root, key, out value);

    /// <summary>This one with a value for a key, in the place of the one that it has.</summary>
    public PersistentDictionary<TKey, TValue> SetItem(TKey key, TValue value)
    {
        var builder = ToBuilder();
        builder[key] = value;
        return builder.ToImmutable();
    }

    public PersistentDictionary<TKey, TValue> SetItems(IEnumerable<KeyValuePair<TKey, TValue>> entries)
    {
        var builder = ToBuilder();
        foreach (var (key, value) in entries)
            builder[key] = value;
        return builder.ToImmutable();
    }

    /// <summary>This one without a key; the same where there is none.</summary>
    public PersistentDictionary<TKey, TValue> Remove(TKey key) => RemoveRange([key]);

    public PersistentDictionary<TKey, TValue> RemoveRange(IEnumerable<TKey> keys)
    {
        var builder = ToBuilder();
        builder.RemoveRange(keys);
        return builder.Count == Count ? this : builder.ToImmutable();
    }

    public Builder ToBuilder() => new(this);

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() =>
        Entries(_root).Select(entry => KeyValuePair.Create(entry.Key, entry.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Many changes on the way from one to another, neither of which sees them. For one thread.</summary>
    public sealed class Builder
    {
        private object _owner = new();
        private Node? _root;

        internal Builder(PersistentDictionary<TKey, TValue> from) => (_root, Count) = (from._root, from.Count);

        public int Count { get; private set; }

        public TValue this[TKey key]
        {
            set => Count += Set(ref _root, new Entry(key.GetHashCode(), key, value), level: 0, _owner) ? 1 : 0;
        }

        public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => Find(_root, key, out value);

        /// <returns>Whether there was none before.</returns>
        public bool TryAdd(TKey key, TValue value)
        {
            if (Find(_root, key, out _))
                return false;
            this[key] = value;
            return true;
        }

        public void RemoveRange(IEnumerable<TKey> keys)
        {
            foreach (var key in keys)
                Remove(key);
        }

        /// <returns>Whether there was one.</returns>
        public bool Remove(TKey key)
        {
            if (!Find(_root, key, out _))
                return false;
            Take(ref _root, key.GetHashCode(), key, level: 0, _owner);
            Count--;
            return true;
        }

        /// <summary>The dictionary as it is now; what comes later makes others.</summary>
        public PersistentDictionary<TKey, TValue> ToImmutable()
        {
            _owner = new();
            return Count == 0 ? Empty : new(_root, Count);
        }
    }
}
