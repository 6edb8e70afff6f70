using System.Collections.Immutable;
using System.Net;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Peers;

/// <summary>Somebody who is asked whether they are there.</summary>
/// <param name="Node">Null for a gateway, which only tells that this node still hears anybody.</param>
internal readonly record struct Peer(NodeId? Node, IPAddress Address)
{
    /// <summary>All other nodes of a view, at the address that tunnels to them lead to, as far as this node has its family.</summary>
    public static ImmutableArray<Peer> Of(NodeView view)
    {
        var own = view.Find<NodeItem>(ItemKey.Of(view.Node))?.UnderlayAddresses.Select(it => it.Address.AddressFamily).ToHashSet() ?? [];
        return
        [
            .. view.Items.Values.OfType<NodeItem>().Where(node => node.Id != view.Node).OrderBy(node => node.Id.Value)
                .Select(node => (node.Id, Address: node.UnderlayAddresses.Select(it => it.Address).FirstOrDefault(it => own.Contains(it.AddressFamily))))
                .Where(node => node.Address is not null).Select(node => new Peer(node.Id, node.Address ?? IPAddress.None)),
        ];
    }
}

/// <summary>What is remembered of a peer over the agent's lives.</summary>
/// <param name="IsDead">False for one that has answered and whose death nobody has noticed yet.</param>
internal sealed record KnownPeer(NodeId Node, IPAddress Address, bool IsDead);
