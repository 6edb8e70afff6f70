using System.Net;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>Who has which port of the node, by port: an attach must not look through ten thousand of them.</summary>
internal sealed class PublishedPorts
{
    private readonly Dictionary<ItemKey, PortMappingItem> _items = [];
    private readonly Dictionary<(TransportProtocol Protocol, ushort Port), List<PortMappingItem>> _byPort = [];

    /// <summary>Takes what has changed in a view.</summary>
    public void Update(NodeView view, IEnumerable<ItemKey> changed)
    {
        foreach (var key in changed)
            if (key.Kind == ItemKind.PortMapping)
            {
                Remove(key);
                if (view.Find<PortMappingItem>(key) is { } item)
                    Add(item);
            }
    }

    public void Add(PortMappingItem item)
    {
        Remove(item.Key);
        _items[item.Key] = item;
        foreach (var place in PlacesOf(item))
            if (_byPort.TryGetValue(place, out var others))
                others.Add(item);
            else
                _byPort[place] = [item];
    }

    public void Remove(ItemKey key)
    {
        if (!_items.Remove(key, out var item))
            return;
        foreach (var place in PlacesOf(item))
            if (_byPort.TryGetValue(place, out var others) && others.Remove(item) && others.Count == 0)
                _byPort.Remove(place);
    }

    /// <summary>Who has the port at this address already; a wildcard meets every address of its family.</summary>
    public PortMappingItem? Find(TransportProtocol protocol, ushort port, IPAddress address) =>
        _byPort.GetValueOrDefault((protocol, port), []).FirstOrDefault(item => item.HostAddress.AddressFamily == address.AddressFamily
            && (item.HostAddress.Equals(address) || IsAny(item.HostAddress) || IsAny(address)));

    private static IEnumerable<(TransportProtocol, ushort)> PlacesOf(PortMappingItem item)
    {
        for (int port = item.HostPort; port <= item.HostPortEnd; port++)
            yield return (item.Protocol, (ushort)port);
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
