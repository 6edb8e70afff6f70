using Netaas.Core.Naming;
using Netaas.Netlink.Links;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Bridges and their ports (<c>net/bridge/br_netlink.c</c>).</summary>
public static class BridgeVerbs
{
    /// <summary>Makes a bridge. Without a MAC of its own a bridge takes that of a port and changes it as ports come and go.</summary>
    /// <param name="tag">Returned with the result, as in every verb.</param>
    public static void AddBridge(this RouteBatch batch, InterfaceName name, LinkOptions? link = null, BridgeOptions? bridge = null, object? tag = null)
    {
        var message = LinkMessage.BeginNew(batch, name, "bridge", link ?? LinkOptions.None, out var info);
        if (bridge is not null)
            BridgeData(ref message, bridge);
        message.EndNest(info);
        batch.Append(message, tag);
    }

    /// <summary>Changes options of a bridge that is there.</summary>
    public static void SetBridge(this RouteBatch batch, int index, BridgeOptions bridge, object? tag = null)
    {
        var message = batch.Begin(RouteMessage.NewLink, 0);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index, up: null);
        var info = message.BeginNest(LinkAttribute.Info);
        message.Text(LinkAttribute.InfoKind, "bridge");
        BridgeData(ref message, bridge);
        message.EndNest(info);
        batch.Append(message, tag);
    }

    /// <summary>Changes options of a bridge's port.</summary>
    /// <param name="index">The port's, not the bridge's.</param>
    public static void SetBridgePort(this RouteBatch batch, int index, BridgePortOptions port, object? tag = null)
    {
        var message = batch.Begin(RouteMessage.SetLink, 0);
        LinkMessage.Header(ref message, AddressFamilies.Bridge, index, up: null);
        var data = message.BeginNest(LinkAttribute.ProtocolInfo);
        Flag(ref message, LinkAttribute.PortHairpin, port.Hairpin);
        Flag(ref message, LinkAttribute.PortLearning, port.Learning);
        Flag(ref message, LinkAttribute.PortUnicastFlood, port.UnicastFlood);
        Flag(ref message, LinkAttribute.PortIsolated, port.Isolated);
        message.EndNest(data);
        batch.Append(message, tag);
    }

    private static void BridgeData(ref MessageWriter message, BridgeOptions bridge)
    {
        var data = message.BeginNest(LinkAttribute.InfoData);
        Flag(ref message, LinkAttribute.BridgeMulticastSnooping, bridge.MulticastSnooping);
        message.EndNest(data);
    }

    private static void Flag(ref MessageWriter message, ushort type, bool? value)
    {
        if (value is { } set)
            message.U8(type, set ? (byte)1 : (byte)0);
    }
}
