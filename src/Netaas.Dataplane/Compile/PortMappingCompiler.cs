using System.Net;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// A port mapping costs one map element a port; where its pod is on this node one more, and one for the pod, by which the
/// pod's replies find the way back through the node. One that leads to a service costs what a node port of that does.
/// </summary>
internal static class PortMappingCompiler
{
    public static void Compile(PortMappingItem mapping, Scope scope)
    {
        if (mapping.TargetService is { } service)
        {
            LeadToService(mapping, service, scope);
            return;
        }
        // A mapping whose target has no address publishes nothing: the control plane says so, nothing is lacking here.
        if (mapping.TargetAddress is not { } target)
            return;
        if (target.AddressFamily != mapping.HostAddress.AddressFamily)
        {
            scope.Lacks($"Port mapping {mapping.Name} leads from {mapping.HostAddress} to {target}, of another family.");
            return;
        }
        var ports = mapping.HostPortEnd - mapping.HostPort;
        if (ports < 0 || mapping.TargetPort + ports > ushort.MaxValue)
        {
            scope.Lacks($"Port mapping {mapping.Name} has an impossible range of ports.");
            return;
        }
        var isHere = mapping.TargetNode == scope.Self;
        // A node that is no member of the pod's network knows no way to it.
        if (!isHere && mapping.TargetNetwork is { } id && scope.FindNetwork(id) is { HasNodeSelector: true } && scope.FindMember(id, scope.Self) is null)
            return;
        if (isHere)
            scope.AddElement(SetElementObject.OfFamily(RulesetSet.Published, target), ElementPart.Of(target));
        for (var offset = 0; offset <= ports; offset++)
        {
            scope.Add(Element(mapping, target, offset));
            if (isHere)
                scope.AddElement(SetElementObject.OfFamily(RulesetSet.Targets, target), ElementPart.Of(target), ElementPart.Of(mapping.Protocol), TargetPort(mapping, offset));
        }
    }

    private static void LeadToService(PortMappingItem mapping, ServiceId id, Scope scope)
    {
        if (scope.FindService(id) is not { } service)
        {
            scope.Lacks($"The service of port mapping {mapping.Name} is not recorded.");
            return;
        }
        var door = ServiceDoor.AtNode(mapping.HostAddress.AddressFamily, mapping.Protocol, mapping.HostPort);
        foreach (var port in service.Ports)
            if (port.Port == mapping.TargetPort && port.Protocol == mapping.Protocol)
                ServiceCompiler.Open(door, service, port, service.ExternalTrafficPolicy, scope);
    }

    private static SetElementObject Element(PortMappingItem mapping, IPAddress target, int offset)
    {
        var protocol = ElementPart.Of(mapping.Protocol);
        var port = ElementPart.Of((ushort)(mapping.HostPort + offset));
        ReadOnlySpan<ElementPart> value = [ElementPart.Of(target), TargetPort(mapping, offset)];
        return IsAny(mapping.HostAddress)
            ? new SetElementObject(SetElementObject.OfFamily(RulesetSet.AnyPorts, target), [protocol, port], value)
            : new SetElementObject(
                SetElementObject.OfFamily(RulesetSet.HostPorts, target), [ElementPart.Of(mapping.HostAddress), protocol, port], value);
    }

    private static ElementPart TargetPort(PortMappingItem mapping, int offset) => ElementPart.Of((ushort)(mapping.TargetPort + offset));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
