using Netaas.Core.Naming;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>What stands on our devices: addresses, neighbors, FDB entries and routes, in batches of one send.</summary>
internal static class Entries
{
    // What a socket takes in one send: the next ones are written where these were.
    private const int MostAtOnce = 512;

    /// <summary>Kinds that this knows.</summary>
    public static bool Handles(ObjectKind kind) => kind is ObjectKind.Address or ObjectKind.AnsweredAddress or ObjectKind.Neighbor or ObjectKind.FdbEntry or ObjectKind.Route;

    public static void Apply(IReadOnlyList<Step> steps, NodeSockets node, FailureLog failures)
    {
        var batch = node.Batch;
        batch.Clear();
        foreach (var step in steps)
        {
            if (batch.Count >= MostAtOnce)
                Send(batch, node, failures);
            if (step.Object is RouteObject { On: null } direct)
                AppendRoute(batch, step, direct, null);
            else if (step.Object is AnsweredAddressObject answered)
                AnsweredAddresses.Append(batch, (step, answered), node, failures);
            else if (step.Object.Device is { } device && node.IndexOf(device) is { } index)
                Append(batch, step, index);
            else if (step.Action != StepAction.Remove)
                failures.Refused(step, $"there is no interface {step.Object.Device}");
        }
        Send(batch, node, failures);
    }

    private static void Send(RouteBatch batch, NodeSockets node, FailureLog failures)
    {
        foreach (var result in node.Routes.Execute(batch))
            if (!result.IsSuccess && result.Tag is Step step && !(step.Action == StepAction.Remove && result.IsNotFound))
                failures.Refused(step, result.ToException()?.Message ?? "");
        batch.Clear();
    }

    /// <summary>All entries of ours, of the kinds asked for.</summary>
    public static List<TableEntry> Read(IReadOnlySet<ObjectKind> kinds, NodeSockets node, IReadOnlyDictionary<int, Link> devices)
    {
        var found = new List<TableEntry>();
        Walk(kinds, node, devices, found.Add, kind => found.RemoveAll(entry => entry.Kind == kind));
        return found;
    }

    /// <summary>The same, each handed over as it comes: a big fleet's tables needn't be held.</summary>
    /// <param name="again">Told where a table is begun anew: what was handed over of the kind doesn't count.</param>
    public static void Walk(IReadOnlySet<ObjectKind> kinds, NodeSockets node, IReadOnlyDictionary<int, Link> devices, Action<TableEntry> take, Action<ObjectKind> again)
    {
        var names = devices.ToDictionary(device => device.Key, device => new InterfaceName(device.Value.Name));
        if (kinds.Contains(ObjectKind.Address))
            foreach (var address in node.Routes.ListAddresses())
                if (!IsLinkLocal(address) && names.TryGetValue(address.LinkIndex, out var on))
                    take(new AddressObject(on, address.Address));
        if (kinds.Contains(ObjectKind.AnsweredAddress))
            foreach (var answered in AnsweredAddresses.Read(node))
                take(answered);
        if (kinds.Contains(ObjectKind.Neighbor))
            node.Routes.WalkNeighbors(
                entry =>
                {
                    if (IsPermanent(entry) && entry.Mac is { } mac && names.TryGetValue(entry.LinkIndex, out var on))
                        take(new NeighborObject(on, entry.Address, mac));
                },
                () => again(ObjectKind.Neighbor));
        if (kinds.Contains(ObjectKind.FdbEntry))
            node.Routes.WalkFdb(
                entry =>
                {
                    if (entry.Destination is { } to && names.TryGetValue(entry.LinkIndex, out var on))
                        take(new FdbObject(on, entry.Mac, to));
                },
                () => again(ObjectKind.FdbEntry));
        if (kinds.Contains(ObjectKind.Route))
            node.Routes.WalkRoutes(
                route =>
                {
                    if (route.Protocol == FixedNames.RouteProtocol && Read(route, names.TryGetValue(route.LinkIndex ?? 0, out var on) ? on : null) is { } ours)
                        take(ours);
                },
                () => again(ObjectKind.Route));
    }

    /// <summary>
    /// Single entries, asked for one by one in one send: on a node with thousands of peers a table takes ten milliseconds to read.
    /// </summary>
    /// <param name="wanted">Name them; a route is found where the kernel would take it.</param>
    /// <returns>One a wanted entry, in order; null where there is none.</returns>
    public static TableEntry?[] Find(IReadOnlyList<KernelObject> wanted, NodeSockets node)
    {
        var found = new TableEntry?[wanted.Count];
        var (questions, asked) = (node.Batch, new List<(int Place, int Index)>(wanted.Count));
        questions.Clear();
        for (var i = 0; i < found.Length; i++)
        {
            if (wanted[i] is AnsweredAddressObject answered)
                found[i] = AnsweredAddresses.Read(node).FirstOrDefault(it => it.Equals(answered));
            else if ((wanted[i].Device is { } device ? node.IndexOf(device) : 0) is not { } index)
                continue;
            else if (wanted[i] is AddressObject address)
                found[i] = node.Routes.ListAddresses(index).Any(it => it.Address == address.Address) ? address : null;
            else
            {
                Ask(questions, wanted[i], index);
                asked.Add((i, index));
            }
        }
        var answers = node.Routes.Ask(questions);
        for (var i = 0; i < answers.Length; i++)
            found[asked[i].Place] = Answered(wanted[asked[i].Place], asked[i].Index, answers[i]);
        return found;
    }

    private static void Ask(RouteBatch questions, KernelObject wanted, int index)
    {
        switch (wanted)
        {
            case NeighborObject it:
                questions.GetNeighbor(index, it.Address);
                break;
            case FdbObject it:
                questions.GetFdb(index, it.Mac);
                break;
            case RouteObject it:
                questions.MatchRoute(it.Destination.BaseAddress);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "Not an entry.");
        }
    }

    private static TableEntry? Answered(KernelObject wanted, int index, object? answer) => (wanted, answer) switch
    {
        (NeighborObject it, Neighbor { Mac: { } mac } entry) when IsPermanent(entry) => it with { Mac = mac },
        (FdbObject it, FdbEntry { Destination: { } to }) => it with { Destination = to },
        (RouteObject it, Route route) when route.Destination.Equals(it.Destination) && route.Protocol == FixedNames.RouteProtocol
            && (it.On is null || route.LinkIndex == index) => Read(route, it.On),
        _ => null,
    };

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
