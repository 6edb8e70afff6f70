using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Netaas.Cli.Commands;

/// <summary><c>node join</c>: this machine's agent gets its settings and a join token, and is started; it enrols by itself.</summary>
internal static class NodeCommand
{
    private const string Unit = "netaas-agent.service";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Option<string> s_name = new("--name") { Description = "Of the node; the machine's if omitted.", DefaultValueFactory = _ => Environment.MachineName.ToLowerInvariant() };
    private static readonly Option<string> s_rabbitMq = new("--rabbitmq") { Description = "The broker, as amqp://user:password@host:5672.", Required = true };
    private static readonly Option<string?> s_token = new("--join-token") { Description = "A new one is made for this node if omitted; that takes an admin of the whole installation." };
    private static readonly Option<string?> s_zone = new("--zone") { Description = "Where the node stands." };
    private static readonly Option<string> s_root = new("--root") { Description = "Prepare this folder as the machine's image, and start nothing.", DefaultValueFactory = _ => "/" };

    public static Verb Build() => new("node", "This machine as a node.", "netaas node join --name node-9 --rabbitmq amqp://netaas:secret@broker:5672 --root image") { Join() };

    private static Verb Join()
    {
        var verb = new Verb(
            "join", "Makes this machine a node: settings and unit of its agent, which then enrols. The agent itself is /opt/netaas/netaas-host.",
            "netaas node join --name node-8 --zone b --rabbitmq amqp://netaas:secret@broker:5672 --root image")
        {
            s_name, s_rabbitMq, s_token, s_zone, s_root,
        };
        verb.Runs(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(Call call, CancellationToken ct)
    {
        var root = call.Of(s_root) ?? "/";
        if (root == "/" && !File.Exists("/opt/netaas/netaas-host"))
            throw new UsageException("There is no agent on this machine: bring netaas-host and what lies beside it to /opt/netaas first.");
        var token = call.Of(s_token) ?? await NewTokenAsync(call, ct);
        Write(Path.Combine(root, "etc/netaas/agent.env"), $"""
            NETAAS_NODE={call.Of(s_name)}
            NETAAS_API={call.Api.Endpoint.Url}
            NETAAS_BUS=rabbitmq
            NETAAS_RABBITMQ={call.Of(s_rabbitMq)}
            NETAAS_JOIN_TOKEN={token}
            {(call.Of(s_zone) is { } zone ? $"NETAAS_ZONE={zone}" : "")}
            """);
        Write(Path.Combine(root, "etc/systemd/system", Unit), UnitText());
        call.Out.WriteLine($"{call.Of(s_name)} has its settings in {Path.Combine(root, "etc/netaas/agent.env")}");
        return root == "/" ? await StartAsync(call, ct) : ExitCode.Ok;
    }

    /// <summary>One that enrols this node and no other.</summary>
    private static async Task<string> NewTokenAsync(Call call, CancellationToken ct)
    {
        var name = $"join-{call.Of(s_name)}-{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
        var made = await call.Api.PostAsync("tokens", new JsonObject { ["name"] = name, ["role"] = "join", ["system"] = true }, ct);
        return $"{made.Fields["secret"]}";
    }

    private static async Task<int> StartAsync(Call call, CancellationToken ct)
    {
        using var started = Process.Start("systemctl", ["enable", "--now", Unit]);
        await started.WaitForExitAsync(ct);
        call.Out.WriteLine($"its agent is starting; netaas get node {call.Of(s_name)} shows when it is Ready, journalctl -u {Unit} what it says");
        return started.ExitCode == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Made with its mode: the settings hold secrets.</summary>
    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        using var writer = new StreamWriter(file);
        writer.WriteLine(text.TrimEnd());
    }

    private static string UnitText()
    {
        using var stream = typeof(NodeCommand).Assembly.GetManifestResourceStream(Unit) ?? throw new InvalidOperationException("The unit is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
