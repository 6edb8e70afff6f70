using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Netaas.Bench.Path;

/// <summary>A way from one namespace to an address in another.</summary>
internal sealed record Leg(string From, string To, string Address);

/// <summary>Measures a leg from outside, with processes in its two namespaces.</summary>
internal static class PathProbe
{
    /// <returns>Microseconds of a round trip, both ends pinned to the same core.</returns>
    public static async Task<double> RoundTripAsync(Leg leg, int count)
    {
        using var echo = Start(leg.To, ["taskset", "-c", "0", "dotnet", Self, "echo", leg.Address]);
        try
        {
            await echo.StandardOutput.ReadLineAsync();
            using var client = Start(leg.From, ["taskset", "-c", "0", "dotnet", Self, "round-trips", leg.Address, $"{count}"]);
            var output = await client.StandardOutput.ReadToEndAsync();
            return double.Parse(output, CultureInfo.InvariantCulture);
        }
        finally
        {
            echo.Kill(entireProcessTree: true);
            await echo.WaitForExitAsync();
        }
    }

    /// <returns>Bits a second of one TCP stream.</returns>
    public static async Task<double> ThroughputAsync(Leg leg, int seconds)
    {
        using var server = Start(leg.To, ["iperf3", "-s", "-1", "-B", leg.Address, "--forceflush"]);
        // "Server listening on 5201", between two lines of dashes.
        while (await server.StandardOutput.ReadLineAsync() is { } line && !line.Contains("listening", StringComparison.Ordinal))
        {
        }
        using var client = Start(leg.From, ["iperf3", "-c", leg.Address, "-t", $"{seconds}", "-O", "1", "-J"]);
        var answer = JsonNode.Parse(await client.StandardOutput.ReadToEndAsync());
        await server.WaitForExitAsync();
        return (double?)answer?["end"]?["sum_received"]?["bits_per_second"] ?? throw new InvalidOperationException($"iperf3: {answer}");
    }

    private static string Self => typeof(PathProbe).Assembly.Location;

    private static Process Start(string netns, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo("nsenter") { RedirectStandardOutput = true };
        start.ArgumentList.Add("--net=" + netns);
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start) ?? throw new InvalidOperationException("nsenter did not start");
    }
}
