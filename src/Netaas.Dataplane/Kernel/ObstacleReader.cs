using System.Globalization;
using System.Net.Sockets;
using Netaas.Dataplane.Names;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Something of a node, not ours, that gets in the way and that we may not change.</summary>
/// <param name="Kind">A word for programs.</param>
public sealed record Obstacle(string Kind, string Message);

/// <summary>Reads what gets in the way of pods' packets on a node. One caller at a time.</summary>
public sealed class ObstacleReader : IDisposable
{
    private const uint Forward = 2; // NF_INET_FORWARD

    // The kinds of our links that forward what comes from elsewhere.
    private static readonly string[] s_forwarders = ["vxlan", "bridge"];

    private readonly NetworkNamespace _namespace;
    private readonly RouteSocket _routes;
    private readonly ElementSocket _chains;
    private IReadOnlyList<NeighborTable> _tables = [];

    private ObstacleReader(NetworkNamespace ns, RouteSocket routes, ElementSocket chains) => (_namespace, _routes, _chains) = (ns, routes, chains);

    /// <param name="netnsPath">Null for the program's own namespace.</param>
    public static ObstacleReader Open(string? netnsPath)
    {
        var ns = netnsPath is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(netnsPath);
        return new ObstacleReader(ns, RouteSocket.Open(ns), ElementSocket.Open(ns));
    }

    /// <summary>In a fixed order.</summary>
    public IReadOnlyList<Obstacle> Read()
    {
        var (before, now) = (_tables, _routes.ListNeighborTables());
        _tables = now;
        List<string> forwarders = [.. s_forwarders.SelectMany(kind => _routes.ListLinks(kind)).Select(link => link.Name).Where(GeneratedNames.IsOurs).Order(StringComparer.Ordinal)];
        return [.. Drops(), .. StrictFilters(forwarders), .. ClosedUplinks(forwarders), .. Overflows(before, now)];
    }

    public void Dispose()
    {
        _chains.Dispose();
        _routes.Dispose();
        _namespace.Dispose();
    }

    private IEnumerable<Obstacle> Drops() => _chains.ListBaseChains()
        .Where(chain => chain is { Hook: Forward, DropsByDefault: true, Family: TableFamily.Inet or TableFamily.Ipv4 or TableFamily.Ipv6 } && chain.Table != FixedNames.Table)
        .OrderBy(chain => chain.Table, StringComparer.Ordinal).ThenBy(chain => chain.Name, StringComparer.Ordinal)
        .Select(chain => new Obstacle(
            "forwardDrop",
            $"Chain {chain.Name} of table {Text(chain.Family)} {chain.Table} drops forwarded packets by default: let it accept what comes from or goes to interfaces {FixedNames.InterfacePrefix}*."));

    /// <summary>The kernel takes the stricter of what is set for all and for one.</summary>
    private IEnumerable<Obstacle> StrictFilters(List<string> forwarders) => forwarders
        .Where(name => Math.Max(Setting("all", "rp_filter") ?? 0, Setting(name, "rp_filter") ?? 0) == 1)
        .Select(name => new Obstacle(
            "strictReversePath",
            $"rp_filter is strict on {name}, so that replies which come another way are dropped: set net.ipv4.conf.all.rp_filter to 2."))
        .Take(1);

    /// <summary>What the kernel says of this stands in its log alone; whoever isn't found out is as if he weren't there.</summary>
    /// <param name="before">As read last; overflows of before that are over.</param>
    internal static IEnumerable<Obstacle> Overflows(IReadOnlyList<NeighborTable> before, IReadOnlyList<NeighborTable> now) => now
        .Where(table => before.Any(it => it.Name == table.Name && it.Overflows < table.Overflows))
        .Select(table => (table.Most, Stack: table.Name == "arp_cache" ? "ipv4" : "ipv6"))
        .OrderBy(table => table.Stack, StringComparer.Ordinal)
        .Select(table => new Obstacle(
            "neighborsOverflow",
            $"The kernel's table of {table.Stack} neighbors is full, with {table.Most} for all namespaces, so that some nodes and pods are not reached: set net.{table.Stack}.neigh.default.gc_thresh3 to several times that."));

    private IEnumerable<Obstacle> ClosedUplinks(List<string> forwarders)
    {
        // Without any network of ours nothing is forwarded for it.
        if (forwarders.Count == 0)
            return [];
        var uplinks = _routes.ListRoutes().Where(route => route.Destination is { PrefixLength: 0, BaseAddress.AddressFamily: AddressFamily.InterNetwork })
            .Select(route => route.LinkIndex).ToHashSet();
        return _routes.ListLinks().Where(link => uplinks.Contains(link.Index) && Setting(link.Name, "forwarding") == 0)
            .Select(link => link.Name)
            .Order(StringComparer.Ordinal)
            .Select(name => new Obstacle(
                "forwardingOff",
                $"Nothing that comes in by {name} is forwarded, so that pods and what is published are not reached by it: set net.ipv4.conf.{name}.forwarding to 1."));
    }

    /// <returns>Null where there is no such device any more.</returns>
    private int? Setting(string device, string name)
    {
        try
        {
            return int.Parse(_namespace.ReadSysctl($"net/ipv4/conf/{device}/{name}"), CultureInfo.InvariantCulture);
        }
        catch (NetlinkException gone) when (gone.IsNotFound)
        {
            return null;
        }
    }

    private static string Text(TableFamily family) => family switch
    {
        TableFamily.Inet => "inet",
        TableFamily.Ipv4 => "ip",
        TableFamily.Ipv6 => "ip6",
        TableFamily.Bridge => "bridge",
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Not a family."),
    };
}
