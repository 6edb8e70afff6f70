using Netaas.Core.Naming;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Reads all that is ours, told apart by nothing but names and numbers: interfaces by their names' form, entries by the
/// devices they stand on, routes by protocol number, tables by name, namespaces by the node's prefix.
/// </summary>
internal static class StateReader
{
    private static readonly HashSet<ObjectKind> s_entries = [ObjectKind.Address, ObjectKind.Neighbor, ObjectKind.FdbEntry, ObjectKind.Route];

    public static IEnumerable<KernelObject> Read(NodePlan plan, NodeId id, NodeSockets node)
    {
        var links = node.Routes.ListLinks().Where(link => GeneratedNames.IsOurs(link.Name)).ToList();
        var found = new List<KernelObject>();
        found.AddRange(plan.Objects.Where(it => it is SysctlObject or DeviceSysctlObject).Select(it => Sysctls.Read(it, node)).OfType<KernelObject>());
        found.AddRange(links.Select(Devices.Read).OfType<KernelObject>());
        if (NftTables.ReadRuleset(node) is { } ruleset)
            found.Add(ruleset);
        found.AddRange(NftTables.ReadElements(node));
        found.AddRange(Entries.Read(s_entries, node, links.ToDictionary(link => link.Index)));
        found.AddRange(Pods(plan, id, node, links));
        return found.DistinctBy(it => it.Key);
    }

    private static IEnumerable<KernelObject> Pods(NodePlan plan, NodeId id, NodeSockets node, List<Link> links)
    {
        var wanted = plan.Objects.OfType<PodAttachmentObject>().ToDictionary(pod => pod.Netns, pod => pod.OwnsNetns);
        var bridges = links.ToDictionary(link => link.Index, link => link.Name);
        var hostEnds = links.Where(link => link.Kind == "veth").ToDictionary(link => link.Index);
        foreach (var path in OwnNamespaces(id).Union(wanted.Keys).Where(NetworkNamespace.Exists))
        {
            using var inside = RouteSocket.Open(path);
            var peer = inside.FindLink(new InterfaceName(FixedNames.PodInterface));
            var isOwned = wanted.GetValueOrDefault(path, true);
            if (peer is not null && hostEnds.TryGetValue(peer.Peer, out var hostEnd) && hostEnd.Peer == peer.Index && hostEnds.Remove(peer.Peer))
                yield return PodReader.Read(hostEnd, (path, isOwned), bridges.GetValueOrDefault(hostEnd.Master), inside);
            else if (isOwned && !wanted.ContainsKey(path))
                yield return new PodNamespaceObject(path);
        }
        // What is left leads into a namespace that nobody knows any more.
        foreach (var orphan in hostEnds.Values)
            yield return PodReader.Read(orphan, ("", false), bridges.GetValueOrDefault(orphan.Master), inside: null);
    }

    private static IEnumerable<string> OwnNamespaces(NodeId id) =>
        Directory.Exists(FixedNames.NetnsFolder)
            ? Directory.EnumerateFiles(FixedNames.NetnsFolder, GeneratedNames.NetnsPrefix(id) + "*").Order(StringComparer.Ordinal)
            : [];
}
