using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Netlink;

public sealed class BatchTests : IDisposable
{
    private readonly TestNamespace _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public void Each_message_has_its_result_and_a_refusal_stops_none_behind_it()
    {
        var batch = new RouteBatch();
        batch.AddBridge(new InterfaceName("br0"), tag: "first");
        batch.DeleteLink(999, tag: "second");
        batch.AddBridge(new InterfaceName("br0"), tag: "third");
        batch.AddBridge(new InterfaceName("br1"), tag: "fourth");

        var results = _here.Socket.Execute(batch);

        Assert.Equal(["first", "second", "third", "fourth"], results.Select(r => r.Tag));
        Assert.Equal([true, false, false, true], results.Select(r => r.IsSuccess));
        Assert.True(results[1].IsNotFound);
        Assert.True(results[2].IsAlreadyExists);
        Assert.Equal(["br0", "br1"], _here.Socket.ListLinks().Where(l => l.Kind == "bridge").Select(l => l.Name));
    }

    [Fact]
    public void Last_message_of_a_batch_may_be_the_one_that_is_refused()
    {
        var batch = new RouteBatch();
        batch.AddBridge(new InterfaceName("br0"));
        batch.DeleteLink(999);

        Assert.Equal([true, false], _here.Socket.Execute(batch).Select(r => r.IsSuccess));
        Assert.Equal([false, false], _here.Socket.Execute(batch).Select(r => r.IsSuccess));
    }

    [Fact]
    public void Empty_batch_does_nothing() => Assert.Empty(_here.Socket.Execute(new RouteBatch()));

    [Fact]
    public void Thousands_of_refusals_all_come_back()
    {
        var batch = new RouteBatch();
        for (var i = 0; i < 20_000; i++)
            batch.DeleteNeighbor(new Neighbor(1, new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), null));

        Assert.Empty(_here.Socket.Execute(batch).Where(r => !r.IsNotFound).Take(3));
    }

    [Fact]
    public void Five_thousand_remote_nodes_go_in_and_read_back()
    {
        // Without any address the kernel has no local table, and holds every onlink gateway for wrong.
        _here.Execute(b => b.SetLink(1, new LinkOptions(Up: true)));
        _here.Execute(b => b.AddVxlan(new InterfaceName("vx0"), new VxlanOptions(new Vni(1), IPAddress.Loopback, 4789), new LinkOptions(Up: true)));
        var link = _here.Index("vx0");
        var batch = new RouteBatch();
        for (var i = 0; i < 5000; i++)
            RemoteNode(batch, link, i);

        Assert.Empty(_here.Socket.Execute(batch).Where(r => !r.IsSuccess).Take(3));

        Assert.Equal(5000, _here.Socket.ListFdb(link).Count);
        Assert.Equal(5000, _here.Socket.ListNeighbors(link).Count(n => n.State == NeighborState.Permanent));
        Assert.Equal(5000, _here.Socket.ListRoutes().Count(r => r.Protocol == 77));
    }

    [Fact]
    public void Questions_of_a_batch_are_answered_in_their_order()
    {
        _here.Execute(b => b.SetLink(1, new LinkOptions(Up: true)));
        _here.Execute(b => b.AddVxlan(new InterfaceName("vx0"), new VxlanOptions(new Vni(1), IPAddress.Loopback, 4789), new LinkOptions(Up: true)));
        var link = _here.Index("vx0");
        _here.Execute(b => RemoteNode(b, link, 7));
        var questions = new RouteBatch();
        questions.GetFdb(link, new MacAddress(0x02_00_00_00_00_08));
        questions.MatchRoute(new IPAddress([11, 0, 7, 1]));
        questions.GetNeighbor(link, new IPAddress([10, 0, 0, 7]));
        questions.MatchRoute(new IPAddress([11, 0, 8, 1]));
        questions.GetFdb(link, new MacAddress(0x02_00_00_00_00_07));
        questions.GetNeighbor(link, new IPAddress([10, 0, 0, 8]));

        var answers = _here.Socket.Ask(questions);

        Assert.Equal(
            [null, IPNetwork.Parse("11.0.7.0/24"), new IPAddress([10, 0, 0, 7]), null, new IPAddress([172, 31, 0, 7]), null],
            answers.Select(answer => answer switch
            {
                Route route => (object)route.Destination,
                Neighbor neighbor => neighbor.Address,
                FdbEntry entry => entry.Destination,
                _ => answer,
            }));
        Assert.Empty(_here.Socket.Ask(new RouteBatch()));
    }

    [Fact]
    public void A_links_index_is_read_by_its_name()
    {
        _here.Execute(b => b.AddBridge(new InterfaceName("br0")));

        Assert.Equal(_here.Index("br0"), _here.Socket.IndexOf(new InterfaceName("br0")));
        Assert.Null(_here.Socket.IndexOf(new InterfaceName("br1")));
    }

    private static void RemoteNode(RouteBatch batch, int link, int number)
    {
        var mac = new MacAddress(0x02_00_00_00_00_00 + (ulong)number);
        var tunnel = new IPAddress([10, 0, (byte)(number >> 8), (byte)number]);
        batch.ReplaceFdb(new FdbEntry(link, mac, new IPAddress([172, 31, (byte)(number >> 8), (byte)number])));
        batch.ReplaceNeighbor(new Neighbor(link, tunnel, mac));
        batch.ReplaceRoute(new Route(new IPNetwork(new IPAddress([11, (byte)(number >> 8), (byte)number, 0]), 24))
        {
            Gateway = tunnel,
            LinkIndex = link,
            OnLink = true,
            Protocol = 77,
            Metric = (uint)number + 1,
        });
    }
}
