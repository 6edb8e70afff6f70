using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>What is known of a node without a plan of it.</summary>
/// <param name="Links">Those with names of ours.</param>
/// <param name="Tables">The ruleset, its elements, and entries on those links.</param>
internal sealed record ReadAhead(List<Link> Links, List<KernelObject> Tables);

/// <summary>
/// Reads all that is ours, told apart by nothing but names and numbers: interfaces by their names' form, entries by the
/// devices they stand on, routes by protocol number, tables by name, namespaces by the node's prefix.
/// </summary>
internal static class StateReader
{
    private static readonly HashSet<ObjectKind> s_entries = [ObjectKind.Address, ObjectKind.AnsweredAddress, ObjectKind.Neighbor, ObjectKind.FdbEntry, ObjectKind.Route];

    /// <param name="ahead">What was read ahead.</param>
    public static IEnumerable<KernelObject> Read(NodePlan plan, NodeId id, NodeSockets node, PodRounds rounds, ReadAhead ahead)
    {
        var (links, found) = (ahead.Links, ahead.Tables.ToList());
        found.AddRange(plan.Objects.Where(it => it is SysctlObject or DeviceSysctlObject).Select(it => Sysctls.Read(it, node)).OfType<KernelObject>());
        found.AddRange(links.Select(Devices.Read).OfType<KernelObject>());
        found.AddRange(Pods(plan, id, (node, rounds), links));
        return found.DistinctBy(it => it.Key);
    }

    /// <summary>Reads what takes long and depends on no plan.</summary>
    public static ReadAhead ReadAhead(NodeSockets node)
    {
        var links = node.Routes.ListLinks().Where(link => GeneratedNames.IsOurs(link.Name)).ToList();
        var found = new List<KernelObject>();
        if (node.Rules.Read() is { } ruleset)
            found.Add(ruleset);
        found.AddRange(NftTables.ReadElements(node));
        found.AddRange(Entries.Read(s_entries, node, links.ToDictionary(link => link.Index)));
        return new ReadAhead(links, found);
    }

    private static IEnumerable<KernelObject> Pods(NodePlan plan, NodeId id, (NodeSockets Sockets, PodRounds Rounds) node, List<Link> links)
    {
        // Two pods may have been given one place: the second fails, and is told so; reading must not.
        var wanted = plan.Objects.OfType<PodAttachmentObject>().GroupBy(pod => new PodPlace(pod.Netns, pod.Interface.Name))
            .ToDictionary(pods => pods.Key, pods => pods.All(pod => pod.OwnsNetns));
        var bridges = links.ToDictionary(link => link.Index, link => link.Name);
        var hostEnds = links.Where(link => link.Kind == "veth").ToDictionary(link => link.Index);
        var places = OwnNamespaces(id).Select(path => new PodPlace(path, new InterfaceName(PodItem.UsualInterface))).Union(wanted.Keys).ToList();
        foreach (var pod in plan.Objects.OfType<HandedPodObject>())
            if (hostEnds.Values.FirstOrDefault(link => link.Name == pod.HostEnd.Value) is { } hostEnd && hostEnds.Remove(hostEnd.Index))
                yield return PodReader.Describe(pod, hostEnd, bridges.GetValueOrDefault(hostEnd.Master));
        // A crash may have left the file of a namespace without one: it is removed as if there were.
        var present = places.Where(place => NetworkNamespace.Exists(place.Path)).ToHashSet();
        node.Rounds.Look(present, hostEnds);
        foreach (var place in places)
        {
            var path = place.Path;
            var isOwned = wanted.GetValueOrDefault(place, true);
            var pod = present.Contains(place) ? node.Rounds.Find(place, hostEnds) : null;
            if (pod is not null && hostEnds.Remove(pod.HostEnd.Index))
                yield return PodReader.Describe(pod, (path, isOwned), bridges.GetValueOrDefault(pod.HostEnd.Master));
            else if (isOwned && !wanted.ContainsKey(place))
                yield return new PodNamespaceObject(path);
        }
        // What is left leads into a namespace that nobody knows any more.
        foreach (var orphan in hostEnds.Values)
            yield return PodReader.Describe(new PodLink(orphan, null, null), ("", false), bridges.GetValueOrDefault(orphan.Master));
    }

    private static IEnumerable<string> OwnNamespaces(NodeId id) =>
        Directory.Exists(FixedNames.NetnsFolder)
            ? Directory.EnumerateFiles(FixedNames.NetnsFolder, GeneratedNames.NetnsPrefix(id) + "*").Order(StringComparer.Ordinal)
            : [];
}
