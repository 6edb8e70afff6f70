using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Names;

/// <summary>
/// What names come to in one network. A service has the name of its own; with virtual addresses it leads there, without to its
/// endpoints, each of which has a name below it for SRV to point at. A pod has its name unless a service has it. What stands on
/// another node has no name in a network that ends at the node: its address may be that of a pod here.
/// </summary>
internal static class NameCompiler
{
    /// <summary>The name of the pod's own node.</summary>
    private const string Host = "host";

    /// <summary>What a network has by itself.</summary>
    public static IEnumerable<NameRecord> Network(ServedNetwork network) =>
        network.Gateways.Select(gateway => new NameRecord($"{Host}.{network.Domain}", new RecordData.Address(gateway)));

    /// <summary>All records of one name of a network.</summary>
    /// <param name="items">Services and pods that are called so, be it by an alias.</param>
    public static IEnumerable<NameRecord> Name(ServedNetwork network, string label, IEnumerable<ViewItem> items)
    {
        var name = $"{label}.{network.Suffix}";
        var all = items.ToList();
        // A name that was given anew may come before the one that had it is gone.
        var service = all.OfType<ServiceItem>().MaxBy(item => item.Revision);
        var pods = all.OfType<PodItem>().SelectMany(pod => pod.AddressesIn(network.Id).Select(address => (pod.Name, Address: address)))
            .Concat(all.OfType<PodNameItem>().Where(_ => network.Alone is null).SelectMany(pod => pod.AddressesIn(network.Id).Select(address => (pod.Name, Address: address)))).Distinct().ToList();
        var records = service is null ? pods.Select(pod => new NameRecord(name, new RecordData.Address(pod.Address))).Distinct() : Service(network, name, service);
        // An address leads to the name, not to one of the aliases.
        return AnswerRoom.Fit(records.Concat(pods.Where(pod => pod.Name == label).Select(pod => Pointer(network, pod.Address, name)).OfType<NameRecord>()).Where(record => record.IsPossible));
    }

    private static IEnumerable<NameRecord> Service(ServedNetwork network, string name, ServiceItem service)
    {
        if (service.ExternalName is { } external)
            return [new NameRecord(name, new RecordData.Alias(external.TrimEnd('.').ToLowerInvariant()))];
        return service.ClusterIps.Count > 0 ? Virtual(network, name, service) : Headless(name, network.Alone is { } node ? OnlyOn(node, service) : service);
    }

    private static IEnumerable<NameRecord> Virtual(ServedNetwork network, string name, ServiceItem service)
    {
        foreach (var address in service.ClusterIps)
        {
            yield return new NameRecord(name, new RecordData.Address(address));
            if (Pointer(network, address, name) is { } pointer)
                yield return pointer;
        }
        foreach (var port in service.Ports)
            if (port.Name is not null)
                yield return new NameRecord(ServerName(name, port), new RecordData.Server(port.Port, name));
    }

    private static IEnumerable<NameRecord> Headless(string name, ServiceItem service)
    {
        foreach (var address in service.NamedAddresses.Distinct())
        {
            yield return new NameRecord(name, new RecordData.Address(address));
            yield return new NameRecord(EndpointName(name, address), new RecordData.Address(address));
        }
        foreach (var port in service.Ports.Where(port => port.Name is not null))
            foreach (var endpoint in port.Endpoints.Where(endpoint => endpoint.State == EndpointState.Ready).Select(endpoint => (endpoint.Address, endpoint.Port)).Distinct())
                yield return new NameRecord(ServerName(name, port), new RecordData.Server(endpoint.Port, EndpointName(name, endpoint.Address)));
    }

    /// <summary>A service with the endpoints of a node alone, and those that are an address alone. Of one without any port, as a control plane of before tells it, nobody says where they stand.</summary>
    private static ServiceItem OnlyOn(NodeId node, ServiceItem service)
    {
        if (service.Ports.Count == 0)
            return service;
        var ports = service.Ports.Select(port => port with { Endpoints = [.. port.Endpoints.Where(endpoint => endpoint.Node is null || endpoint.Node == node)] }).ToEquatableList();
        var here = ports.SelectMany(port => port.Endpoints).Select(endpoint => endpoint.Address).ToHashSet();
        return service with { Ports = ports, NamedAddresses = [.. service.NamedAddresses.Where(here.Contains)] };
    }

    private static string ServerName(string name, ServicePortItem port) => $"_{port.Name}._{(port.Protocol == TransportProtocol.Tcp ? "tcp" : "udp")}.{name}";

    /// <summary>An address as one label; colons and dots are no letters of a host name.</summary>
    private static string EndpointName(string name, IPAddress address) => $"{address.ToString().Replace('.', '-').Replace(':', '-').Trim('-')}.{name}";

    /// <summary>Null for an address that is none of the network's.</summary>
    private static NameRecord? Pointer(ServedNetwork network, IPAddress address, string name) =>
        ReverseNames.Of(address) is var reverse && network.ZoneOf(reverse) is not null ? new NameRecord(reverse, new RecordData.Pointer(name)) : null;
}
