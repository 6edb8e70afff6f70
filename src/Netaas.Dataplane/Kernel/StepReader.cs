using System.Collections.Immutable;
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
    public static IEnumerable<(ObjectKey Key, KernelObject? Found)> Read(IEnumerable<KernelObject> wanted, NodeSockets node)
    {
        node.ForgetIndexes();
        return Read([.. wanted.Select(it => new Step(StepAction.Add, it, null))], new PodReader(), told: null, node);
    }

    /// <summary>Of steps that have just been done: what they went by, such as the index of an interface, still holds.</summary>
    /// <param name="told">What the kernel said of all elements while the steps were done; null where it has to be asked.</param>
    public static IEnumerable<(ObjectKey Key, KernelObject? Found)> Read(ImmutableArray<Step> steps, PodReader pods, FoundElements? told, NodeSockets node)
    {
        var entries = new Dictionary<ObjectKey, KernelObject>();
        foreach (var entry in EntriesOf(steps, node))
            entries[entry.Key] = entry;
        var elements = told ?? ElementsOf(steps, node);
        foreach (var step in steps)
            yield return (step.Key, step.Object switch
            {
                SysctlObject or DeviceSysctlObject => Sysctls.Read(step.Object, node),
                BridgeObject or VxlanObject => Devices.Read(step.Key, node),
                RulesetObject => node.Rules.Read(),
                SetElementObject => elements[step.Key],
                PodNamespaceObject ns => NetworkNamespace.Exists(ns.Path) ? ns : null,
                PodAttachmentObject pod => step.Action == StepAction.Remove ? ReadRemoved(pod, node) : pods.Read(pod, node),
                HandedPodObject pod => PodReader.Read(pod, node),
                _ => entries.GetValueOrDefault(step.Key),
            });
    }

    /// <summary>A pod is gone when its link and a namespace that was ours are gone.</summary>
    private static PodAttachmentObject? ReadRemoved(PodAttachmentObject pod, NodeSockets node) =>
        node.Routes.FindLink(pod.HostEnd) is null && !(pod.OwnsNetns && NetworkNamespace.Exists(pod.Netns)) ? null : pod;

    private static IEnumerable<KernelObject> EntriesOf(ImmutableArray<Step> steps, NodeSockets node)
    {
        var kinds = steps.Select(step => step.Key.Kind).Where(Entries.Handles).ToHashSet();
        if (kinds.Count == 0)
            return [];
        var singles = steps.Where(step => Entries.Handles(step.Key.Kind)).Take(MostSingles + 1).Select(step => (step, Found: Entries.Find(step.Object, node))).ToList();
        // A route in a foreign one's shadow isn't found by a lookup: the table tells whether it is there.
        if (singles.Count <= MostSingles && singles.All(it => it.step.Action == StepAction.Remove || Equals(it.Found, it.step.Object)))
            return singles.Select(it => it.Found).OfType<KernelObject>();
        var devices = new Dictionary<int, Link>();
        foreach (var name in steps.Where(step => Entries.Handles(step.Key.Kind)).Select(step => step.Object.Device).Distinct())
            if (name is { } device && node.Routes.FindLink(device) is { } link)
                devices[link.Index] = link;
        return Entries.Read(kinds, node, devices);
    }

    private static FoundElements ElementsOf(ImmutableArray<Step> steps, NodeSockets node)
    {
        var wanted = steps.Select(step => step.Object).OfType<SetElementObject>().ToList();
        var found = new FoundElements(wanted);
        if (wanted.Count > 0)
            foreach (var element in NftTables.ReadElements(wanted, node))
                found.Note(element);
        return found;
    }
}
