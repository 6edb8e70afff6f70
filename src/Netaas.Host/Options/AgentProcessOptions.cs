using Netaas.Agent;
using Netaas.Agent.Docker;
using Netaas.Agent.Names;
using Netaas.Contracts.Local;

namespace Netaas.Host.Options;

/// <summary>Options of a process that holds one node's agent.</summary>
internal sealed record AgentProcessOptions(AgentOptions Agent, BusOptions Bus, TelemetryOptions Telemetry)
{
    private const string DefaultStateDir = "/var/lib/netaas";

    public static AgentProcessOptions Read(OptionReader reader)
    {
        var node = reader.Text("node", Environment.MachineName.ToLowerInvariant());
        var runDir = reader.Optional("run-dir");
        var agent = new AgentOptions(
            node,
            reader.Url("api", "where the API is, as http://api:8080"),
            reader.Secret("join-token", "the token with which agents enrol"),
            reader.Text("state-dir", runDir is null ? DefaultStateDir : StateDir(runDir, node)))
        {
            HostNetns = reader.Optional("host-netns"),
            Zone = reader.Optional("zone"),
            Socket = reader.Text("socket", runDir is null ? LocalSocket.DefaultPath : Socket(runDir, node)),
            WarmAddresses = reader.Number("warm-addresses", AgentOptions.DefaultWarmAddresses, 1, 1_024),
            Docker = Docker(reader, runDir is null ? null : StateDir(runDir, node)),
            Names = NamesOptions.Read(reader, NameOptions.OfMachine),
        };
        var options = new AgentProcessOptions(agent, BusOptions.Read(reader, BusKind.RabbitMq), TelemetryOptions.Read(reader));
        if (reader.Problems.Count == 0)
            foreach (var problem in agent.Problems())
                reader.Refuse(problem);
        return options;
    }

    /// <param name="folder">The agent's in a lab, where each node's engine is one of its own; null on a machine that is one node.</param>
    private static DockerOptions? Docker(OptionReader reader, string? folder) =>
        (reader.Optional("docker-plugin") ?? (folder is null ? null : Docker(folder, null).PluginSocket)) is { } plugin
            ? new DockerOptions(
                plugin,
                reader.Text("docker-socket", folder is null ? DockerOptions.DefaultApiSocket : Docker(folder, null).ApiSocket),
                reader.Optional("docker-token"))
            : null;

    /// <summary>How the agent of a lab's node serves an engine.</summary>
    /// <param name="folder">The agent's.</param>
    public static DockerOptions Docker(string folder, string? token) =>
        new(Path.Combine(folder, "docker-plugin.sock"), Path.Combine(folder, "docker.sock"), token);

    /// <summary>Where the agent of a lab's node is asked for attachments.</summary>
    public static string Socket(string runDir, string node) => Path.Combine(StateDir(runDir, node), "agent.sock");

    /// <summary>Where the agent of a lab's node keeps what it knows.</summary>
    public static string StateDir(string runDir, string node) => Path.Combine(runDir, "agents", node);
}
