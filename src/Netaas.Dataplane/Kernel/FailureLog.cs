using System.Collections.Immutable;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Collects the failures of one apply: the first of an object is the one that tells.</summary>
internal sealed class FailureLog
{
    private readonly Dictionary<ObjectKey, ObjectFailure> _failures = [];

    public void Refused(Step step, string words) => Add(step.Key, ObjectFailureReason.KernelRefused, $"{Tried(step)}: {words}");

    public void NamespaceGone(Step step, string path) =>
        Add(step.Key, ObjectFailureReason.NamespaceGone, $"{Tried(step)}: there is no namespace at {path}");

    /// <summary>Runs a step and takes down a refusal.</summary>
    public void Guard(Step step, Action run)
    {
        try
        {
            run();
        }
        catch (NetlinkException refused)
        {
            Refused(step, refused.Message);
        }
        catch (IOException refused)
        {
            Refused(step, refused.Message);
        }
    }

    /// <summary>Adds what the read-back shows: an object that differs, or one that should be gone and isn't.</summary>
    /// <param name="isWanted">Whether it equals the step's object.</param>
    public void Compare(Step step, KernelObject? found, bool isWanted)
    {
        if (step.Action == StepAction.Remove ? found is not null : !isWanted)
            Add(step.Key, ObjectFailureReason.ReadBackDiffers, $"{Tried(step)}: found {found?.Text ?? "nothing"}");
        else if (_failures.Count > 0)
            _failures.Remove(step.Key);
    }

    public ImmutableDictionary<ObjectKey, ObjectFailure> ToImmutable() => _failures.ToImmutableDictionary();

    private void Add(ObjectKey key, ObjectFailureReason reason, string message) => _failures.TryAdd(key, new ObjectFailure(key, reason, message));

    private static string Tried(Step step) => step.Action switch
    {
        StepAction.Add => $"add {step.Object}",
        StepAction.Change => $"change to {step.Object}",
        StepAction.Remove => $"remove {step.Object}",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.Action, null),
    };
}
