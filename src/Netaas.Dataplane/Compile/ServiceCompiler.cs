using System.Net;
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
                Open(ServiceDoor.At(ServiceDoor.Cluster, address, port), service, port, service.InternalTrafficPolicy, scope);
                if (port.NodePort is { } nodePort)
                    Open(ServiceDoor.AtNode(address.AddressFamily, port.Protocol, nodePort), service, port, service.ExternalTrafficPolicy, scope);
            }
            foreach (var address in service.LoadBalancerIps)
            {
                // Outsiders come to a node that has some of its own; its own clients come everywhere, and are led on where there are none.
                var hasOwn = port.Endpoints.Any(it => it.Address.AddressFamily == address.AddressFamily && IsReady(it) && IsHere(it, own, scope));
                Open(ServiceDoor.At(ServiceDoor.Balanced, address, port), service, port, hasOwn ? service.ExternalTrafficPolicy : TrafficPolicy.Cluster, scope);
            }
            foreach (var endpoint in port.Endpoints.Items)
                if (IsHere(endpoint, own, scope))
                    AddWayBack(endpoint, port.Protocol, scope);
        }
        foreach (var address in service.LoadBalancerIps)
            BalancedAddress(service, address, scope);
    }

    /// <summary>Lets a door lead to the living endpoints of a port, of the door's family and as a policy says.</summary>
    public static void Open(ServiceDoor door, ServiceItem service, ServicePortItem port, TrafficPolicy policy, Scope scope)
    {
        var own = scope.FindMember(service.Network, scope.Self);
        var isNodeLocal = scope.FindNetwork(service.Network) is { Type: NetworkType.Bridge };
        var reached = new List<EndpointItem>(port.Endpoints.Count);
        foreach (var endpoint in port.Endpoints.Items)
            if (endpoint.Address.AddressFamily == door.Family && IsReachable(endpoint, isNodeLocal, scope)
                && (policy == TrafficPolicy.Cluster || IsHere(endpoint, own, scope)))
                reached.Add(endpoint);
        var ready = reached.TrueForAll(IsReady) ? reached : reached.FindAll(IsReady);
        door.Open(service.PreferSameZone && policy == TrafficPolicy.Cluster ? Near(ready, scope) : ready, service.AffinityTimeoutSeconds, scope);
        door.Keep(reached, port.Protocol, scope);
    }

    /// <summary>Pods of other nodes are none in a node-local network: there their addresses are other pods', or nobody's.</summary>
    private static bool IsReachable(EndpointItem endpoint, bool isNodeLocal, Scope scope) =>
        endpoint.Node is not { } node || (!scope.IsDead(node) && (!isNodeLocal || node == scope.Self));

    /// <summary>Those in the node's own zone; all, where there is none or the node has no zone.</summary>
    private static List<EndpointItem> Near(List<EndpointItem> endpoints, Scope scope)
    {
        if (scope.FindNode(scope.Self)?.Zone is not { } zone)
            return endpoints;
        var near = endpoints.Where(endpoint => endpoint.Node is { } node && scope.FindNode(node)?.Zone == zone).ToList();
        return near.Count > 0 ? near : endpoints;
    }

    /// <summary>Of an address that was given, the node's own block tells.</summary>
    private static bool IsHere(EndpointItem endpoint, MemberItem? own, Scope scope) => endpoint.Node is { } node
        ? node == scope.Self
        : own is not null && IsIn(own, endpoint.Address);

    private static bool IsIn(MemberItem own, IPAddress address) => own.Blocks.Any(block => block.Contains(address));

    private static bool IsReady(EndpointItem endpoint) => endpoint.State == EndpointState.Ready;

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
