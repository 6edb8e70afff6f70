using Netaas.Core.Naming;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>What stands on our devices: addresses, neighbors, FDB entries and routes, in batches of one send.</summary>
internal static class Entries
{
    /// <summary>Kinds that this knows.</summary>
    public static bool Handles(ObjectKind kind) => kind is ObjectKind.Address or ObjectKind.AnsweredAddress or ObjectKind.Neighbor or ObjectKind.FdbEntry or ObjectKind.Route;

    public static void Apply(IEnumerable<Step> steps, NodeSockets node, FailureLog failures)
    {
        var batch = node.Batch;
        batch.Clear();
        foreach (var step in steps)
        {
            if (step.Object is RouteObject { On: null } direct)
                AppendRoute(batch, step, direct, null);
            else if (step.Object is AnsweredAddressObject answered)
                AnsweredAddresses.Append(batch, (step, answered), node, failures);
            else if (step.Object.Device is { } device && node.IndexOf(device) is { } index)
                Append(batch, step, index);
            else if (step.Action != StepAction.Remove)
                failures.Refused(step, $"there is no interface {step.Object.Device}");
        }
        foreach (var result in node.Routes.Execute(batch))
            if (!result.IsSuccess && result.Tag is Step step && !(step.Action == StepAction.Remove && result.IsNotFound))
                failures.Refused(step, result.ToException()?.Message ?? "");
    }

    /// <summary>All entries of ours, of the kinds asked for.</summary>
    public static IEnumerable<KernelObject> Read(IReadOnlySet<ObjectKind> kinds, NodeSockets node, IReadOnlyDictionary<int, Link> devices)
    {
        var found = new List<KernelObject>();
        var names = devices.ToDictionary(device => device.Key, device => new InterfaceName(device.Value.Name));
        if (kinds.Contains(ObjectKind.Address))
            foreach (var address in node.Routes.ListAddresses())
                if (!IsLinkLocal(address) && names.TryGetValue(address.LinkIndex, out var on))
                    found.Add(new AddressObject(on, address.Address));
        if (kinds.Contains(ObjectKind.AnsweredAddress))
            found.AddRange(AnsweredAddresses.Read(node));
        if (kinds.Contains(ObjectKind.Neighbor))
            foreach (var entry in node.Routes.ListNeighbors())
                if (IsPermanent(entry) && entry.Mac is { } mac && names.TryGetValue(entry.LinkIndex, out var on))
                    found.Add(new NeighborObject(on, entry.Address, mac));
        if (kinds.Contains(ObjectKind.FdbEntry))
            foreach (var entry in node.Routes.ListFdb())
                if (entry.Destination is { } to && names.TryGetValue(entry.LinkIndex, out var on))
                    found.Add(new FdbObject(on, entry.Mac, to));
        if (kinds.Contains(ObjectKind.Route))
            foreach (var route in node.Routes.ListRoutes())
                if (route.Protocol == FixedNames.RouteProtocol && Read(route, names.TryGetValue(route.LinkIndex ?? 0, out var on) ? on : null) is { } ours)
                    found.Add(ours);
        return found;
    }

    /// <summary>
    /// One entry, asked for by itself: on a node with thousands of peers a table takes ten milliseconds to read.
    /// </summary>
    /// <param name="wanted">Names it; a route is found where the kernel would take it.</param>
    public static KernelObject? Find(KernelObject wanted, NodeSockets node)
    {
        if (wanted is AnsweredAddressObject answered)
            return AnsweredAddresses.Read(node).FirstOrDefault(it => it.Equals(answered));
        var on = wanted.Device;
        if ((on is { } device ? node.IndexOf(device) : 0) is not { } index)
            return null;
        return wanted switch
        {
            AddressObject it => node.Routes.ListAddresses(index).Any(address => address.Address == it.Address) ? it : null,
            NeighborObject it => node.Routes.FindNeighbor(index, it.Address) is { Mac: { } mac } entry && IsPermanent(entry) ? it with { Mac = mac } : null,
            FdbObject it => node.Routes.FindFdb(index, it.Mac) is { Destination: { } to } ? it with { Destination = to } : null,
            RouteObject it => node.Routes.MatchRoute(it.Destination.BaseAddress) is { } route && route.Destination.Equals(it.Destination)
                && route.Protocol == FixedNames.RouteProtocol && (on is null || route.LinkIndex == index) ? Read(route, on) : null,
            _ => throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "Not an entry."),
        };
    }

    /// <summary>A route of ours as the object that it would be in a plan; null for one that is none.</summary>
    /// <param name="device">Null for a link of the node's own, which direct routes lead over.</param>
    public static RouteObject? Read(Route route, InterfaceName? device) =>
        route.Source is { } source && route.Type == RouteType.Unicast && (device is null ? route is { Gateway: not null, OnLink: false } : route.Gateway is null || route.OnLink)
            ? new RouteObject(route.Destination, device, route.Gateway, source, route.Metric)
            : null;

    private static void Append(RouteBatch batch, Step step, int index)
    {
        var removes = step.Action == StepAction.Remove;
        switch (step.Object)
        {
            case AddressObject wanted:
                Action<LinkAddress, object?> address = removes ? batch.DeleteAddress : batch.ReplaceAddress;
                address(new LinkAddress(index, wanted.Address) { Flags = AddressFlags.NoDuplicateDetection }, step);
                break;
            case NeighborObject wanted when removes:
                batch.DeleteNeighbor(new Neighbor(index, wanted.Address, wanted.Mac), step);
                break;
            case NeighborObject wanted:
                batch.ReplaceNeighbor(new Neighbor(index, wanted.Address, wanted.Mac), step);
                break;
            case FdbObject wanted when removes:
                batch.DeleteFdb(new FdbEntry(index, wanted.Mac, wanted.Destination), step);
                break;
            case FdbObject wanted:
                batch.ReplaceFdb(new FdbEntry(index, wanted.Mac, wanted.Destination), step);
                break;
            case RouteObject wanted:
                AppendRoute(batch, step, wanted, index);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "Not an entry.");
        }
    }

    private static void AppendRoute(RouteBatch batch, Step step, RouteObject wanted, int? index)
    {
        if (step.Action == StepAction.Remove)
        {
            batch.DeleteRoute(ToKernel(wanted, index), step);
            return;
        }
        // A route's metric is part of what the kernel tells it apart by: another one would stand beside the old.
        if (step.Found is RouteObject old && old.Metric != wanted.Metric)
            batch.DeleteRoute(ToKernel(old, index), tag: null);
        batch.ReplaceRoute(ToKernel(wanted, index), step);
    }

    private static Route ToKernel(RouteObject wanted, int? index) => new(wanted.Destination)
    {
        Gateway = wanted.Via,
        LinkIndex = index,
        Source = wanted.Source,
        OnLink = wanted.Via is not null && wanted.On is not null,
        Scope = wanted.Via is null && wanted.Destination.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? RouteScope.Link
            : RouteScope.Universe,
        Protocol = FixedNames.RouteProtocol,
        Metric = wanted.Metric,
    };

    public static bool IsPermanent(Neighbor entry) => (entry.State & NeighborState.Permanent) != 0;

    private static bool IsLinkLocal(LinkAddress address) => address.Address.Address.IsIPv6LinkLocal;
}
