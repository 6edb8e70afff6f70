using Netaas.Core.Naming;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Changes to links and to what stands on them in the words of a plan. It remembers which index is which of our interfaces,
/// as the kernel says no more of an address or a route, and which number is which pod's namespace.
/// </summary>
internal sealed class ToldLinks
{
    private readonly Dictionary<int, Link> _ours = [];
    private readonly Dictionary<int, HashSet<ObjectKey>> _pods = [];

    public ToldLinks(IEnumerable<Link> links)
    {
        foreach (var link in links)
            Remember(link);
    }

    public IEnumerable<Told> Translate(RouteChange change)
    {
        if (change.Namespace is { } ns)
            return _pods.GetValueOrDefault(ns, []).Select(pod => ToldPods.Inside(pod, change)).OfType<Told>();
        return change switch
        {
            LinkChange link => Links(link),
            BridgePortChange port when _ours.GetValueOrDefault(port.LinkIndex) is { Kind: "veth" } link => [ToldPods.Port(link, port.Port)],
            AddressChange { Address: var it } address when NameOf(it.LinkIndex) is { } on && !it.Address.Address.IsIPv6LinkLocal =>
                [OfEntry(new AddressObject(on, it.Address), address.IsGone)],
            AddressChange { Address: { Protocol: FixedNames.AddressProtocol } it } address => [OfEntry(new AnsweredAddressObject(it.Address.Address), address.IsGone)],
            NeighborChange { Neighbor: var it } neighbor when NameOf(it.LinkIndex) is { } on =>
                [OfEntry(new NeighborObject(on, it.Address, it.Mac ?? default), neighbor.IsGone || it.Mac is null || !Entries.IsPermanent(it))],
            FdbChange { Entry: var it } fdb when NameOf(it.LinkIndex) is { } on =>
                [OfEntry(new FdbObject(on, it.Mac, it.Destination ?? System.Net.IPAddress.None), fdb.IsGone || it.Destination is null)],
            RouteEntryChange { Route: { Table: Route.MainTable } it } route when NameOf(it.LinkIndex ?? 0) is { } on => [OfRoute(it, on, route.IsGone)],
            RouteEntryChange { Route: { Table: Route.MainTable, Protocol: FixedNames.RouteProtocol } it } route => [OfRoute(it, null, route.IsGone)],
            _ => [],
        };
    }

    /// <summary>
    /// An object with which others go of which the kernel says nothing (IPv4 routes over a link that goes down, or with a
    /// source address that goes); null for none.
    /// </summary>
    public ObjectKey? Fallen(RouteChange change) => change switch
    {
        { Namespace: not null } => null,
        LinkChange { Link: var link } it when _ours.TryGetValue(link.Index, out var before) && before is { IsUp: true, Kind: "bridge" or "vxlan" } && (it.IsGone || !link.IsUp) =>
            OfLink(before, isGone: true).Key,
        AddressChange { IsGone: true, Address: var it } when NameOf(it.LinkIndex) is { } on => new AddressObject(on, it.Address).Key,
        _ => null,
    };

    private IEnumerable<Told> Links(LinkChange change)
    {
        var link = change.Link;
        var known = _ours.GetValueOrDefault(link.Index);
        // A bridge tells of its ports in messages of its own, which say little.
        if (known is null && !GeneratedNames.IsOurs(link.Name))
            yield break;
        if (known is not null && (change.IsGone || known.Name != link.Name))
        {
            _ours.Remove(link.Index);
            yield return OfLink(known, isGone: true);
        }
        if (change.IsGone || !GeneratedNames.IsOurs(link.Name))
            yield break;
        Remember(link);
        yield return OfLink(link, isGone: false);
    }

    private void Remember(Link link)
    {
        if (!GeneratedNames.IsOurs(link.Name))
            return;
        _ours[link.Index] = link;
        if (link is { Kind: "veth", PeerNamespaceId: { } ns })
            Pods(ns).Add(new ObjectKey(ObjectKind.PodAttachment, link.Name));
    }

    /// <summary>Those that lead into a namespace; a number that the kernel gives again may have some of before, which nobody wants.</summary>
    private HashSet<ObjectKey> Pods(int ns) => _pods.TryGetValue(ns, out var pods) ? pods : _pods[ns] = [];

    private Told OfLink(Link link, bool isGone) => link.Kind switch
    {
        "veth" => ToldPods.HostEnd(link, isGone ? null : link, _ours.GetValueOrDefault(link.Master)?.Name),
        "vxlan" => Told.Of(new ObjectKey(ObjectKind.Vxlan, link.Name), isGone ? null : Devices.Read(link)),
        _ => Told.Of(new ObjectKey(ObjectKind.Bridge, link.Name), isGone ? null : Devices.Read(link)),
    };

    private static Told OfEntry(KernelObject entry, bool isGone) => Told.Of(entry.Key, isGone ? null : entry);

    private static Told OfRoute(Route route, InterfaceName? on, bool isGone) => Told.Of(
        new RouteObject(route.Destination, on, null, System.Net.IPAddress.None, 0).Key,
        isGone || route.Protocol != FixedNames.RouteProtocol ? null : Entries.Read(route, on));

    private InterfaceName? NameOf(int index) => _ours.TryGetValue(index, out var link) ? new InterfaceName(link.Name) : null;
}
