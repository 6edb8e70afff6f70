using System.Collections.Immutable;
using System.Net;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// What the compilation of one item may see, and then that of the next. Looking an item up makes it a dependency, so that none
/// can be forgotten.
/// </summary>
internal sealed class Scope(NodeView view)
{
    // An item looks at few others, some of them again and again; one that looks at many may name some twice.
    private const int MostDistinct = 16;

    // Made out of ids once for all items that are compiled together.
    private readonly Dictionary<NetworkId, InterfaceName> _devices = [];
    private readonly List<ItemKey> _dependencies = [];
    private readonly ImmutableArray<KernelObject>.Builder _objects = ImmutableArray.CreateBuilder<KernelObject>();
    private string? _incomplete;

    public NodeId Self => view.Node;

    /// <summary>No dependency: whoever compiles knows whom a death concerns.</summary>
    public bool IsDead(NodeId node) => view.Dead.Contains(node);

    /// <summary>No dependency either, for the same reason.</summary>
    public bool Answers(IPAddress address) => view.Answered.Contains(address);

    public T? Find<T>(ItemKey key) where T : ViewItem
    {
        if (_dependencies.Count > MostDistinct || !_dependencies.Contains(key))
            _dependencies.Add(key);
        return view.Find<T>(key);
    }

    public NodeItem? FindNode(NodeId id) => Find<NodeItem>(ItemKey.Of(id));

    public NetworkItem? FindNetwork(NetworkId id) => Find<NetworkItem>(ItemKey.Of(id));

    public MemberItem? FindMember(NetworkId network, NodeId node) => Find<MemberItem>(ItemKey.Of(network, node));

    /// <summary>
    /// The node's own part in a network; null where it has none: if the network chooses its nodes, this isn't one of them, and
    /// else the view lacks it.
    /// </summary>
    public MemberItem? FindOwnPart(NetworkItem network)
    {
        var own = FindMember(network.Id, Self);
        if (own is null && !network.HasNodeSelector)
            Lacks($"The node's own part in network {network.Name} is not recorded.");
        return own;
    }

    /// <summary>The name of a network's VXLAN device: made once for all of its peers.</summary>
    public InterfaceName Vxlan(NetworkItem network) => _devices.TryGetValue(network.Id, out var known)
        ? known
        : _devices[network.Id] = GeneratedNames.Vxlan(network.Id, network.Name);

    public ServiceItem? FindService(ServiceId id) => Find<ServiceItem>(ItemKey.Of(id));

    public void Add(KernelObject wanted) => _objects.Add(wanted);

    public void AddElement(string set, params ReadOnlySpan<ElementPart> parts) =>
        _objects.Add(new SetElementObject(set, parts, []));

    public void AddDeviceElement(string set, InterfaceName device) => AddElement(set, ElementPart.Of(device));

    /// <summary>Says what is lacking; the item then has no objects.</summary>
    public void Lacks(string what) => _incomplete ??= what;

    public ItemPlan Finish(ViewItem item)
    {
        var plan = new ItemPlan(item.Key, item.Revision, _incomplete is null ? _objects.ToImmutable() : [], [.. _dependencies], _incomplete);
        _objects.Clear();
        _dependencies.Clear();
        _incomplete = null;
        return plan;
    }
}
