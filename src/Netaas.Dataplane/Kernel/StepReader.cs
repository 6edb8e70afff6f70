using System.Collections.Immutable;
using Netaas.Core.Naming;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Reads back what steps touched, and no more than that costs: single objects where the kernel gives them singly.</summary>
internal static class StepReader
{
    // Asking for so many one by one costs less than reading the tables of a big fleet.
    private const int MostSingles = 16;

    /// <summary>What stands in the place of each wanted object; null for nothing.</summary>
    public static ImmutableArray<KernelObject?> Read(IEnumerable<KernelObject> wanted, NodeSockets node)
    {
        node.ForgetIndexes();
        ImmutableArray<Step> steps = [.. wanted.Select(it => new Step(StepAction.Add, it, null))];
        return Read(steps, new PodReader(), new FoundEntries(steps), node);
    }

    /// <summary>Of steps that have just been done: what they went by, such as the index of an interface, still holds.</summary>
    /// <param name="entries">With what the kernel said while the steps were done, beyond which it needn't be asked.</param>
    /// <returns>One a step, in order.</returns>
    public static ImmutableArray<KernelObject?> Read(ImmutableArray<Step> steps, PodReader pods, FoundEntries entries, NodeSockets node)
    {
        ReadEntries(steps, entries, node);
        ReadElements(steps, entries, node);
        var found = ImmutableArray.CreateBuilder<KernelObject?>(steps.Length);
        for (var i = 0; i < steps.Length; i++)
            found.Add(steps[i].Object is TableEntry ? entries[i] : Read(steps[i], pods, node));
        return found.MoveToImmutable();
    }

    private static KernelObject? Read(Step step, PodReader pods, NodeSockets node) => step.Object switch
    {
        SysctlObject or DeviceSysctlObject => Sysctls.Read(step.Object, node),
        BridgeObject or VxlanObject => Devices.Read(step.Key, node),
        RulesetObject => node.Rules.Read(),
        PodNamespaceObject ns => NetworkNamespace.Exists(ns.Path) ? ns : null,
        PodAttachmentObject pod => step.Action == StepAction.Remove ? ReadRemoved(pod, node) : pods.Read(pod, node),
        HandedPodObject pod => PodReader.Read(pod, node),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a kind of object."),
    };

    /// <summary>A pod is gone when its link and a namespace that was ours are gone.</summary>
    private static PodAttachmentObject? ReadRemoved(PodAttachmentObject pod, NodeSockets node) =>
        node.Routes.FindLink(pod.HostEnd) is null && !(pod.OwnsNetns && NetworkNamespace.Exists(pod.Netns)) ? null : pod;

    private static void ReadEntries(ImmutableArray<Step> steps, FoundEntries found, NodeSockets node)
    {
        var entries = new List<int>();
        for (var i = 0; i < steps.Length; i++)
            if (Entries.Handles(steps[i].Object.Kind))
                entries.Add(i);
        if (entries.Count == 0 || (entries.Count <= MostSingles && FindEach(entries, steps, found, node)))
            return;
        foreach (var i in entries)
            found.Note(i, null);
        Entries.Walk(KindsOf(entries, steps), node, DevicesOf(entries, steps, node), found.Note, found.Forget);
    }

    private static HashSet<ObjectKind> KindsOf(List<int> entries, ImmutableArray<Step> steps)
    {
        var kinds = new HashSet<ObjectKind>();
        var last = -1;
        foreach (var i in entries)
            // In the steps' order those of a kind stand together.
            if (steps[i].Place != last && kinds.Add(steps[i].Object.Kind))
                last = steps[i].Place;
        return kinds;
    }

    private static Dictionary<int, Link> DevicesOf(List<int> entries, ImmutableArray<Step> steps, NodeSockets node)
    {
        var devices = new Dictionary<int, Link>();
        InterfaceName? last = null;
        foreach (var i in entries)
        {
            // Nearly all stand on one.
            if (steps[i].Object.Device is not { } device || device == last)
                continue;
            last = device;
            if (node.Routes.FindLink(device) is { } link)
                devices[link.Index] = link;
        }
        return devices;
    }

    /// <returns>False where one isn't found as it is wanted: a route in a foreign one's shadow isn't found by a lookup, and the table tells whether it is there.</returns>
    private static bool FindEach(List<int> entries, ImmutableArray<Step> steps, FoundEntries found, NodeSockets node)
    {
        var read = Entries.Find([.. entries.Select(i => steps[i].Object)], node);
        var areWanted = true;
        for (var i = 0; i < read.Length; i++)
        {
            var step = entries[i];
            found.Note(step, read[i]);
            areWanted &= steps[step].Action == StepAction.Remove || ReferenceEquals(found[step], steps[step].Object);
        }
        return areWanted;
    }

    private static void ReadElements(ImmutableArray<Step> steps, FoundEntries found, NodeSockets node)
    {
        var untold = new List<SetElementObject>();
        for (var i = 0; i < steps.Length; i++)
            if (steps[i].Object is SetElementObject element && !found.IsTold(i))
                untold.Add(element);
        if (untold.Count == 0)
            return;
        foreach (var element in NftTables.ReadElements(untold, node))
            found.Note(element);
    }
}
