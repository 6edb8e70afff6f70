using System.Net.Sockets;
using Netaas.Core.Naming;
using Netaas.Netlink.Links;

namespace Netaas.Netlink;

/// <summary>VXLAN devices (RFC 7348, <c>drivers/net/vxlan</c>).</summary>
public static class VxlanVerbs
{
    /// <summary>Makes a VXLAN device. <see cref="NetlinkReason.AlreadyExists"/> also where another has the VNI and port.</summary>
    public static void AddVxlan(this RouteBatch batch, InterfaceName name, VxlanOptions vxlan, LinkOptions? link = null, object? tag = null)
    {
        var message = LinkMessage.BeginNew(batch, name, "vxlan", link ?? LinkOptions.None, out var info);
        var data = message.BeginNest(LinkAttribute.InfoData);
        message.U32(LinkAttribute.VxlanId, vxlan.Vni.Value);
        if (vxlan.Local is { } local)
            message.Address(local.AddressFamily == AddressFamily.InterNetwork ? LinkAttribute.VxlanLocal : LinkAttribute.VxlanLocal6, local);
        message.U8(LinkAttribute.VxlanTtl, vxlan.Ttl);
        message.U8(LinkAttribute.VxlanLearning, vxlan.Learning ? (byte)1 : (byte)0);
        message.U16BigEndian(LinkAttribute.VxlanPort, vxlan.Port);
        message.EndNest(data);
        message.EndNest(info);
        batch.Append(message, tag);
    }
}
