using System.Net;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>A port mapping costs one map element a port.</summary>
internal static class PortMappingCompiler
{
    public static void Compile(PortMappingItem mapping, Scope scope)
    {
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
        for (var offset = 0; offset <= ports; offset++)
            scope.Add(Element(mapping, target, offset));
    }

    private static SetElementObject Element(PortMappingItem mapping, IPAddress target, int offset)
    {
        var protocol = ElementPart.Of(mapping.Protocol);
        var port = ElementPart.Of((ushort)(mapping.HostPort + offset));
        var value = new[] { ElementPart.Of(target), ElementPart.Of((ushort)(mapping.TargetPort + offset)) };
        return IsAny(mapping.HostAddress)
            ? new SetElementObject(SetElementObject.OfFamily(RulesetSet.AnyPorts, target), [protocol, port], [.. value])
            : new SetElementObject(
                SetElementObject.OfFamily(RulesetSet.HostPorts, target), [ElementPart.Of(mapping.HostAddress), protocol, port], [.. value]);
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
