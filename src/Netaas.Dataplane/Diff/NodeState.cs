using Netaas.Core.Collections;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Diff;

/// <summary>What was found in a node's kernel that is ours, in the words of a plan.</summary>
public sealed record NodeState(PersistentDictionary<ObjectKey, KernelObject> Objects)
{
    public static NodeState Empty { get; } = new(PersistentDictionary<ObjectKey, KernelObject>.Empty);

    public IEnumerable<ObjectKey> Keys => Objects.Keys;

    public KernelObject? Find(ObjectKey key) => Objects.GetValueOrDefault(key);

    public static NodeState Of(IEnumerable<KernelObject> found) => new(found.ToPersistentDictionary(it => it.Key));

    /// <summary>This state with what was found of some objects since; null for what is not there.</summary>
    public NodeState With(IEnumerable<KeyValuePair<ObjectKey, KernelObject?>> read)
    {
        var objects = Objects.ToBuilder();
        foreach (var (key, found) in read)
            if (found is null)
                objects.Remove(key);
            else
                objects[key] = found;
        return new(objects.ToImmutable());
    }
}
