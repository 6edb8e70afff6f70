using System.Net;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>Ports of the node that somebody has: a mapping, a service of that type, or a pod in host mode.</summary>
internal readonly record struct PublishedPort(ItemKey Key, string Name, IPAddress HostAddress, TransportProtocol Protocol, ushort First, ushort Last)
{
    /// <summary>Who it is, behind "the port".</summary>
    public string Text => Key.Kind == ItemKind.Pod ? $"belongs to pod '{Name}', which is in host mode" : $"is published already, as '{Name}'";
}

/// <summary>Who has which port of the node, by port: an attach must not look through ten thousand of them.</summary>
internal sealed class PublishedPorts
{
    private readonly Dictionary<ItemKey, List<PublishedPort>> _items = [];
    private readonly Dictionary<(TransportProtocol Protocol, ushort Port), List<PublishedPort>> _byPort = [];

    /// <summary>Takes what has changed in a view.</summary>
    public void Update(NodeView view, IEnumerable<ItemKey> changed)
    {
        foreach (var key in changed)
        {
            Remove(key);
            if (key.Kind == ItemKind.PortMapping && view.Find<PortMappingItem>(key) is { } mapping)
                Add(mapping);
            else if (key.Kind == ItemKind.Service && view.Find<ServiceItem>(key) is { } service)
                Add(key, PortsOf(service));
            else if (key.Kind == ItemKind.Pod && view.Find<PodItem>(key) is { HostPorts.Count: > 0 } pod)
                Add(key, [.. pod.HostPorts.SelectMany(port => AtAll(key, pod.Name, port.Protocol, port.Port))]);
        }
    }

    public void Add(PortMappingItem item) =>
        Add(item.Key, [new PublishedPort(item.Key, item.Name, item.HostAddress, item.Protocol, item.HostPort, item.HostPortEnd)]);

    public void Remove(ItemKey key)
    {
        if (!_items.Remove(key, out var ports))
            return;
        foreach (var port in ports)
            foreach (var place in PlacesOf(port))
                if (_byPort.TryGetValue(place, out var others) && others.Remove(port) && others.Count == 0)
                    _byPort.Remove(place);
    }

    /// <summary>Who has the port at this address already; a wildcard meets every address of its family.</summary>
    public PublishedPort? Find(TransportProtocol protocol, ushort port, IPAddress address)
    {
        foreach (var item in _byPort.GetValueOrDefault((protocol, port), []))
            if (Meet(item.HostAddress, address))
                return item;
        return null;
    }

    /// <summary>Whether nobody can have a port at the one address while somebody has it at the other.</summary>
    public static bool Meet(IPAddress one, IPAddress other) => one.AddressFamily == other.AddressFamily && (one.Equals(other) || IsAny(one) || IsAny(other));

    private void Add(ItemKey key, List<PublishedPort> ports)
    {
        Remove(key);
        if (ports.Count == 0)
            return;
        _items[key] = ports;
        foreach (var port in ports)
            foreach (var place in PlacesOf(port))
                if (_byPort.TryGetValue(place, out var others))
                    others.Add(port);
                else
                    _byPort[place] = [port];
    }

    /// <summary>Those of all the node's addresses.</summary>
    private static List<PublishedPort> PortsOf(ServiceItem service)
    {
        var ports = new List<PublishedPort>();
        var taken = service.Ports.Where(port => port.NodePort is not null).Select(port => (port.Protocol, port.NodePort));
        foreach (var (protocol, number) in taken.Append((TransportProtocol.Tcp, service.HealthPort)))
            if (number is { } port)
                ports.AddRange(AtAll(service.Key, service.Name, protocol, port));
        return ports;
    }

    private static IEnumerable<PublishedPort> AtAll(ItemKey key, string name, TransportProtocol protocol, ushort port) =>
        new[] { IPAddress.Any, IPAddress.IPv6Any }.Select(any => new PublishedPort(key, name, any, protocol, port, port));

    private static IEnumerable<(TransportProtocol, ushort)> PlacesOf(PublishedPort item)
    {
        for (int port = item.First; port <= item.Last; port++)
            yield return (item.Protocol, (ushort)port);
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
