using System.Collections.Immutable;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Names;

/// <summary>What has become other in one network's names.</summary>
internal sealed record NameChange(ServedNetwork Network, ImmutableArray<NameRecord> Removed, ImmutableArray<NameRecord> Added);

/// <summary>
/// The records of all networks that the node serves, kept by name: an item that changes costs the records of its name, however
/// many there are. What they come to depends on the view alone, not on how it came about. One caller at a time.
/// </summary>
internal sealed class NameTable(NodeId node, string domain)
{
    private readonly Dictionary<NetworkId, Dictionary<string, Label>> _labels = [];
    private readonly Dictionary<ItemKey, ImmutableArray<(NetworkId Network, string Label)>> _places = [];
    private readonly SortedDictionary<Guid, ServedNetwork> _served = [];

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyCollection<ServedNetwork> Networks => _served.Values;

    /// <summary>All records of a network that is served; what changes from here on is told as changes to them.</summary>
    public IReadOnlyList<NameRecord> Records(ServedNetwork network)
    {
        var records = NameCompiler.Network(network).ToList();
        foreach (var (name, label) in LabelsOf(network.Id))
            records.AddRange(label.Told = NameCompiler.Name(network, name, label.Items.Values).ToHashSet());
        return records;
    }

    /// <summary>Takes a view of which some items have changed.</summary>
    /// <param name="pods">The names of all pods; null while they are unknown.</param>
    /// <returns>Whether other networks are served than before, or others than at these addresses; and what has changed in the rest.</returns>
    public (bool IsOther, ImmutableArray<NameChange> Changes) Update(NodeView view, IEnumerable<ItemKey> changed, NodeView? pods = null)
    {
        var isOther = false;
        var touched = new HashSet<(NetworkId Network, string Label)>();
        foreach (var key in changed)
            switch (key.Kind)
            {
                case ItemKind.Network:
                    isOther |= Serve(view, new NetworkId(key.Id));
                    break;
                case ItemKind.Member when key.Scope == node.Value:
                    isOther |= Serve(view, new NetworkId(key.Id));
                    break;
                case ItemKind.Service or ItemKind.Pod:
                    Place(key, Living(view, view.Find<ViewItem>(key)), touched);
                    break;
                case ItemKind.PodName:
                    Place(key, pods?.Find<PodNameItem>(key), touched);
                    break;
                default:
                    // Nodes, others' parts in networks and published ports have no names.
                    break;
            }
        var changes = touched.GroupBy(it => it.Network).Where(group => _served.ContainsKey(group.Key.Value))
            .Select(group => Compare(_served[group.Key.Value], group.Select(it => it.Label)))
            .Where(change => !change.Removed.IsEmpty || !change.Added.IsEmpty).ToImmutableArray();
        foreach (var (network, label) in touched)
            if (LabelsOf(network)[label].Items.Count == 0)
                LabelsOf(network).Remove(label);
        return (isOther, changes);
    }

    private bool Serve(NodeView view, NetworkId id)
    {
        var before = _served.GetValueOrDefault(id.Value);
        var now = ServedNetwork.Of(view.Find<NetworkItem>(ItemKey.Of(id)), view.Find<MemberItem>(ItemKey.Of(id, node)), domain);
        if (now is null)
            _served.Remove(id.Value);
        else
            _served[id.Value] = now;
        return now != before;
    }

    /// <summary>
    /// A service without those of its endpoints that stand on nodes that are dead. Of an address that is at none of its ports the
    /// blocks say where it stands. Where each node has the range to itself a living node's pod may have a dead one's address.
    /// </summary>
    private static ViewItem? Living(NodeView view, ViewItem? item)
    {
        if (item is not ServiceItem { NamedAddresses.Count: > 0 } service || view.Dead.IsEmpty)
            return item;
        var standsOn = service.Ports.SelectMany(port => port.Endpoints).ToLookup(endpoint => endpoint.Address, endpoint => endpoint.Node);
        var gone = view.Dead.SelectMany(dead => view.Find<MemberItem>(ItemKey.Of(service.Network, dead))?.Blocks.Items ?? []).ToList();
        return service with
        {
            NamedAddresses = [.. service.NamedAddresses.Where(address => standsOn.Contains(address) ? standsOn[address].Any(IsLiving) : !gone.Any(block => block.Contains(address)))],
            Ports = [.. service.Ports.Select(port => port with { Endpoints = [.. port.Endpoints.Where(endpoint => IsLiving(endpoint.Node))] })],
        };

        bool IsLiving(NodeId? node) => node is not { } at || !view.Dead.Contains(at);
    }

    private void Place(ItemKey key, ViewItem? item, HashSet<(NetworkId, string)> touched)
    {
        if (_places.Remove(key, out var before))
            foreach (var place in before)
            {
                LabelsOf(place.Network)[place.Label].Items.Remove(key);
                touched.Add(place);
            }
        if (item is null || PlacesOf(item) is not { IsEmpty: false } places)
            return;
        _places[key] = places;
        foreach (var place in places)
            Place(key, item, place, touched);
    }

    private void Place(ItemKey key, ViewItem item, (NetworkId Network, string Label) place, HashSet<(NetworkId, string)> touched)
    {
        if (!_labels.TryGetValue(place.Network, out var labels))
            _labels[place.Network] = labels = [];
        if (!labels.TryGetValue(place.Label, out var label))
            labels[place.Label] = label = new Label();
        label.Items[key] = item;
        touched.Add(place);
    }

    /// <summary>A pod has its name in each network that it is in, and its aliases in the first, where its runtime gave them.</summary>
    private ImmutableArray<(NetworkId Network, string Label)> PlacesOf(ViewItem item) => item switch
    {
        // The node knows its own pods sooner, and better: some begin here.
        PodNameItem pod => pod.Node == node ? [] : [.. Labels(pod.Network, pod.Name, pod.Aliases), .. pod.More.Select(place => (place.Network, pod.Name))],
        ServiceItem service => [(service.Network, service.Name)],
        PodItem { Network: { } network } pod => [.. Labels(network, pod.Name, pod.Aliases), .. pod.More.Select(link => (link.Network, pod.Name))],
        _ => [],
    };

    private static IEnumerable<(NetworkId Network, string Label)> Labels(NetworkId network, string name, EquatableList<string> aliases) =>
        aliases.Prepend(name).Distinct().Select(label => (network, label));

    private NameChange Compare(ServedNetwork network, IEnumerable<string> touched)
    {
        var (removed, added) = (ImmutableArray.CreateBuilder<NameRecord>(), ImmutableArray.CreateBuilder<NameRecord>());
        foreach (var name in touched.Order(StringComparer.Ordinal))
        {
            var label = LabelsOf(network.Id)[name];
            var now = NameCompiler.Name(network, name, label.Items.Values).ToHashSet();
            removed.AddRange(label.Told.Except(now));
            added.AddRange(now.Except(label.Told));
            label.Told = now;
        }
        return new NameChange(network, removed.DrainToImmutable(), added.DrainToImmutable());
    }

    private Dictionary<string, Label> LabelsOf(NetworkId network) => _labels.GetValueOrDefault(network) ?? [];

    private sealed class Label
    {
        public Dictionary<ItemKey, ViewItem> Items { get; } = [];

        /// <summary>What it came to when somebody was told.</summary>
        public HashSet<NameRecord> Told { get; set; } = [];
    }
}
