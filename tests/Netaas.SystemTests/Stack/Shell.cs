using System.Diagnostics;

namespace Netaas.SystemTests.Stack;

/// <summary>What a command did.</summary>
internal sealed record ShellResult(int Status, string Output, string Errors)
{
    public bool Succeeded => Status == 0;

    /// <summary>The output of a command that had to succeed.</summary>
    public string Expect() => Succeeded ? Output : throw new InvalidOperationException($"status {Status}\n{Output}\n{Errors}");
}

/// <summary>Runs programs as a user of the system would, in a network namespace or in the machine's own.</summary>
internal static class Shell
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    public static Task<ShellResult> InAsync(string netnsPath, params string[] command) =>
        RunAsync(["nsenter", "--net=" + netnsPath, "--", .. command]);

    public static Task<ShellResult> BashAsync(string script, IReadOnlyDictionary<string, string>? environment = null, string? folder = null) =>
        RunAsync(["bash", "-c", script], environment, folder);

    public static async Task<ShellResult> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        using var process = Start(command, environment, folder);
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ShellResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"still running after {s_patience}: {string.Join(' ', command)}");
        }
    }

    public static Process Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "/",
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
        process.StandardInput.Close();
        return process;
    }
}
