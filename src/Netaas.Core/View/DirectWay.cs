using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;

namespace Netaas.Core.View;

/// <summary>Two nodes' addresses in one subnet of the underlay: packets between them need no encapsulation.</summary>
public readonly record struct DirectWay(IPAddress Own, IPAddress Peer)
{
    /// <summary>Null where the two share no subnet of the family.</summary>
    public static DirectWay? Find(NodeItem own, NodeItem peer, AddressFamily family) => Find(own.UnderlayAddresses, peer.UnderlayAddresses, family);

    /// <inheritdoc cref="Find(NodeItem, NodeItem, AddressFamily)"/>
    public static DirectWay? Find(EquatableList<InterfaceAddress> own, EquatableList<InterfaceAddress> peer, AddressFamily family)
    {
        foreach (var here in own)
            foreach (var there in peer)
                if (here.Address.AddressFamily == family && there.Address.AddressFamily == family && here.Network.Equals(there.Network))
                    return new DirectWay(here.Address, there.Address);
        return null;
    }
}
