using Netaas.Core.Naming;

namespace Netaas.Host.Options;

/// <summary>Options of a process that holds one node's agent.</summary>
/// <param name="HostNetns">The namespace that the agent works on; null for the process's own.</param>
/// <param name="StateDir">Where it keeps its credential and its replica.</param>
internal sealed record AgentProcessOptions(
    string Node,
    Uri Api,
    string JoinToken,
    string StateDir,
    string? HostNetns)
{
    public string? Zone { get; init; }

    public BusOptions Bus { get; init; } = BusOptions.InMemory;

    public static AgentProcessOptions Read(OptionReader reader)
    {
        var node = reader.Text("node", Environment.MachineName.ToLowerInvariant());
        if (!ResourceName.IsValid(node))
            reader.Refuse($"--node is {node}; a name has {ResourceName.Rule}");
        var runDir = reader.Optional("run-dir");
        return new AgentProcessOptions(
            node,
            reader.Url("api", null, "where the API is, as http://api:8080"),
            reader.Secret("join-token", "the token with which agents enrol"),
            reader.Text("state-dir", runDir is null ? "/var/lib/netaas" : Path.Combine(runDir, "agents", node)),
            reader.Optional("host-netns"))
        {
            Zone = reader.Optional("zone"),
            Bus = BusOptions.Read(reader, BusKind.RabbitMq),
        };
    }
}
