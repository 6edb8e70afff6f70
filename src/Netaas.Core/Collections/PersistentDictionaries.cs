namespace Netaas.Core.Collections;

public static class PersistentDictionaries
{
    /// <summary>The last of several items of one key is taken.</summary>
    public static PersistentDictionary<TKey, T> ToPersistentDictionary<TKey, T>(this IEnumerable<T> items, Func<T, TKey> keyOf) where TKey : IEquatable<TKey> =>
        PersistentDictionary<TKey, T>.Empty.SetItems(items.Select(item => KeyValuePair.Create(keyOf(item), item)));
}
