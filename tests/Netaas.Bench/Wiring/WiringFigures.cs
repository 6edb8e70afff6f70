using System.Diagnostics;
using Netaas.Bench.Report;
using Netaas.Netlink;

namespace Netaas.Bench.Wiring;

/// <summary>Pods wired by turns, each way on a node of its own.</summary>
internal static class WiringFigures
{
    /// <summary>Pods before anything is measured: pages and buffers are there then, and code that isn't optimized yet.</summary>
    private const int WarmUp = 30;

    /// <summary>Pods after which the runtime has optimized what a pod takes: what an agent runs for most of its life.</summary>
    private const int Settled = 400;

    private const int Samples = 200;

    public static IEnumerable<Figure> Measure()
    {
        var prefix = $"{NetworkNamespace.Folder}/bench-{Environment.ProcessId}";
        using var bare = new BareWiring(prefix + "-bare");
        using var netaas = new NetaasWiring(prefix + "-netaas");
        Wire(bare, netaas, 0, WarmUp);
        yield return WiringFigure("wiring the first pods, verified, p50 · bare netlink", Wire(bare, netaas, WarmUp, Samples));
        Wire(bare, netaas, WarmUp + Samples, Settled - WarmUp - Samples);
        yield return WiringFigure("wiring one pod, verified, p50 · bare netlink", Wire(bare, netaas, Settled, Samples));
        var (removed, deleted, dropped) = (new Percentiles(), new Percentiles(), new Percentiles());
        for (var number = 0; number < Samples; number++)
        {
            // Both ways that the kernel has, by turns: one is asked to delete the pair, the other only to let go of the namespace.
            if (number % 2 == 0)
                deleted.Add(Time(() => bare.Unwire(number)));
            else
                dropped.Add(Time(() => bare.Drop(number)));
            removed.Add(Time(() => netaas.Unwire(number)));
        }
        yield return Figure.Time("removing one pod, verified, p50 · deleting the pair", removed.At(0.5), deleted.At(0.5), "within 2×");
        yield return Figure.Time("removing one pod, verified, p50 · dropping its namespace", removed.At(0.5), dropped.At(0.5), "within 2×");
    }

    private static (Percentiles Ours, Percentiles Bare) Wire(BareWiring bare, NetaasWiring netaas, int first, int count)
    {
        var (ours, least) = (new Percentiles(), new Percentiles());
        for (var number = first; number < first + count; number++)
        {
            least.Add(Time(() => bare.Wire(number)));
            ours.Add(Time(() => netaas.Wire(number)));
        }
        return (ours, least);
    }

    private static Figure WiringFigure(string name, (Percentiles Ours, Percentiles Bare) times) =>
        Figure.Time(name, times.Ours.At(0.5), times.Bare.At(0.5), "within 1.5×");

    private static TimeSpan Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }
}
