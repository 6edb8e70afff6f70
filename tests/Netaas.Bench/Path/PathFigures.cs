using System.Globalization;
using Netaas.Bench.Report;

namespace Netaas.Bench.Path;

/// <summary>Pod to pod on one node and across the overlay, beside the same path that was wired by hand on a lab of its own.</summary>
internal static class PathFigures
{
    private const int Turns = 5;
    private const int Count = 40_000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync((string Path, string Peer) what, Leg ours, Leg byHand)
    {
        var (trips, tripsByHand) = (new Percentiles(), new Percentiles());
        var (rates, ratesByHand) = (new Percentiles(), new Percentiles());
        // By turns, so that what else the machine does hits both.
        for (var turn = 0; turn < Turns; turn++)
        {
            tripsByHand.Add(await PathProbe.RoundTripAsync(byHand, Count));
            trips.Add(await PathProbe.RoundTripAsync(ours, Count));
            ratesByHand.Add(await PathProbe.ThroughputAsync(byHand, 2));
            rates.Add(await PathProbe.ThroughputAsync(ours, 2));
        }
        var (rate, rateByHand) = (rates.At(0.5), ratesByHand.At(0.5));
        return
        [
            new Figure($"{what.Path}: TCP, one stream · {what.Peer}", Bits(rate), Bits(rateByHand), rate / rateByHand, "0.97"),
            // A ratio of speeds, as the aim is one: above one is better than by hand.
            new Figure($"{what.Path}: round trip · {what.Peer}", Figure.Micro(trips.At(0.5)), Figure.Micro(tripsByHand.At(0.5)), tripsByHand.At(0.5) / trips.At(0.5), "0.97"),
        ];
    }

    private static string Bits(double rate) => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e9:0.00} Gbit/s");
}
