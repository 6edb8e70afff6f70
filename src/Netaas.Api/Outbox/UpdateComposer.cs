using Netaas.Api.Data;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Api.Outbox;

/// <summary>What a batch of changes means for each node.</summary>
internal sealed class UpdateComposer
{
    private readonly Parcel _everyone = new();
    private readonly Dictionary<Guid, Parcel> _single = [];

    public static async Task<UpdateComposer> ComposeAsync(ViewLoader loader, ChangedRows rows, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        var composer = new UpdateComposer();
        var byKind = changes.ToLookup(change => change.Kind);
        await composer.AddNodesAsync(loader, [.. byKind["node"]], ct);
        await composer.AddNetworksAsync(loader, rows.Networks, [.. byKind["network"]], [.. byKind["member"]], ct);
        composer.AddPods(rows.Pods, byKind["pod"]);
        composer.AddPortMappings(rows.PortMappings, byKind["port-mapping"]);
        composer.AddServices(await loader.ServicesAsync(rows.Services, ct), byKind["service"]);
        return composer;
    }

    /// <returns>Null where nothing of the batch concerns the node.</returns>
    public NodeUpdate? For(NodeId node, long previous, long revision)
    {
        var own = _single.GetValueOrDefault(node.Value);
        if (own is null && _everyone.IsEmpty)
            return null;
        return new NodeUpdate(
            node,
            previous,
            revision,
            _everyone.Items.Concat(own?.Items ?? []).ToEquatableList(),
            _everyone.Removals.Concat(own?.Removals ?? []).ToEquatableList());
    }

    private async Task AddNodesAsync(ViewLoader loader, List<LoggedChange> changes, CancellationToken ct)
    {
        if (changes.Count == 0)
            return;
        var nodes = await loader.NodesAsync(Ids(changes), ct);
        _everyone.Items.AddRange(nodes);
        var gone = changes.Where(change => nodes.All(node => node.Id.Value != change.Resource)).ToList();
        foreach (var change in gone)
            _everyone.Removals.Add(new ItemRemoval(ItemKey.Of(new NodeId(change.Resource)), change.Revision));
        if (gone.Count == 0)
            return;
        var last = gone.Max(change => change.Revision);
        foreach (var member in await loader.MemberKeysOfNodesAsync(Ids(gone), ct))
            _everyone.Removals.Add(new ItemRemoval(member, last));
    }

    /// <summary>A network comes with all its members, and takes them with it.</summary>
    private async Task AddNetworksAsync(
        ViewLoader loader, IReadOnlyList<NetworkRow> live, List<LoggedChange> networks, List<LoggedChange> members, CancellationToken ct)
    {
        if (networks.Count == 0 && members.Count == 0)
            return;
        _everyone.Items.AddRange(await loader.NetworksAsync(live, ct));
        var ids = live.Select(network => network.Id).ToHashSet();
        var touched = members.Select(change => (change.Resource, change.Scope)).ToHashSet();
        var all = await loader.MembersAsync([.. ids, .. members.Select(change => change.Resource)], ct);
        _everyone.Items.AddRange(all.Where(member => ids.Contains(member.Network.Value) || touched.Contains((member.Network.Value, member.Node.Value))));
        var present = all.Select(member => member.Key).ToHashSet();
        foreach (var change in members.Where(change => change.Action == "delete"))
            if (ItemKey.Of(new NetworkId(change.Resource), new NodeId(change.Scope ?? default)) is var key && !present.Contains(key))
                _everyone.Removals.Add(new ItemRemoval(key, change.Revision));
        var gone = networks.Where(change => !ids.Contains(change.Resource)).ToList();
        if (gone.Count == 0)
            return;
        var last = gone.Max(change => change.Revision);
        foreach (var member in await loader.MemberKeysAsync(Ids(gone), ct))
            _everyone.Removals.Add(new ItemRemoval(member, last));
        foreach (var change in gone)
            _everyone.Removals.Add(new ItemRemoval(ItemKey.Of(new NetworkId(change.Resource)), change.Revision));
    }

    private void AddPods(IReadOnlyList<PodRow> rows, IEnumerable<LoggedChange> changes)
    {
        var live = rows.ToDictionary(row => row.Id);
        foreach (var change in changes)
            foreach (var node in change.Nodes ?? [])
                if (live.TryGetValue(change.Resource, out var pod) && pod.NodeId == node)
                    ParcelOf(node).Items.Add(ViewLoader.ToItem(pod));
                else
                    ParcelOf(node).Removals.Add(new ItemRemoval(ItemKey.Of(new PodId(change.Resource)), change.Revision));
    }

    private void AddPortMappings(IReadOnlyList<PortMappingRow> rows, IEnumerable<LoggedChange> changes)
    {
        var live = rows.ToDictionary(row => row.Id);
        foreach (var change in changes)
        {
            var mapping = live.GetValueOrDefault(change.Resource);
            // Where everybody is told to let go, those who are to keep it are told, too: theirs is of the change itself, and stays.
            var removal = new ItemRemoval(ItemKey.Of(new PortMappingId(change.Resource)), mapping is null ? change.Revision : change.Revision - 1);
            if (mapping is { Nodes: null })
                _everyone.Items.Add(ViewLoader.ToItem(mapping));
            else if (change.Nodes is null)
                _everyone.Removals.Add(removal);
            else
                foreach (var node in change.Nodes.Except(mapping?.Nodes ?? []))
                    ParcelOf(node).Removals.Add(removal);
            if (mapping is { Nodes: { } nodes })
                foreach (var node in nodes)
                    ParcelOf(node).Items.Add(ViewLoader.ToItem(mapping));
        }
    }

    private void AddServices(IReadOnlyList<ServiceItem> live, IEnumerable<LoggedChange> changes)
    {
        _everyone.Items.AddRange(live);
        var ids = live.Select(service => service.Id.Value).ToHashSet();
        foreach (var change in changes.Where(change => !ids.Contains(change.Resource)))
            _everyone.Removals.Add(new ItemRemoval(ItemKey.Of(new ServiceId(change.Resource)), change.Revision));
    }

    private Parcel ParcelOf(Guid node)
    {
        if (!_single.TryGetValue(node, out var parcel))
            _single[node] = parcel = new Parcel();
        return parcel;
    }

    private static List<Guid> Ids(List<LoggedChange> changes) => [.. changes.Select(change => change.Resource).Distinct()];

    private sealed class Parcel
    {
        public List<ViewItem> Items { get; } = [];

        public List<ItemRemoval> Removals { get; } = [];

        public bool IsEmpty => Items.Count == 0 && Removals.Count == 0;
    }
}
