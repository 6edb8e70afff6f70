using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Netaas.Core.Naming;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// A network namespace that stands for a node. Its sockets are opened once and kept: they belong to that namespace from
/// whichever thread they are used.
/// </summary>
public sealed class NodeKernel : INodeKernel
{
    private readonly NodeSockets _node;
    private readonly NodeId _id;
    private readonly PodRounds _rounds = new();
    private KernelWatch? _watch;
    private ReadAhead? _ahead;

    private NodeKernel(NodeSockets node, NodeId id) => (_node, _id) = (node, id);

    /// <param name="node">Whose pods' namespaces are looked after.</param>
    /// <param name="netnsPath">The node's own namespace; null for the program's.</param>
    /// <exception cref="KernelLostException">The namespace can't be opened.</exception>
    public static NodeKernel Open(NodeId node, string? netnsPath) => Guard(() => new NodeKernel(NodeSockets.Open(netnsPath), node));

    public void Prepare() => Guard(() =>
    {
        _node.ForgetIndexes();
        _ahead = StateReader.ReadAhead(_node);
        // For what is remembered of the pods.
        return StateReader.Read(NodePlan.Empty(_id), _id, _node, _rounds, _ahead).Count();
    });

    public NodeState Read(NodePlan plan) => Guard(() =>
    {
        _node.ForgetIndexes();
        var ahead = _ahead ?? StateReader.ReadAhead(_node);
        _ahead = null;
        return NodeState.Of(StateReader.Read(plan, _id, _node, _rounds, ahead).Select(found => OnceHeld(found, plan)));
    });

    public ApplyResult Apply(ImmutableArray<Step> steps) => Guard(() => ApplyAll(steps));

    public void Watch(Action tell) => Guard(() => _watch = KernelWatch.Open(_node, tell));

    public ImmutableArray<ObjectKey>? Doubts(NodePlan plan) => Guard(() =>
    {
        var told = _watch?.Take(plan);
        if (told is not { Count: 0 })
            _ahead = null;
        if (told is null)
            return (ImmutableArray<ObjectKey>?)null;
        return [.. told.Zip(StepReader.Read(told, _node)).Where(it => !Equals(plan.Find(it.First.Key), it.Second)).Select(it => it.First.Key)];
    });

    public void Dispose()
    {
        _watch?.Dispose();
        _node.Dispose();
    }

    /// <summary>Entries that are as wanted, of which a node has ten thousand, needn't be held twice.</summary>
    private static KernelObject OnceHeld(KernelObject found, NodePlan plan) =>
        found is TableEntry && plan.Find(found.Key) is { } wanted && wanted.Equals(found) ? wanted : found;

    private ApplyResult ApplyAll(ImmutableArray<Step> steps)
    {
        var failures = new FailureLog();
        var pods = new PodReader();
        _node.ForgetIndexes();
        var entries = new FoundEntries(steps);
        foreach (var run in Runs(steps))
            Apply(run, pods, entries, failures);
        // As late as can be: the kernel is at it while everything else is done.
        PodLinks.AwaitRemoval(steps, _node, failures);
        foreach (var step in steps)
            if (step.Object is PodAttachmentObject pod)
                _rounds.Forget(pod);
        return ReadBack(steps, StepReader.Read(steps, pods, entries, _node), failures);
    }

    private void Apply(IReadOnlyList<Step> run, PodReader pods, FoundEntries entries, FailureLog failures)
    {
        var first = run[0];
        switch (first.Object.Kind)
        {
            case ObjectKind.Sysctl or ObjectKind.DeviceSysctl:
                foreach (var step in run)
                    Sysctls.Apply(step, _node, failures);
                break;
            case ObjectKind.Bridge or ObjectKind.Vxlan:
                foreach (var step in run)
                    Devices.Apply(step, _node, failures);
                break;
            case ObjectKind.Ruleset or ObjectKind.Element:
                NftTables.Apply(run, _node, entries, failures);
                break;
            case ObjectKind.Address or ObjectKind.AnsweredAddress or ObjectKind.Neighbor or ObjectKind.FdbEntry or ObjectKind.Route:
                Entries.Apply(run, _node, failures);
                break;
            case ObjectKind.PodNamespace or ObjectKind.PodAttachment when first.Action == StepAction.Remove:
                PodLinks.Remove(run, _node, failures);
                break;
            case ObjectKind.PodNamespace or ObjectKind.PodAttachment:
                foreach (var step in run)
                    PodLinks.Add(step, _node, pods, failures);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(run), first, "Not a kind of object.");
        }
    }

    private static ApplyResult ReadBack(ImmutableArray<Step> steps, ImmutableArray<KernelObject?> found, FailureLog failures)
    {
        var read = new KeyValuePair<ObjectKey, KernelObject?>[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            // What is as wanted needn't be held twice.
            var isWanted = ReferenceEquals(step.Object, found[i]) || step.Object.Equals(found[i]);
            failures.Compare(step, found[i], isWanted);
            read[i] = new(step.Key, isWanted ? step.Object : found[i]);
        }
        return new ApplyResult(ImmutableCollectionsMarshal.AsImmutableArray(read), failures.ToImmutable());
    }

    /// <summary>What a step fails on is in its result; an error that comes this far is one of the sockets themselves.</summary>
    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (NetlinkException broken)
        {
            throw new KernelLostException(broken);
        }
        catch (IOException broken)
        {
            throw new KernelLostException(broken);
        }
        catch (Win32Exception broken)
        {
            throw new KernelLostException(broken);
        }
    }

    /// <summary>Neighboring steps that go to the kernel together.</summary>
    private static IEnumerable<IReadOnlyList<Step>> Runs(ImmutableArray<Step> steps)
    {
        for (int first = 0, end; first < steps.Length; first = end)
        {
            var run = RunOf(steps[first]);
            end = first + 1;
            while (end < steps.Length && RunOf(steps[end]) == run)
                end++;
            yield return steps[first..end];
        }
    }

    private static (Group Group, bool Removes) RunOf(Step step) => step.Object.Kind switch
    {
        ObjectKind.Sysctl or ObjectKind.DeviceSysctl => (Group.Settings, false),
        ObjectKind.Bridge or ObjectKind.Vxlan => (Group.Devices, step.Action == StepAction.Remove),
        ObjectKind.Ruleset or ObjectKind.Element => (Group.Tables, false),
        ObjectKind.Address or ObjectKind.AnsweredAddress or ObjectKind.Neighbor or ObjectKind.FdbEntry or ObjectKind.Route => (Group.Entries, step.Action == StepAction.Remove),
        ObjectKind.PodNamespace or ObjectKind.PodAttachment => (Group.Pods, step.Action == StepAction.Remove),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a kind of object."),
    };

    private enum Group
    {
        Settings,
        Devices,
        Tables,
        Entries,
        Pods,
    }
}
