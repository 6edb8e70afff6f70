using System.Globalization;

namespace Netaas.Bench.Report;

/// <summary>One line of the report: what was measured, the same of a limit or a peer in the same run, and the ratio.</summary>
/// <param name="Aim">What the ratio or the figure should be, in words; empty where there is none.</param>
internal sealed record Figure(string What, string Ours, string Peer, double? Ratio, string Aim)
{
    public static Figure Rate(string what, double ours, double peer, string aim) =>
        new(what, Per(ours), Per(peer), ours / peer, aim);

    /// <summary>Durations in microseconds; a ratio below one is better.</summary>
    public static Figure Time(string what, double ours, double peer, string aim) =>
        new(what, Micro(ours), Micro(peer), ours / peer, aim);

    public static string Micro(double microseconds) => microseconds >= 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:0.00} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.0} µs");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{What,-58} {Ours,14} {Peer,14} {(Ratio is { } ratio ? $"{ratio:0.00}" : "–"),7}   {Aim}");

    public static string Header { get; } = $"{"",-58} {"Netaas",14} {"limit / peer",14} {"ratio",7}   aim";

    private static string Per(double rate) => string.Create(CultureInfo.InvariantCulture, $"{rate:#,0}/s");
}
