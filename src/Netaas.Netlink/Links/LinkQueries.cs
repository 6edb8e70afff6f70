using Netaas.Core.Naming;
using Netaas.Netlink.Links;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Reads links.</summary>
public static class LinkQueries
{
    /// <summary>All links of the namespace, by index.</summary>
    public static List<Link> ListLinks(this RouteSocket socket)
    {
        var request = socket.BeginQuery();
        request.Append(BeginList(request), tag: null);
        return socket.Dump(request, "list links", LinkParser.Parse);
    }

    /// <summary>
    /// The links of a kind (<c>bridge</c>, <c>vxlan</c>), by index. Where there are a thousand veths, a list of all
    /// takes the kernel 15 ms: of each it searches the number of the namespace that it leads to.
    /// </summary>
    public static List<Link> ListLinks(this RouteSocket socket, string kind)
    {
        var request = socket.BeginQuery();
        var message = BeginList(request);
        var info = message.BeginNest(LinkAttribute.Info);
        message.Text(LinkAttribute.InfoKind, kind);
        message.EndNest(info);
        request.Append(message, tag: null);
        // A kernel without the kind lists all.
        return socket.Dump(request, $"list links of kind {kind}", it => LinkParser.Parse(it) is { } link && link.Kind == kind ? link : null);
    }

    /// <summary>Null where there is no such link.</summary>
    public static Link? FindLink(this RouteSocket socket, InterfaceName name) => Find(socket, 0, name.Value);

    /// <summary>Null where there is no such link.</summary>
    public static Link? FindLink(this RouteSocket socket, int index) => Find(socket, index, null);

    private static MessageWriter BeginList(RouteBatch request)
    {
        var message = request.Begin(RouteMessage.GetLink, RouteMessage.Dump);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index: 0, up: null);
        message.U32(LinkAttribute.ExtraMask, LinkAttribute.SkipStatistics);
        return message;
    }

    private static Link? Find(RouteSocket socket, int index, string? name)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetLink, 0);
        LinkMessage.Header(ref message, AddressFamilies.Unspecified, index, up: null);
        if (name is not null)
            message.Text(LinkAttribute.Name, name);
        message.U32(LinkAttribute.ExtraMask, LinkAttribute.SkipStatistics);
        request.Append(message, tag: null);
        return socket.Get(request, $"read link {name ?? $"{index}"}", LinkParser.Parse);
    }
}
