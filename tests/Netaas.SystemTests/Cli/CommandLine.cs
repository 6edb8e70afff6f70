using Netaas.SystemTests.Stack;

namespace Netaas.SystemTests.Cli;

/// <summary>The command line as installed, for one stack, with a configuration folder of its own.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _environment;

    private CommandLine(NetaasStack stack, string folder)
    {
        Folder = folder;
        _environment = new Dictionary<string, string>
        {
            ["NETAAS_URL"] = stack.Rest.Url,
            ["NETAAS_TOKEN"] = stack.Rest.Token,
            ["XDG_CONFIG_HOME"] = Path.Combine(folder, "config"),
            ["PATH"] = $"{Path.Combine(folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}",
        };
    }

    public string Folder { get; }

    public static async Task<CommandLine> InstallAsync(NetaasStack stack)
    {
        var folder = Path.Combine(stack.RunFolder, "cli");
        (await stack.ScriptAsync("deploy/cli.sh", "--bin-dir", Path.Combine(folder, "bin"))).Expect();
        return new CommandLine(stack, folder);
    }

    /// <summary>A line as one types it, in the checkout.</summary>
    public Task<ShellResult> TypeAsync(string line) => Shell.BashAsync(line, _environment, NetaasStack.Checkout);

    /// <summary>The same with no installation in the environment.</summary>
    public Task<ShellResult> TypeAlonelyAsync(string line) => TypeAsync($"unset NETAAS_URL NETAAS_TOKEN; {line}");

    public async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
