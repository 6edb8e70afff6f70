using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Diff;

/// <summary>What is done with an object.</summary>
public enum StepAction
{
    /// <summary>It is not there: make it.</summary>
    Add,

    /// <summary>It is there and differs: change it where the kernel can, else make it anew.</summary>
    Change,

    /// <summary>It is there and should not be.</summary>
    Remove,
}

/// <summary>One thing to do to the kernel.</summary>
/// <param name="Object">What is wanted; for <see cref="StepAction.Remove"/> what was found.</param>
/// <param name="Found">What stands in its place; null for <see cref="StepAction.Add"/>.</param>
public sealed record Step(StepAction Action, KernelObject Object, KernelObject? Found)
{
    public ObjectKey Key => Object.Key;

    /// <summary>Where it comes among all steps; see <see cref="StepOrder"/>.</summary>
    internal int Place { get; } = StepOrder.PlaceOf(Object.Kind, Action == StepAction.Remove);

    /// <summary>Of an entry, kept for the sort.</summary>
    internal ulong Rank { get; } = Object is TableEntry entry ? entry.Rank : 0;

    public override string ToString() => Action switch
    {
        StepAction.Add => $"+ {Object}",
        StepAction.Remove => $"- {Object}",
        StepAction.Change => $"~ {Object} (was {Found})",
        _ => throw new ArgumentOutOfRangeException(nameof(Action), Action, null),
    };
}
