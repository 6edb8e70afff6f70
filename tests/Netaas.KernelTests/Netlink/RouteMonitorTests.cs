using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Netlink;

public sealed class RouteMonitorTests : IDisposable
{
    private readonly TestNamespace _here = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(10));

    public void Dispose()
    {
        _limit.Dispose();
        _here.Dispose();
    }

    [Fact]
    public async Task Changes_come_in_order_with_what_has_changed()
    {
        using var monitor = RouteMonitor.Open(_here.Namespace, RouteGroups.Links | RouteGroups.Addresses | RouteGroups.Routes | RouteGroups.Neighbors);
        var address = new InterfaceAddress(IPAddress.Parse("10.10.0.1"), 24);
        var neighbor = IPAddress.Parse("10.10.0.2");

        _here.Execute(b => b.AddBridge(new InterfaceName("br0"), new LinkOptions(Up: true)));
        var index = _here.Index("br0");
        _here.Execute(b =>
        {
            b.AddAddress(new LinkAddress(index, address));
            b.AddNeighbor(new Neighbor(index, neighbor, new MacAddress(0x02_00_00_00_00_01)));
            b.DeleteLink(index);
        });

        await ExpectAsync(monitor,
            c => c is LinkChange { Link: { Name: "br0", Kind: "bridge" }, IsGone: false },
            c => c is AddressChange { IsGone: false } a && a.Address.Address == address,
            c => c is NeighborChange { IsGone: false } n && n.Neighbor.Address.Equals(neighbor),
            c => c is LinkChange { Link.Name: "br0", IsGone: true });
    }

    [Fact]
    public async Task Routes_of_both_families_are_told()
    {
        using var monitor = RouteMonitor.Open(_here.Namespace, RouteGroups.Routes);
        var (four, six) = (IPNetwork.Parse("10.10.0.0/16"), IPNetwork.Parse("fd00:10::/32"));

        _here.Execute(b =>
        {
            b.AddRoute(new Route(four) { Type = RouteType.Unreachable });
            b.AddRoute(new Route(six) { Type = RouteType.Unreachable });
            b.DeleteRoute(new Route(four) { Type = RouteType.Unreachable });
        });

        await ExpectAsync(monitor,
            c => c is RouteEntryChange { IsGone: false } r && r.Route.Destination == four,
            c => c is RouteEntryChange { IsGone: false } r && r.Route.Destination == six,
            c => c is RouteEntryChange { IsGone: true } r && r.Route.Destination == four);
    }

    [Fact]
    public async Task What_routes_and_neighbors_a_socket_of_ours_makes_is_not_told_and_what_it_removes_is()
    {
        using var other = RouteSocket.Open(_here.Namespace);
        _here.Execute(b => b.AddBridge(new InterfaceName("br0"), new LinkOptions(Up: true)));
        var index = _here.Index("br0");
        using var monitor = RouteMonitor.Open(_here.Namespace, RouteGroups.Routes | RouteGroups.Neighbors, own: _here.Socket);
        var (ours, theirs) = (IPNetwork.Parse("10.20.0.0/16"), IPNetwork.Parse("10.30.0.0/16"));
        var (near, far) = (IPAddress.Parse("10.20.0.2"), IPAddress.Parse("10.30.0.2"));

        _here.Execute(b => Add(b, ours, near));
        other.Execute("as somebody else", b => Add(b, theirs, far));
        _here.Execute(b => b.DeleteRoute(new Route(ours) { Type = RouteType.Unreachable }));

        var told = new List<string>();
        await foreach (var change in monitor.ReadAsync(_limit.Token))
        {
            told.Add(change switch
            {
                RouteEntryChange it => $"{(it.IsGone ? "-" : "+")} {it.Route.Destination}",
                NeighborChange it => $"{(it.IsGone ? "-" : "+")} {it.Neighbor.Address}",
                _ => "",
            });
            if (told[^1] == $"- {ours}")
                break;
        }
        Assert.Equal([$"+ {theirs}", $"+ {far}", $"- {ours}"], told.Where(it => it.Contains(" 10.", StringComparison.Ordinal)));

        void Add(RouteBatch batch, IPNetwork to, IPAddress neighbor)
        {
            batch.AddRoute(new Route(to) { Type = RouteType.Unreachable });
            batch.AddNeighbor(new Neighbor(index, neighbor, new MacAddress(0x02_00_00_00_00_01)));
        }
    }

    [Fact]
    public async Task More_changes_than_fit_end_in_a_word_that_some_were_lost()
    {
        using var monitor = RouteMonitor.Open(_here.Namespace, RouteGroups.Routes);
        _here.Execute(b =>
        {
            for (var i = 0; i < 60_000; i++)
                b.AddRoute(new Route(new IPNetwork(new IPAddress([10, (byte)(i >> 8), (byte)i, 0]), 24)) { Type = RouteType.Blackhole });
        });

        var seen = 0;
        await foreach (var change in monitor.ReadAsync(_limit.Token))
        {
            if (change is ChangesLost)
                break;
            seen++;
        }

        Assert.InRange(seen, 1, 60_000);
    }

    [Fact]
    public async Task Reading_ends_when_the_monitor_is_disposed_or_the_token_cancelled()
    {
        var monitor = RouteMonitor.Open(_here.Namespace, RouteGroups.Links);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in monitor.ReadAsync(cancelled.Token))
                continue;
        });

        monitor.Dispose();
        await foreach (var _ in monitor.ReadAsync(_limit.Token))
            Assert.Fail("Nothing has changed.");
        monitor.Dispose();
    }

    private async Task ExpectAsync(RouteMonitor monitor, params Func<RouteChange, bool>[] wanted)
    {
        var next = 0;
        await foreach (var change in monitor.ReadAsync(_limit.Token))
            if (wanted[next](change) && ++next == wanted.Length)
                return;
        Assert.Fail($"Change {next} of {wanted.Length} didn't come.");
    }
}
