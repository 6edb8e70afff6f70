using System.Net;
using System.Net.Sockets;
using Netaas.Core;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>Where a port of a service is asked for: at a virtual address, at any address of the node, or at a load-balancer address. Each has maps of its own.</summary>
/// <param name="Prefix">What the names of its maps begin with.</param>
/// <param name="Key">What its maps are asked for.</param>
/// <param name="Slot">The first mark of a slot.</param>
/// <param name="Name">The first mark of an endpoint's name.</param>
internal sealed record ServiceDoor(string Prefix, AddressFamily Family, EquatableList<ElementPart> Key, uint Slot, uint Name)
{
    /// <summary>What doors of a kind have in common.</summary>
    /// <param name="Prefix">What the names of its maps begin with.</param>
    /// <param name="IsAnyAddress">Whether it is asked for at whatever address the node has.</param>
    internal sealed record Kind(string Prefix, uint Slot, uint Name, bool IsAnyAddress = false);

    /// <summary>Virtual addresses, which lead into their own network alone.</summary>
    public static Kind Cluster { get; } = new("", ServiceMarks.Slot, ServiceMarks.Name);

    /// <summary>Node ports.</summary>
    public static Kind Node { get; } = new("node-", ServiceMarks.NodeSlot, ServiceMarks.NodeName, IsAnyAddress: true);

    /// <summary>Load-balancer addresses: in the maps of virtual ones, with the marks of what is open to others.</summary>
    public static Kind Balanced { get; } = new("", ServiceMarks.NodeSlot, ServiceMarks.NodeName);

    public static ServiceDoor At(Kind kind, IPAddress address, ServicePortItem port) => new(
        kind.Prefix, address.AddressFamily, [ElementPart.Of(address), ElementPart.Of(port.Protocol), ElementPart.Of(port.Port)], kind.Slot, kind.Name);

    public static ServiceDoor AtNode(AddressFamily family, TransportProtocol protocol, ushort port) =>
        new(Node.Prefix, family, [ElementPart.Of(protocol), ElementPart.Of(port)], Node.Slot, Node.Name);

    /// <summary>A slot for each share of an endpoint; where clients are kept to endpoints, the slot leads to the endpoint's name, and that to it.</summary>
    /// <param name="affinityTimeout">In seconds; null where clients are not kept.</param>
    public void Open(IReadOnlyList<EndpointItem> endpoints, int? affinityTimeout, Scope scope)
    {
        // Without an element the packet stays as it is, and is refused.
        if (endpoints.Count == 0)
            return;
        var slots = Slots.Deal(endpoints);
        var names = affinityTimeout is { } timeout ? Affinity.NamesOf(endpoints, Name, timeout) : null;
        Add(RulesetSet.Services, [.. Key], [ElementPart.OfMark(ServiceMarks.Count + (uint)slots.Count)], scope);
        for (var slot = 0; slot < slots.Count; slot++)
        {
            var mark = ElementPart.OfMark(Slot + (uint)slot);
            if (names is null)
                Add(RulesetSet.Endpoints, [.. Key, mark], To(endpoints[slots[slot]]), scope);
            else
                Add(RulesetSet.EndpointNames, [.. Key, mark], [ElementPart.OfMark(names[slots[slot]])], scope);
        }
        for (var i = 0; i < names?.Count; i++)
            Add(RulesetSet.Endpoints, [.. Key, ElementPart.OfMark(names[i])], To(endpoints[i]), scope);
    }

    /// <summary>No rule asks for these: they tell the agent, with no memory, which flows end when an endpoint goes.</summary>
    public void Keep(IEnumerable<EndpointItem> endpoints, TransportProtocol protocol, Scope scope)
    {
        foreach (var endpoint in endpoints)
            if (endpoint.State == EndpointState.Draining || (protocol == TransportProtocol.Udp && endpoint.State == EndpointState.Ready))
                Add(RulesetSet.Flows, [.. Key, .. To(endpoint)], [], scope);
    }

    private void Add(string set, ReadOnlySpan<ElementPart> key, ReadOnlySpan<ElementPart> value, Scope scope) =>
        scope.Add(new SetElementObject($"{Prefix}{set}-{(Family == AddressFamily.InterNetwork ? 4 : 6)}", key, value));

    private static ElementPart[] To(EndpointItem endpoint) => [ElementPart.Of(endpoint.Address), ElementPart.Of(endpoint.Port)];
}
