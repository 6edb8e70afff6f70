using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Objects;

namespace Netaas.Agent;

/// <summary>Keeps a node's kernel at what its view wants. One caller at a time.</summary>
/// <param name="open">Opens the node's kernel and has it watched.</param>
internal sealed class Reconciler(NodeId node, Func<INodeKernel> open, TimeProvider time, ILogger log) : IDisposable
{
    // So many tell what is going on; the count goes on.
    private const int MostDriftsKept = 20;

    private readonly Dictionary<ObjectKey, Trouble> _troubles = [];
    private Task<INodeKernel>? _preparing;
    private INodeKernel? _kernel;
    private NodePlan _plan = NodePlan.Empty(node);

    // Null while what the kernel holds is unknown: the next step is a full read.
    private NodeState? _state;

    /// <summary>Whether something is not as wanted that another try might bring there.</summary>
    public bool HasTroubles => _troubles.Count > 0 || (_state is null && !_plan.Items.IsEmpty);

    /// <summary>False while the kernel can't be worked on: then nothing may be said of it.</summary>
    public bool IsKernelKnown => _state is not null;

    public int ObjectsOwned => _plan.Count;

    public long DriftRepaired { get; private set; }

    /// <summary>What was found last that somebody else had changed, the latest first.</summary>
    public EquatableList<Drift> Drift { get; private set; } = [];

    /// <summary>
    /// Opens the kernel and looks at it once, beside what the caller does meanwhile: the look into every pod takes a start as
    /// long as reading its replica, and the first full read needn't do it again.
    /// </summary>
    public void Prepare() => _preparing ??= Task.Run(() =>
    {
        var kernel = open();
        try
        {
            kernel.Prepare();
            return kernel;
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    });

    /// <summary>Brings the kernel to a view of which some items changed.</summary>
    public void Update(NodeView view, IReadOnlyCollection<ItemKey> changed)
    {
        var before = _plan;
        var change = NodeCompiler.Update(before, view, changed);
        _plan = change.Plan;
        Reach(change.Touched, before);
    }

    /// <summary>Reads the kernel in full, tries again what failed, and repairs what else differs from the plan.</summary>
    public void Audit()
    {
        var wasKnown = _state is not null;
        var failing = _troubles.Keys.ToHashSet();
        _state = null;
        var drift = Reach([], _plan).Where(step => !failing.Contains(step.Key)).ToList();
        if (!wasKnown || drift.Count == 0)
            return;
        var now = time.GetUtcNow();
        var found = drift.Select(step => new Drift(
            now, step.Action == StepAction.Remove ? null : step.Object.Text, step.Found?.Text, !_troubles.ContainsKey(step.Key))).ToList();
        var repaired = found.Count(it => it.IsRepaired);
        DriftRepaired += repaired;
        Drift = found.Concat(Drift).Take(MostDriftsKept).ToEquatableList();
        Log.DriftRepaired(log, drift.Count, repaired, drift[0].ToString());
    }

    /// <summary>The kernel told of changes: where something is not as wanted, everything is looked at and repaired.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool Look()
    {
        if (_kernel is null || _state is null)
            return false;
        try
        {
            if (_kernel.Doubts(_plan) is { } doubts && doubts.All(_troubles.ContainsKey))
                return false;
            Audit();
        }
        catch (KernelLostException lost)
        {
            Lose(lost);
        }
        return true;
    }

    /// <summary>Reads the kernel in full, and changes nothing.</summary>
    /// <returns>What is ours there, and what is different from the plan; null while the kernel can't be read.</returns>
    public (NodeState Found, ImmutableArray<Step> Differences)? ReadState()
    {
        try
        {
            if (_kernel is null)
                return null;
            var found = _kernel.Read(_plan);
            return (found, PlanDiff.Diff(_plan, found));
        }
        catch (KernelLostException lost)
        {
            Lose(lost);
            return null;
        }
    }

    /// <summary>What the view lacks for an item; null where nothing.</summary>
    public string? LackOf(ItemKey item) => _plan.Items.TryGetValue(item, out var plan) ? plan.Incomplete : null;

    /// <summary>What an item comes to in the kernel.</summary>
    public ImmutableArray<KernelObject> ObjectsOf(ItemKey item) => _plan.Items.TryGetValue(item, out var plan) ? plan.Objects : [];

    /// <summary>What was found of an object when it was read last; null where nothing was.</summary>
    public KernelObject? FoundOf(ObjectKey key) => _state?.Find(key);

    /// <summary>One failure an item at most, in order of the items' keys.</summary>
    public EquatableList<ItemFailure> Failures(long revision)
    {
        var failures = new Dictionary<ItemKey, ItemFailure>();
        foreach (var item in _plan.Incomplete)
            failures[item.Item] = new ItemFailure(item.Item, item.Revision, FailureReason.Incomplete, item.Incomplete ?? "");
        foreach (var (_, trouble) in _troubles.OrderBy(it => it.Key))
            foreach (var owner in trouble.Owners)
                failures.TryAdd(owner, new ItemFailure(
                    owner, _plan.Items.GetValueOrDefault(owner)?.Revision ?? revision, Reason(trouble.Failure.Reason), trouble.Failure.Message));
        return failures.Values.OrderBy(failure => failure.Key.Kind).ThenBy(failure => failure.Key.Id).ThenBy(failure => failure.Key.Scope).ToEquatableList();
    }

    public void Dispose()
    {
        try
        {
            _kernel ??= Prepared();
        }
        catch (KernelLostException)
        {
            // Nothing was opened then.
        }
        _kernel?.Dispose();
    }

    /// <summary>The kernel as it was prepared, once it is; null where it wasn't, or was taken already.</summary>
    private INodeKernel? Prepared()
    {
        (var preparing, _preparing) = (_preparing, null);
        return preparing?.GetAwaiter().GetResult();
    }

    /// <summary>Brings some objects to where the plan wants them; all, where it is unknown what the kernel holds.</summary>
    /// <param name="before">The plan that was in force when what should now be gone was made.</param>
    private ImmutableArray<Step> Reach(IReadOnlyCollection<ObjectKey> keys, NodePlan before)
    {
        try
        {
            _kernel ??= Prepared() ?? open();
            var isFull = _state is null;
            // What was told until now is in what is read now; asked for it, the kernel tells of what comes from here on.
            if (isFull)
                _ = _kernel.Doubts(_plan);
            var state = _state ??= _kernel.Read(_plan);
            var steps = isFull ? PlanDiff.Diff(_plan, state) : PlanDiff.Diff(_plan, state, keys);
            var result = steps.IsEmpty ? ApplyResult.Nothing : _kernel.Apply(steps);
            _state = state.With(result.Read);
            if (isFull)
                foreach (var solved in _troubles.Keys.Except(result.Failures.Keys).ToList())
                    _troubles.Remove(solved);
            Note(steps, result, before);
            return steps;
        }
        catch (KernelLostException lost)
        {
            Lose(lost);
            return [];
        }
    }

    /// <summary>Tried again as any failure is; until then nothing is known, and nothing is reported as applied.</summary>
    private void Lose(KernelLostException lost)
    {
        Log.KernelLost(log, lost.Message);
        _kernel?.Dispose();
        (_kernel, _state) = (null, null);
    }

    private void Note(ImmutableArray<Step> steps, ApplyResult result, NodePlan before)
    {
        if (_troubles.Count == 0 && result.Failures.IsEmpty)
            return;
        foreach (var key in steps.Select(step => step.Key))
        {
            if (!result.Failures.TryGetValue(key, out var failure))
            {
                _troubles.Remove(key);
                continue;
            }
            var known = _troubles.GetValueOrDefault(key);
            if (known?.Failure != failure)
                Log.ObjectFailed(log, key.ToString(), failure.Message);
            _troubles[key] = new Trouble(failure, Owners(key, before, known));
        }
    }

    /// <summary>Who is told of a failure: who wants the object, else who wanted it, else the node itself.</summary>
    private ImmutableArray<ItemKey> Owners(ObjectKey key, NodePlan before, Trouble? known)
    {
        var owners = _plan.Owners(key).ToImmutableArray();
        if (owners.IsEmpty)
            owners = [.. before.Owners(key)];
        if (owners.IsEmpty && known is not null)
            owners = known.Owners;
        return owners.IsEmpty ? [ItemKey.Of(node)] : owners;
    }

    private static FailureReason Reason(ObjectFailureReason reason) => reason switch
    {
        ObjectFailureReason.KernelRefused => FailureReason.KernelRefused,
        ObjectFailureReason.ReadBackDiffers => FailureReason.ReadBackDiffers,
        ObjectFailureReason.NamespaceGone => FailureReason.NamespaceGone,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    private sealed record Trouble(ObjectFailure Failure, ImmutableArray<ItemKey> Owners);
}
