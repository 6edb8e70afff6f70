using Netaas.Agent;
using Netaas.Agent.Names;
using Netaas.Core;
using Netaas.Lab;

namespace Netaas.Host.Options;

/// <summary>Options of a process that holds the API and the agents of a lab.</summary>
internal sealed record AllInOneOptions(ApiProcessOptions Api, LabProcessOptions Lab, NameOptions? Names)
{
    /// <summary>By all agents together, each fifth of a second.</summary>
    private const int MostAsked = 800;

    public static AllInOneOptions Read(OptionReader reader)
    {
        var api = ApiProcessOptions.Read(reader, BusKind.Memory);
        if (api.Bus.Kind != BusKind.Memory)
            reader.Refuse("--bus is rabbitmq; all-in-one is one process, with a bus inside: start api and agents instead");
        var lab = LabProcessOptions.Read(reader);
        // Its nodes reach no resolver of the machine.
        return new AllInOneOptions(api, lab, NamesOptions.Read(reader, () => new LabLayout(lab.Lab).Outside.Select(address => address.Address).ToEquatableList()));
    }

    /// <summary>The options of the agent of one of the lab's nodes. It reaches the API as any agent does.</summary>
    public AgentOptions Agent(LabNode node) =>
        new(node.Name, new Uri(Api.Listen.Split(';')[0]), Api.Api.JoinToken, AgentProcessOptions.StateDir(Lab.RunDir, node.Name))
        {
            HostNetns = node.NamespacePath,
            Zone = node.Zone,
            Socket = AgentProcessOptions.Socket(Lab.RunDir, node.Name),
            Names = Names,
            // Everybody asks everybody, on one machine: 4,000 questions a second are as much as one is for.
            PeersAsked = Math.Clamp(MostAsked / Lab.Lab.NodeCount, 4, AgentOptions.DefaultPeersAsked),
        };
}
