using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>Whether what was asked for can ever be had in a network: to try again would not help.</summary>
internal static class RequestFit
{
    /// <param name="families">Of the addresses that the pod will have.</param>
    /// <param name="blocks">This node's in the network; others' addresses it may get one day.</param>
    /// <returns>What doesn't fit, for the first thing that doesn't; null where all does.</returns>
    public static string? Problem(AttachmentRequest request, NetworkItem network, IReadOnlyCollection<AddressFamily> families, IReadOnlyCollection<IPNetwork> blocks)
    {
        foreach (var address in request.Addresses)
            if (!network.PodCidrs.Any(cidr => cidr.Contains(address)))
                return $"{address} is in no range of network '{network.Name}': choose one of {string.Join(", ", network.PodCidrs.Select(Cidr.Format))}, or leave it out.";
            else if (blocks.FirstOrDefault(block => block.Contains(address)) is { PrefixLength: > 0 } block && !Cidr.IsUsable(block, address))
                return $"{address} is the network, gateway or broadcast address of {Cidr.Format(block)}: choose another, or leave it out.";
        for (var i = 0; i < request.Ports.Count; i++)
        {
            var port = request.Ports[i];
            var text = $"{port.Protocol.ToString().ToUpperInvariant()} port {port.HostPort}";
            if (!families.Contains(port.HostAddress.AddressFamily))
                return $"{text} can't be published at {port.HostAddress}: the pod has no address of that family.";
            if (request.Ports.Take(i).Any(it => it.Protocol == port.Protocol && it.HostPort == port.HostPort && PublishedPorts.Meet(it.HostAddress, port.HostAddress)))
                return $"{text} is asked for twice: publish it once.";
        }
        return null;
    }
}
