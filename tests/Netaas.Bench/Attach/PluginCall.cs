using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Netaas.Bench.Attach;

/// <summary>One call of a CNI plugin, as a runtime makes it: a process with its parameters in the environment.</summary>
internal static class PluginCall
{
    /// <returns>The result, null where there is none, and how long it took from starting the process to its end.</returns>
    public static (JsonNode? Result, TimeSpan Took) Run(string binary, string command, string container, JsonNode configuration)
    {
        var start = new ProcessStartInfo(binary) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["CNI_COMMAND"] = command;
        start.Environment["CNI_CONTAINERID"] = container;
        start.Environment["CNI_NETNS"] = "/run/netns/" + container;
        start.Environment["CNI_IFNAME"] = "eth0";
        start.Environment["CNI_PATH"] = System.IO.Path.GetDirectoryName(binary);
        var input = configuration.ToJsonString();
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{binary} did not start");
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var took = Stopwatch.GetElapsedTime(began);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{binary} {command}: {output}");
        return (output.Length == 0 ? null : JsonNode.Parse(output), took);
    }

    public static void Shell(string script)
    {
        using var process = Process.Start("bash", ["-c", script]);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"status {process.ExitCode}: {script[..Math.Min(script.Length, 200)]}");
    }
}

/// <summary>Medians of one level, in microseconds.</summary>
internal sealed record AttachTimes(int Published, double Attach, double Detach);
