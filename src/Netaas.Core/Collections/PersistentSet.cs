using System.Collections;

namespace Netaas.Core.Collections;

/// <summary>The keys of a <see cref="PersistentDictionary{TKey, TValue}"/> alone.</summary>
public sealed class PersistentSet<T> : IReadOnlyCollection<T> where T : IEquatable<T>
{
    public static readonly PersistentSet<T> Empty = new(PersistentDictionary<T, Nothing>.Empty);

    private readonly PersistentDictionary<T, Nothing> _items;

    private PersistentSet(PersistentDictionary<T, Nothing> items) => _items = items;

    public int Count => _items.Count;

    public bool Contains(T item) => _items.ContainsKey(item);

    public Builder ToBuilder() => new(_items.ToBuilder());

    public IEnumerator<T> GetEnumerator() => _items.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As of a dictionary.</summary>
    public readonly struct Builder
    {
        private readonly PersistentDictionary<T, Nothing>.Builder _items;

        internal Builder(PersistentDictionary<T, Nothing>.Builder items) => _items = items;

        public int Count => _items.Count;

        public void Add(T item) => _items[item] = default;

        public void Remove(T item) => _items.Remove(item);

        public PersistentSet<T> ToImmutable() => Count == 0 ? Empty : new(_items.ToImmutable());
    }

    internal readonly record struct Nothing;
}
