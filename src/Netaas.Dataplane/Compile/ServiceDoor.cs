using System.Net;
using System.Net.Sockets;
using Netaas.Core;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>Where a port of a service is asked for: at a virtual address, at any address of the node, or at a load-balancer address. Each has maps of its own.</summary>
/// <param name="Key">What its maps are asked for.</param>
internal sealed record ServiceDoor(ServiceDoor.Kind Of, AddressFamily Family, EquatableList<ElementPart> Key)
{
    // An address, a protocol and a port, and then a mark or an endpoint's address and port.
    private const int MostParts = 5;

    private readonly Maps _maps = Family == AddressFamily.InterNetwork ? Of.Maps4 : Of.Maps6;

    /// <summary>What doors of a kind have in common.</summary>
    /// <param name="Prefix">What the names of its maps begin with.</param>
    /// <param name="Slot">The first mark of a slot.</param>
    /// <param name="Name">The first mark of an endpoint's name.</param>
    /// <param name="IsAnyAddress">Whether it is asked for at whatever address the node has.</param>
    internal sealed record Kind(string Prefix, uint Slot, uint Name, bool IsAnyAddress = false)
    {
        public Maps Maps4 { get; } = Maps.Named(Prefix, 4);

        public Maps Maps6 { get; } = Maps.Named(Prefix, 6);
    }

    /// <summary>The maps of a kind and family, looked up once: a node of many services has a hundred thousand elements of them.</summary>
    internal sealed record Maps(RulesetSet Services, RulesetSet Endpoints, RulesetSet EndpointNames, RulesetSet Flows)
    {
        public static Maps Named(string prefix, int version) => new(
            RulesetSet.Named($"{prefix}{RulesetSet.Services}-{version}"),
            RulesetSet.Named($"{prefix}{RulesetSet.Endpoints}-{version}"),
            RulesetSet.Named($"{prefix}{RulesetSet.EndpointNames}-{version}"),
            RulesetSet.Named($"{prefix}{RulesetSet.Flows}-{version}"));
    }

    /// <summary>Virtual addresses, which lead into their own network alone.</summary>
    public static Kind Cluster { get; } = new("", ServiceMarks.Slot, ServiceMarks.Name);

    /// <summary>Node ports.</summary>
    public static Kind Node { get; } = new("node-", ServiceMarks.NodeSlot, ServiceMarks.NodeName, IsAnyAddress: true);

    /// <summary>Load-balancer addresses: in the maps of virtual ones, with the marks of what is open to others.</summary>
    public static Kind Balanced { get; } = new("", ServiceMarks.NodeSlot, ServiceMarks.NodeName);

    public static ServiceDoor At(Kind kind, IPAddress address, ServicePortItem port) =>
        new(kind, address.AddressFamily, [ElementPart.Of(address), ElementPart.Of(port.Protocol), ElementPart.Of(port.Port)]);

    public static ServiceDoor AtNode(AddressFamily family, TransportProtocol protocol, ushort port) =>
        new(Node, family, [ElementPart.Of(protocol), ElementPart.Of(port)]);

    /// <summary>A slot for each share of an endpoint; where clients are kept to endpoints, the slot leads to the endpoint's name, and that to it.</summary>
    /// <param name="affinityTimeout">In seconds; null where clients are not kept.</param>
    public void Open(IReadOnlyList<EndpointItem> endpoints, int? affinityTimeout, Scope scope)
    {
        // Without an element the packet stays as it is, and is refused.
        if (endpoints.Count == 0)
            return;
        var slots = Slots.Deal(endpoints);
        var names = affinityTimeout is { } timeout ? Affinity.NamesOf(endpoints, Of.Name, timeout) : null;
        Add(_maps.Services, [], [ElementPart.OfMark(ServiceMarks.Count + (uint)slots.Count)], scope);
        for (var slot = 0; slot < slots.Count; slot++)
        {
            var mark = ElementPart.OfMark(Of.Slot + (uint)slot);
            if (names is null)
                AddEndpoint(mark, endpoints[slots[slot]], scope);
            else
                Add(_maps.EndpointNames, [mark], [ElementPart.OfMark(names[slots[slot]])], scope);
        }
        for (var i = 0; i < names?.Count; i++)
            AddEndpoint(ElementPart.OfMark(names[i]), endpoints[i], scope);
    }

    /// <summary>No rule asks for these: they tell the agent, with no memory, which flows end when an endpoint goes.</summary>
    public void Keep(IEnumerable<EndpointItem> endpoints, TransportProtocol protocol, Scope scope)
    {
        foreach (var endpoint in endpoints)
            if (endpoint.State == EndpointState.Draining || (protocol == TransportProtocol.Udp && endpoint.State == EndpointState.Ready))
                Add(_maps.Flows, [ElementPart.Of(endpoint.Address), ElementPart.Of(endpoint.Port)], [], scope);
    }

    private void AddEndpoint(ElementPart mark, EndpointItem endpoint, Scope scope) =>
        Add(_maps.Endpoints, [mark], [ElementPart.Of(endpoint.Address), ElementPart.Of(endpoint.Port)], scope);

    /// <param name="further">Behind the door's own key.</param>
    private void Add(RulesetSet map, ReadOnlySpan<ElementPart> further, ReadOnlySpan<ElementPart> value, Scope scope)
    {
        Span<ElementPart> key = stackalloc ElementPart[MostParts];
        Key.Items.CopyTo(key);
        further.CopyTo(key[Key.Count..]);
        scope.Add(new SetElementObject(map, key[..(Key.Count + further.Length)], value));
    }
}
