using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Netaas.Bench.Report;
using Netaas.Netlink;

namespace Netaas.Bench.Scale;

/// <summary>
/// Services with three endpoints each, on one node, through the agent's own path. Beside them kube-proxy's nftables layout, as
/// text by libnftables, as far as it loads in a time that a run can wait for, and behind ours: the kernel is
/// still doing away with its chains when the next measurement begins.
/// </summary>
internal static class ServiceFigures
{
    private const int Samples = 100;
    private const int Connects = 1_000;
    private const int MostOfThePeer = 10_000;

    public static IEnumerable<Figure> Measure()
    {
        var prefix = $"{NetworkNamespace.Folder}/bench-{Environment.ProcessId}-services";
        foreach (var ours in new[] { 1_000, 10_000, 30_000 }.Select(count => Measure(prefix, count)).ToList())
        {
            var name = ours.Count.ToString("#,0", CultureInfo.InvariantCulture);
            using var peer = ours.Count <= MostOfThePeer ? new KubeProxyLayout(prefix + "-peer", ours.Count) : null;
            yield return Row($"{name} services loaded, verified · kube-proxy's layout", ours.Load, peer?.Load.TotalMicroseconds, ours.Count == 30_000 ? "under 2 s" : "");
            yield return Row($"one endpoint changed among {name}, verified, p50 · the same", ours.Change, peer is null ? null : Changes(peer.Change), "under 1 ms, flat");
            yield return Figure.Time($"connect through a service of {name}, p50 · direct", ours.Through, ours.Direct, "within 1.3×, flat");
            yield return new Figure($"memory of this process with {name}", string.Create(CultureInfo.InvariantCulture, $"{ours.Memory / 1048576.0:0} MB"), "", null, ours.Count == 30_000 ? "under 400 MB" : "");
        }
    }

    private static Ours Measure(string prefix, int count)
    {
        using var node = new ScaleKernel(prefix);
        node.Set([.. Enumerable.Range(0, 3).Select(ScaleNode.Pod)]);
        var load = node.Set([.. Enumerable.Range(0, count).Select(number => ScaleNode.Service(number))]);
        var change = Changes(number => node.Set(ScaleNode.Service(count / 2 + number % 7, revision: 2 + number)));
        node.Look();
        var memory = Memory();
        var (through, direct) = Connect(node.Netns);
        return new Ours(count, load.TotalMicroseconds, change, memory, through, direct);
    }

    private static Figure Row(string what, double ours, double? peer, string aim) =>
        peer is { } theirs ? Figure.Time(what, ours, theirs, aim) : new Figure(what, Figure.Micro(ours), "–", null, aim);

    private static double Changes(Func<int, TimeSpan> change)
    {
        var times = new Percentiles();
        for (var sample = 0; sample < Samples; sample++)
            times.Add(change(sample));
        return times.At(0.5);
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }

    /// <summary>From the node to service 0, whose endpoints are the node's own three pods, and to one of these, by turns.</summary>
    private static (double Through, double Direct) Connect(string netns)
    {
        using var ns = NetworkNamespace.Open(netns);
        var servers = Enumerable.Range(0, 3).Select(Listen).ToList();
        var (through, direct) = (new Percentiles(), new Percentiles());
        for (var i = 0; i < Connects; i++)
        {
            through.Add(Time(ns, new IPEndPoint(ScaleNode.ServiceAddress(0), 80)));
            direct.Add(Time(ns, new IPEndPoint(ScaleNode.Pod(i % 3).Addresses[0], 8080)));
        }
        servers.ForEach(server => server.Dispose());
        return (through.At(0.5), direct.At(0.5));
    }

    private static Socket Listen(int pod)
    {
        using var ns = NetworkNamespace.Open(Netaas.Dataplane.Names.GeneratedNames.Netns(ScaleNode.Self, ScaleNode.Pod(pod).Id));
        var server = ns.OpenTcp(AddressFamily.InterNetwork);
        server.Bind(new IPEndPoint(IPAddress.Any, 8080));
        server.Listen(Connects);
        return server;
    }

    private static TimeSpan Time(NetworkNamespace ns, IPEndPoint to)
    {
        using var client = ns.OpenTcp(AddressFamily.InterNetwork);
        client.LingerState = new LingerOption(true, 0);
        var started = Stopwatch.GetTimestamp();
        client.Connect(to);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Times in microseconds; memory in bytes.</summary>
    private readonly record struct Ours(int Count, double Load, double Change, long Memory, double Through, double Direct);
}
