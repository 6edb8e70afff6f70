using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Netaas.Core.Collections;

public sealed partial class PersistentDictionary<TKey, TValue>
{
    private const int BitsOfLevel = 4;
    private const int Ways = 1 << BitsOfLevel;
    private const int MostInLeaf = 16;
    private const int FewInLeaf = 4;

    // Below it no bit of the hash is left to tell keys apart: leaves are as long as it takes.
    private const int Deepest = 8;

    private static int WayOf(int hash, int level) => (hash >>> (level * BitsOfLevel)) & (Ways - 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Find(Node? node, TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var hash = key.GetHashCode();
        for (var level = 0; node is Branch branch; level++)
            node = branch.Children[WayOf(hash, level)];
        if (node is Leaf leaf && leaf.IndexOf(hash, key) is var index and >= 0)
        {
            value = leaf.Entries[index].Value;
            return true;
        }
        value = default;
        return false;
    }

    /// <param name="owner">Nodes of this one are changed in place, others copied.</param>
    /// <returns>Whether the key is new.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Set(ref Node? node, in Entry entry, int level, object owner)
    {
        switch (node)
        {
            case Branch branch:
                node = branch = branch.For(owner);
                return Set(ref branch.Children[WayOf(entry.Hash, level)], entry, level + 1, owner);
            case Leaf leaf when leaf.IndexOf(entry.Hash, entry.Key) is var index and >= 0:
                node = leaf = leaf.For(owner, leaf.Count);
                leaf.Entries[index] = entry;
                return false;
            case Leaf { Count: >= MostInLeaf } leaf when level < Deepest:
                node = Split(leaf, level, owner);
                return Set(ref node, entry, level, owner);
            case Leaf leaf:
                node = leaf = leaf.For(owner, leaf.Count + 1);
                leaf.Entries[leaf.Count++] = entry;
                return true;
            default:
                var few = new Entry[FewInLeaf];
                few[0] = entry;
                node = new Leaf(owner, few, 1);
                return true;
        }
    }

    private static Branch Split(Leaf leaf, int level, object owner)
    {
        var branch = new Branch(owner, new Node?[Ways]);
        foreach (ref readonly var entry in leaf.Entries.AsSpan(0, leaf.Count))
            Set(ref branch.Children[WayOf(entry.Hash, level)], entry, level + 1, owner);
        return branch;
    }

    /// <summary>Takes out a key that is there. A branch remains one until it is empty.</summary>
    private static void Take(ref Node? node, int hash, TKey key, int level, object owner)
    {
        switch (node)
        {
            case Branch branch:
                node = branch = branch.For(owner);
                ref var child = ref branch.Children[WayOf(hash, level)];
                Take(ref child, hash, key, level + 1, owner);
                if (child is null && branch.IsEmpty)
                    node = null;
                break;
            case Leaf { Count: 1 }:
                node = null;
                break;
            case Leaf leaf:
                var index = leaf.IndexOf(hash, key);
                node = leaf = leaf.For(owner, leaf.Count);
                leaf.Entries[index] = leaf.Entries[--leaf.Count];
                leaf.Entries[leaf.Count] = default;
                break;
        }
    }

    private static IEnumerable<Entry> Entries(Node? root)
    {
        var open = new Stack<Node?>([root]);
        while (open.TryPop(out var node))
            if (node is Branch branch)
                foreach (var child in branch.Children)
                    open.Push(child);
            else if (node is Leaf leaf)
                for (var i = 0; i < leaf.Count; i++)
                    yield return leaf.Entries[i];
    }

    private readonly record struct Entry(int Hash, TKey Key, TValue Value);

    private abstract class Node(object owner)
    {
        protected object Owner { get; } = owner;
    }

    private sealed class Branch(object owner, Node?[] children) : Node(owner)
    {
        public Node?[] Children { get; } = children;

        public bool IsEmpty => Children.AsSpan().IndexOfAnyExcept((Node?)null) < 0;

        public Branch For(object owner) => ReferenceEquals(Owner, owner) ? this : new Branch(owner, [.. Children]);
    }

    private sealed class Leaf(object owner, Entry[] entries, int count) : Node(owner)
    {
        public Entry[] Entries { get; private set; } = entries;

        public int Count { get; set; } = count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public int IndexOf(int hash, TKey key)
        {
            var entries = Entries.AsSpan(0, Count);
            for (var i = 0; i < entries.Length; i++)
                if (entries[i].Hash == hash && entries[i].Key.Equals(key))
                    return i;
            return -1;
        }

        /// <summary>This one where it is the owner's, else a copy, with room for so many entries.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public Leaf For(object owner, int room)
        {
            if (!ReferenceEquals(Owner, owner))
                return new Leaf(owner, Grown(room), Count);
            if (Entries.Length < room)
                Entries = Grown(Math.Min(2 * Entries.Length, Math.Max(MostInLeaf, room)));
            return this;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private Entry[] Grown(int room)
        {
            var entries = new Entry[room];
            Entries.AsSpan(0, Count).CopyTo(entries);
            return entries;
        }
    }
}
