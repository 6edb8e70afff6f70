using Netaas.Core.Naming;
using Netaas.Netlink.Links;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Pairs of virtual Ethernet devices (<c>drivers/net/veth.c</c>).</summary>
public static class VethVerbs
{
    /// <summary>
    /// Makes a pair with one queue each way. The peer is made straight in its namespace: moving it there afterwards
    /// would wait for an RCU grace period, 17 ms instead of half a millisecond.
    /// </summary>
    public static void AddVeth(this RouteBatch batch, InterfaceName name, VethPeer peer, LinkOptions? link = null, object? tag = null)
    {
        var message = LinkMessage.BeginNew(batch, name, "veth", link ?? LinkOptions.None, out var info);
        var data = message.BeginNest(LinkAttribute.InfoData);
        var far = message.BeginNest(LinkAttribute.VethPeer);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index: 0, up: null);
        message.Text(LinkAttribute.Name, peer.Name.Value);
        LinkMessage.Options(ref message, peer.Options ?? LinkOptions.None);
        Queues(ref message);
        if (peer.Namespace is { } ns)
            message.U32(LinkAttribute.NamespaceDescriptor, (uint)ns.Handle.DangerousGetHandle());
        message.EndNest(far);
        message.EndNest(data);
        message.EndNest(info);
        Queues(ref message);
        batch.Append(message, tag);
        batch.Hold(peer.Namespace);
    }

    private static void Queues(ref MessageWriter message)
    {
        message.U32(LinkAttribute.TransmitQueues, 1);
        message.U32(LinkAttribute.ReceiveQueues, 1);
    }
}
