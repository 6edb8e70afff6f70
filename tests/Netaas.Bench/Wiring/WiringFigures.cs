using System.Diagnostics;
using Netaas.Bench.Report;
using Netaas.Netlink;

namespace Netaas.Bench.Wiring;

/// <summary>Pods wired by turns, each way on a node of its own.</summary>
internal static class WiringFigures
{
    private const int WarmUp = 30;
    private const int Samples = 200;

    public static IEnumerable<Figure> Measure()
    {
        var prefix = $"{NetworkNamespace.Folder}/bench-{Environment.ProcessId}";
        using var bare = new BareWiring(prefix + "-bare");
        using var netaas = new NetaasWiring(prefix + "-netaas");
        var (ours, least) = (new Percentiles(), new Percentiles());
        for (var number = 0; number < WarmUp + Samples; number++)
        {
            var bareTime = Time(() => bare.Wire(number));
            var netaasTime = Time(() => netaas.Wire(number));
            if (number < WarmUp)
                continue;
            least.Add(bareTime);
            ours.Add(netaasTime);
        }
        yield return Figure.Time("wiring one pod, verified, p50 · bare netlink", ours.At(0.5), least.At(0.5), "within 1.5×");
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

    private static TimeSpan Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }
}
