using System.Collections.Immutable;
using System.Diagnostics;
using Netaas.Bench.Report;
using Netaas.Core.View;
using Netaas.Netlink;
using Netaas.Nftables;

namespace Netaas.Bench.Scale;

/// <summary>What one change costs on a node that has much already, beside what libnftables takes for the bare element.</summary>
internal static class ScaleFigures
{
    private const int Samples = 100;
    private const int Peers = 5_000;
    private const int Nodes = 9;

    // An agent runs for months: what a change costs is measured once its code is compiled at its best, which the runtime does
    // aside, in rests after some rounds of calls.
    private const int Before = 5;
    private static readonly TimeSpan s_untilCompiled = TimeSpan.FromMilliseconds(500);

    public static IEnumerable<Figure> Measure()
    {
        foreach (var figure in Mappings())
            yield return figure;
        ImmutableArray<ViewItem> peers = [.. Enumerable.Range(0, Peers).SelectMany(ScaleNode.Peer)];
        foreach (var figure in RemoteNodes(peers))
            yield return figure;
        yield return OneMore(peers);
    }

    private static IEnumerable<Figure> Mappings()
    {
        using var node = new ScaleKernel(Netns("scale"));
        using var ns = NetworkNamespace.Open(node.Netns);
        using var nft = NftablesContext.Open(ns.Handle);
        node.Set([.. Enumerable.Range(0, 10).Select(ScaleNode.Pod)]);
        var count = 0;
        foreach (var (until, name) in new[] { (1_000, "1,000"), (10_000, "10,000") })
        {
            node.Set([.. Enumerable.Range(count, until - count).Select(number => ScaleNode.Mapping(number, number % 10))]);
            count = until;
            var (ours, theirs) = (new Percentiles(), new Percentiles());
            for (var sample = 0; sample < Samples; sample++)
            {
                ours.Add(node.Set(ScaleNode.Mapping(sample % 7, (sample + 1) % 10, revision: 2 + sample)));
                // What has to change of the map for it, as text and in one transaction.
                theirs.Add(Time(() => nft.Run(
                    $"add element inet netaas any-ports-4 {{ tcp . {50_000 + sample} : 10.1.0.2 . 80 }}\ndelete element inet netaas any-ports-4 {{ tcp . {50_000 + sample} : 10.1.0.2 . 80 }}")));
            }
            yield return Figure.Time($"one mapping changed among {name}, verified, p50 · libnftables", ours.At(0.5), theirs.At(0.5), "within 2×, flat");
        }
    }

    /// <summary>On nodes that have no peers yet, one after the other: the first that this process brings them to, and the median.</summary>
    private static IEnumerable<Figure> RemoteNodes(ImmutableArray<ViewItem> peers)
    {
        var (all, limit) = (new Percentiles(), new Percentiles());
        for (var round = 0; round < Nodes; round++)
        {
            using var bare = new BareRemotes(Netns($"bare-{round}"));
            using var node = new ScaleKernel(Netns($"scale-{round}"));
            limit.Add(Time(() => bare.Add(0, Peers)));
            // What was measured before leaves garbage, which isn't theirs to clear away.
            GC.Collect();
            all.Add(node.Set(peers));
            if (round == 0)
                yield return Figure.Time("5,000 remote nodes, verified, the first time · bare netlink", all.At(0.5), limit.At(0.5), "");
            Thread.Sleep(s_untilCompiled);
        }
        yield return Figure.Time("5,000 remote nodes, verified, p50 · bare netlink", all.At(0.5), limit.At(0.5), "under 150 ms");
    }

    private static Figure OneMore(ImmutableArray<ViewItem> peers)
    {
        using var bare = new BareRemotes(Netns("bare"));
        using var node = new ScaleKernel(Netns("scale"));
        bare.Add(0, Peers);
        node.Set(peers);
        var (one, bareOne) = (new Percentiles(), new Percentiles());
        for (var round = 0; round <= Before; round++)
        {
            (one, bareOne) = (new Percentiles(), new Percentiles());
            for (var sample = 0; sample < Samples; sample++)
            {
                var number = Peers + round * Samples + sample;
                bareOne.Add(Time(() => bare.Add(number, 1)));
                one.Add(node.Set([.. ScaleNode.Peer(number)]));
            }
            Thread.Sleep(s_untilCompiled);
        }
        return Figure.Time("one remote node more, verified, p50 · bare netlink", one.At(0.5), bareOne.At(0.5), "under 0.1 ms");
    }

    private static string Netns(string name) => $"{NetworkNamespace.Folder}/bench-{Environment.ProcessId}-{name}";

    private static TimeSpan Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }
}
