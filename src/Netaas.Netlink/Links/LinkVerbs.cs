using Netaas.Core.Naming;
using Netaas.Netlink.Links;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Links of any kind (<c>net/core/rtnetlink.c</c>).</summary>
public static class LinkVerbs
{
    /// <summary>Changes what the options name, in one message.</summary>
    public static void SetLink(this RouteBatch batch, int index, LinkOptions options, object? tag = null)
    {
        var message = batch.Begin(RouteMessage.NewLink, 0);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index, options.Up);
        LinkMessage.Options(ref message, options);
        batch.Append(message, tag);
    }

    /// <summary>Renames a link; before kernel 6.0 it must be down.</summary>
    public static void RenameLink(this RouteBatch batch, int index, InterfaceName name, object? tag = null)
    {
        var message = batch.Begin(RouteMessage.NewLink, 0);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index, up: null);
        message.Text(LinkAttribute.Name, name.Value);
        batch.Append(message, tag);
    }

    /// <summary>Moves a link to another namespace, where it may get another index. Waits 17 ms for an RCU grace period.</summary>
    public static void MoveLink(this RouteBatch batch, int index, NetworkNamespace target, object? tag = null)
    {
        var message = batch.Begin(RouteMessage.NewLink, 0);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index, up: null);
        message.U32(LinkAttribute.NamespaceDescriptor, (uint)target.Handle.DangerousGetHandle());
        batch.Append(message, tag);
        batch.Hold(target);
    }

    /// <summary>Deletes a link, and a veth's peer with it. One takes 16 to 32 ms: prefer <see cref="DeleteLinkGroup"/> for several.</summary>
    public static void DeleteLink(this RouteBatch batch, int index, object? tag = null)
    {
        var message = batch.Begin(RouteMessage.DeleteLink, 0);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index, up: null);
        batch.Append(message, tag);
    }

    /// <summary>Deletes all links of a group at once; <see cref="NetlinkReason.NotFound"/> where there is none.</summary>
    /// <param name="group">Not 0, which is every link's unless it got another.</param>
    public static void DeleteLinkGroup(this RouteBatch batch, uint group, object? tag = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(group);
        var message = batch.Begin(RouteMessage.DeleteLink, 0);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index: 0, up: null);
        message.U32(LinkAttribute.Group, group);
        batch.Append(message, tag);
    }
}
