using System.Diagnostics;
using Netaas.Bench.Report;
using Netaas.Netlink;

namespace Netaas.Bench.Wiring;

/// <summary>Pods wired by turns, each way on a node of its own.</summary>
internal static class WiringFigures
{
    private const int WarmUp = 30;
    private const int Samples = 200;

    public static Figure Measure()
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
        return Figure.Time("wiring one pod, verified, p50 · bare netlink", ours.At(0.5), least.At(0.5), "within 2×");
    }

    private static TimeSpan Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }
}
