using System.Diagnostics;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>What a plugin printed, and how it ended.</summary>
/// <param name="Body">Null where it printed nothing.</param>
internal sealed record CniResult(int Status, JsonNode? Body, string Text)
{
    /// <summary>Standard error.</summary>
    public string Errors { get; init; } = "";

    public int? Code => (int?)Body?["code"];

    public string Address => ((string?)Body?["ips"]?[0]?["address"] ?? "").Split('/')[0];

    public CniResult Expect() => Status == 0 ? this : throw new InvalidOperationException($"the plugin ended with {Status}: {Text}");

    /// <summary>Success, and not a word.</summary>
    public void ExpectNothing() => Assert.Equal((0, "", ""), (Status, Text, Errors));

    /// <summary>An error of the specification's form, with this code.</summary>
    public void ExpectError(int code)
    {
        Assert.True(Status != 0 && Code == code, $"expected error {code}, got status {Status}: {Text}");
        Assert.NotEmpty((string?)Body?["msg"] ?? "");
        Assert.NotEmpty((string?)Body?["cniVersion"] ?? "");
    }
}

/// <summary>The plugin as installed, called as a runtime does: parameters in the environment, configuration on standard input.</summary>
internal sealed class CniPlugin(string binary, string socket, string network)
{
    /// <summary>The socket of a lab node's agent.</summary>
    public static string SocketOf(NetaasStack stack, string node) => Path.Combine(stack.RunFolder, "agents", node, "agent.sock");

    public static async Task<CniPlugin> InstallAsync(NetaasStack stack, string node, string network)
    {
        var folder = Path.Combine(stack.RunFolder, "cni");
        (await stack.ScriptAsync("deploy/cni.sh", "--bin-dir", folder, "--conf-dir", folder, "--network", network)).Expect();
        return new CniPlugin(Path.Combine(folder, "netaas"), SocketOf(stack, node), network);
    }

    public string Binary => binary;

    public string Socket => socket;

    /// <summary>A configuration of the plugin, which a test changes as it likes.</summary>
    public JsonObject Configuration(string version = "1.1.0") => new()
    {
        ["cniVersion"] = version,
        ["name"] = "pods",
        ["type"] = "netaas",
        ["network"] = network,
        ["socket"] = socket,
    };

    public Task<CniResult> AddAsync(Container container, JsonObject? configuration = null, string? arguments = null) =>
        CallAsync("ADD", container, configuration, arguments);

    public Task<CniResult> DeleteAsync(Container container, JsonObject? configuration = null) => CallAsync("DEL", container, configuration);

    public async Task<CniResult> CallAsync(string command, Container? container, JsonObject? configuration = null, string? arguments = null)
    {
        using var process = Start(command, container, arguments);
        return await TellAsync(process, (configuration ?? Configuration()).ToJsonString());
    }

    /// <summary>A call whose configuration has not been sent yet.</summary>
    public Process Start(string command, Container? container, string? arguments = null)
    {
        var environment = new Dictionary<string, string> { ["CNI_COMMAND"] = command, ["CNI_PATH"] = Path.GetDirectoryName(binary) ?? "" };
        if (container is not null)
        {
            environment["CNI_CONTAINERID"] = container.Id;
            environment["CNI_IFNAME"] = container.Interface;
            environment["CNI_NETNS"] = container.Netns;
        }
        if (arguments is not null)
            environment["CNI_ARGS"] = arguments;
        return Start(environment);
    }

    /// <param name="environment">All of the specification's variables that it has.</param>
    public Process Start(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(binary) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("the plugin did not start");
    }

    /// <summary>What it says to a text on standard input.</summary>
    public static async Task<CniResult> TellAsync(Process process, string configuration)
    {
        await process.StandardInput.WriteAsync(configuration);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CniResult(process.ExitCode, text.Length == 0 ? null : JsonNode.Parse(text), text) { Errors = await errors };
    }
}

/// <summary>A container's namespace, made and removed as a runtime does.</summary>
internal sealed record Container(string Id, string Netns) : IAsyncDisposable
{
    public string Interface { get; init; } = "eth0";

    public static async Task<Container> CreateAsync()
    {
        var id = "c" + Guid.NewGuid().ToString("N");
        (await Shell.RunAsync(["ip", "netns", "add", "cni-" + id])).Expect();
        return new Container(id, "/run/netns/cni-" + id);
    }

    public Task<ShellResult> RunAsync(params string[] command) => Shell.InAsync(Netns, command);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Netns))
            await Shell.RunAsync(["ip", "netns", "del", "cni-" + Id]);
    }
}
