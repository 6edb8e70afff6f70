using System.Net;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// A port of a service costs one element for the number of its slots and one for each slot; where an endpoint is on this node
/// two more, by which its replies find the way back through the node. A flow that may go on, and ends when it no longer may, costs
/// one: over UDP to each endpoint, over TCP to one that is drained. No chain and no rule.
/// </summary>
internal static class ServiceCompiler
{
    public static void Compile(ServiceItem service, Scope scope)
    {
        if (scope.FindNetwork(service.Network) is null)
        {
            scope.Lacks($"The network of service {service.Name} is not recorded.");
            return;
        }
        foreach (var port in service.Ports)
        {
            foreach (var address in service.ClusterIps)
            {
                AddPort(address, port, scope);
                AddFlows(address, port, scope);
            }
            foreach (var endpoint in port.Endpoints)
                if (endpoint.Node == scope.Self)
                    AddWayBack(endpoint, port.Protocol, scope);
        }
    }

    private static void AddPort(IPAddress address, ServicePortItem port, Scope scope)
    {
        var endpoints = port.Endpoints.Where(endpoint => endpoint.State == EndpointState.Ready && endpoint.Address.AddressFamily == address.AddressFamily).ToList();
        // Without an element the packet stays as it is, and is rejected.
        if (endpoints.Count == 0)
            return;
        var slots = ServiceMarks.SlotsFor(endpoints.Count);
        ElementPart[] key = [ElementPart.Of(address), ElementPart.Of(port.Protocol), ElementPart.Of(port.Port)];
        scope.Add(new SetElementObject(
            SetElementObject.OfFamily(RulesetSet.Services, address), [.. key], [ElementPart.OfMark(ServiceMarks.Count + (uint)slots)]));
        for (var slot = 0; slot < slots; slot++)
        {
            var endpoint = endpoints[slot % endpoints.Count];
            scope.Add(new SetElementObject(
                SetElementObject.OfFamily(RulesetSet.Endpoints, address),
                [.. key, ElementPart.OfMark(ServiceMarks.Slot + (uint)slot)],
                [ElementPart.Of(endpoint.Address), ElementPart.Of(endpoint.Port)]));
        }
    }

    /// <summary>No rule asks for these: they tell the agent, with no memory, which flows end when an endpoint goes.</summary>
    private static void AddFlows(IPAddress address, ServicePortItem port, Scope scope)
    {
        foreach (var endpoint in port.Endpoints)
            if (endpoint.Address.AddressFamily == address.AddressFamily && (port.Protocol == TransportProtocol.Udp || endpoint.State == EndpointState.Draining))
                scope.AddElement(
                    SetElementObject.OfFamily(RulesetSet.Flows, address),
                    ElementPart.Of(address),
                    ElementPart.Of(port.Protocol),
                    ElementPart.Of(port.Port),
                    ElementPart.Of(endpoint.Address),
                    ElementPart.Of(endpoint.Port));
    }

    private static void AddWayBack(EndpointItem endpoint, TransportProtocol protocol, Scope scope)
    {
        scope.AddElement(SetElementObject.OfFamily(RulesetSet.Published, endpoint.Address), ElementPart.Of(endpoint.Address));
        scope.AddElement(
            SetElementObject.OfFamily(RulesetSet.Targets, endpoint.Address),
            ElementPart.Of(endpoint.Address),
            ElementPart.Of(protocol),
            ElementPart.Of(endpoint.Port));
    }
}
