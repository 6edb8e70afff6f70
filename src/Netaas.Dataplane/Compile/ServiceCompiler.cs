using System.Net;
using System.Net.Sockets;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// A port of a service costs, at its virtual address and at its node port, one element for the number of its slots and one for
/// each slot; where clients are kept to endpoints one more for each of those. An endpoint on this node costs two, by which its
/// replies find the way back through the node. A flow that may go on, and ends when it no longer may, costs one: over UDP to
/// each endpoint, over TCP to one that is drained. No chain and no rule.
/// </summary>
internal static class ServiceCompiler
{
    public static void Compile(ServiceItem service, Scope scope)
    {
        if (scope.FindNetwork(service.Network) is not { } network)
        {
            scope.Lacks($"The network of service {service.Name} is not recorded.");
            return;
        }
        if (service.ClusterIps.Count == 0)
            return;
        var own = scope.FindMember(service.Network, scope.Self);
        // A node that is no member knows no way to any endpoint.
        if (own is null && network.HasNodeSelector)
            return;
        foreach (var port in service.Ports)
        {
            foreach (var address in service.ClusterIps)
            {
                var endpoints = Living(port, address.AddressFamily);
                Open(ServiceDoor.At(ServiceDoor.Cluster, address, port), service.InternalTrafficPolicy, endpoints);
                if (port.NodePort is { } nodePort)
                    Open(ServiceDoor.AtNode(address.AddressFamily, port.Protocol, nodePort), service.ExternalTrafficPolicy, endpoints);
            }
            foreach (var address in service.LoadBalancerIps)
            {
                var endpoints = Living(port, address.AddressFamily);
                // Outsiders come to a node that has some of its own; its own clients come everywhere, and are led on where there are none.
                var policy = endpoints.Any(it => IsHere(it) && it.State == EndpointState.Ready) ? service.ExternalTrafficPolicy : TrafficPolicy.Cluster;
                Open(ServiceDoor.At(ServiceDoor.Balanced, address, port), policy, endpoints);
            }
            foreach (var endpoint in port.Endpoints)
                if (IsHere(endpoint))
                    AddWayBack(endpoint, port.Protocol, scope);

            void Open(ServiceDoor door, TrafficPolicy policy, List<EndpointItem> endpoints)
            {
                var reached = policy == TrafficPolicy.Cluster ? endpoints : [.. endpoints.Where(IsHere)];
                door.Open([.. reached.Where(endpoint => endpoint.State == EndpointState.Ready)], service.AffinityTimeoutSeconds, scope);
                door.Keep(reached, port.Protocol, scope);
            }
        }

        foreach (var address in service.LoadBalancerIps)
            BalancedAddress(service, address, scope);

        List<EndpointItem> Living(ServicePortItem port, AddressFamily family) =>
            [.. port.Endpoints.Where(endpoint => endpoint.Address.AddressFamily == family && !(endpoint.Node is { } node && scope.IsDead(node)))];

        // Of an address that was given, the node's own block tells.
        bool IsHere(EndpointItem endpoint) => endpoint.Node is { } node
            ? node == scope.Self
            : own is not null && own.Blocks.Any(block => block.Contains(endpoint.Address));
    }

    /// <summary>An address costs one element that tells it, and one for each range of clients that it is open to.</summary>
    private static void BalancedAddress(ServiceItem service, IPAddress address, Scope scope)
    {
        scope.AddElement(SetElementObject.OfFamily(RulesetSet.Balanced, address), ElementPart.Of(address));
        if (service.LoadBalancerSourceRanges.Count == 0)
            scope.AddElement(SetElementObject.OfFamily(RulesetSet.BalancedOpen, address), ElementPart.Of(address));
        foreach (var range in service.LoadBalancerSourceRanges)
            if (range.BaseAddress.AddressFamily == address.AddressFamily)
                scope.AddElement(SetElementObject.OfFamily(RulesetSet.BalancedFrom, address), ElementPart.Of(address), ElementPart.Of(range));
        if (scope.Answers(address))
            scope.Add(new AnsweredAddressObject(address));
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
