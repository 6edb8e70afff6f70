using System.Diagnostics;
using System.Globalization;
using Netaas.Netlink;

namespace Netaas.Agent.Names;

/// <summary>
/// The process of a node's named, in the node's namespace. It outlives the agent, whose next life finds it by the file that it
/// keeps its number in.
/// </summary>
/// <param name="netns">Path of the node's namespace; null for the program's own.</param>
internal sealed class NamedProcess(NamedConfiguration configuration, string? netns)
{
    private const string Program = "/usr/sbin/named";

    /// <summary>Whose Debian's package makes it; named takes no capability along but that of low ports.</summary>
    private const string User = "bind";

    private static readonly TimeSpan s_untilGone = TimeSpan.FromSeconds(2);

    private readonly string _outputPath = Path.Combine(configuration.Folder, "output");
    private int? _pid;

    public static bool IsInstalled => File.Exists(Program);

    public bool IsRunning => (_pid ?? Find()) is { } pid && IsOurs(pid);

    /// <summary>Whether what was started is over. One that has only begun is neither in the node's namespace yet, nor has it its words while programs take turns.</summary>
    public bool HasEnded => _pid is not { } pid || !IsAlive(pid);

    /// <summary>What it said before it had a log.</summary>
    public string LastWords => File.Exists(_outputPath) ? File.ReadLines(_outputPath).LastOrDefault() ?? "" : "";

    public void Start()
    {
        // One thread: a node's pods ask for little, and each thread costs memory. Its output has a file: a pipe would end with the agent.
        var start = Command("sh", "-c", "exec \"$@\" </dev/null >\"$0\" 2>&1", _outputPath, Program, "-f", "-u", User, "-n", "1", "-c", configuration.Path);
        using var process = Process.Start(start) ?? throw new NameServerException($"{Program} does not start.");
        _pid = process.Id;
    }

    /// <summary>Makes the folder that it may write in, and nobody else may look into.</summary>
    public Task MakeFolderAsync(CancellationToken ct) => RunAsync("install", ["-d", "-m", "700", "-o", User, "-g", User, configuration.Folder], ct);

    /// <summary>Whether the named that is installed has an option: it prints all of them with their defaults.</summary>
    public async Task<bool> KnowsAsync(string option, CancellationToken ct)
    {
        try
        {
            return (await RunAsync(Program, ["-C"], ct)).Contains(option, StringComparison.Ordinal);
        }
        catch (NameServerException)
        {
            // One that can't print them is older than any option that is asked for.
            return false;
        }
    }

    /// <exception cref="NameServerException">It refused, with its words.</exception>
    public Task ControlAsync(string order, CancellationToken ct) => RunAsync("rndc", ["-c", configuration.ControlPath, order], ct);

    /// <summary>Nothing that it holds is worth a farewell: all of it can be made again.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        if ((_pid ?? Find()) is not { } pid || !IsOurs(pid))
            return;
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // Gone by itself.
        }
        for (var since = Stopwatch.StartNew(); IsOurs(pid) && since.Elapsed < s_untilGone;)
            await Task.Delay(TimeSpan.FromMilliseconds(5), ct);
        _pid = null;
    }

    private int? Find() => File.Exists(configuration.PidPath) && int.TryParse(File.ReadAllText(configuration.PidPath).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        ? _pid = pid
        : null;

    /// <summary>Whether a process lives, has our configuration, and is in the node's namespace as it is now.</summary>
    private bool IsOurs(int pid)
    {
        try
        {
            // Until it has become named it is what it is started by, with the same words.
            return IsAlive(pid) && File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(configuration.Path) && IsInNamespace(pid);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            // Behind the name in brackets comes the state; one that has ended stands there until its parent looks.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return !stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool IsInNamespace(int pid)
    {
        if (netns is null)
            return File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false)?.Name == File.ResolveLinkTarget($"/proc/{pid}/ns/net", returnFinalTarget: false)?.Name;
        try
        {
            using var wanted = NetworkNamespace.Open(netns);
            using var found = NetworkNamespace.Open($"/proc/{pid}/ns/net");
            return wanted.Inode == found.Inode;
        }
        catch (NetlinkException)
        {
            return false;
        }
    }

    private async Task<string> RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        var start = Command(program, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start) ?? throw new NameServerException($"{program} does not start.");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var words = (await process.StandardError.ReadToEndAsync(ct) + await output).Trim();
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new NameServerException($"{program} {arguments[^1]}: {words}");
        return words;
    }

    private ProcessStartInfo Command(string program, params string[] arguments)
    {
        var start = netns is null ? new ProcessStartInfo(program) : new ProcessStartInfo("nsenter") { ArgumentList = { $"--net={netns}", "--", program } };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
