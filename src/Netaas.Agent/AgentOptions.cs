using Netaas.Agent.Docker;
using Netaas.Agent.Names;
using Netaas.Agent.Peers;
using Netaas.Core.Naming;

namespace Netaas.Agent;

/// <summary>What an agent is told at its start.</summary>
/// <param name="NodeName">The name under which it enrols.</param>
/// <param name="Api">Root of the API; paths below <c>api/v1</c> are added.</param>
/// <param name="JoinToken">Lets it enrol.</param>
/// <param name="StateDir">Where it keeps its credential and its replica, readable by its user alone.</param>
public sealed record AgentOptions(string NodeName, Uri Api, string JoinToken, string StateDir)
{
    /// <summary>A machine full of containers that starts anew, without being a waste on a block of 256.</summary>
    public const int DefaultWarmAddresses = 64;

    /// <summary>2,000 a second: all of 400 nodes each time, 1,000 nodes in half a second.</summary>
    public const int DefaultPeersAsked = PeerLedger.MostAsked;

    /// <summary>Path of the network namespace to work on; null for the program's own.</summary>
    public string? HostNetns { get; init; }

    /// <summary>Null for none.</summary>
    public string? Zone { get; init; }

    /// <summary>The interface towards the other nodes; null for that of the default route.</summary>
    public InterfaceName? Uplink { get; init; }

    /// <summary>
    /// How often the node's facts are read, and the kernel in full, where that doesn't take too long (<see cref="AuditPace"/>).
    /// </summary>
    public TimeSpan AuditInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where programs of the node ask for attachments: a unix socket for root alone. Null for nowhere.</summary>
    public string? Socket { get; init; }

    /// <summary>
    /// How many addresses of a network it holds ahead, of each family: so many containers start while the control plane is away.
    /// </summary>
    public int WarmAddresses { get; init; } = DefaultWarmAddresses;

    /// <summary>How many other nodes it asks at most, each fifth of a second, whether they are there. Fewer where many agents share a machine.</summary>
    public int PeersAsked { get; init; } = DefaultPeersAsked;

    /// <summary>How it serves the node's Docker engine; null for not at all.</summary>
    public DockerOptions? Docker { get; init; }

    /// <summary>How its pods find names; null for not at all.</summary>
    public NameOptions? Names { get; init; }

    /// <summary>All that is wrong with the options, each with what to do.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!ResourceName.IsValid(NodeName))
            problems.Add($"The node's name is '{NodeName}'; a name has {ResourceName.Rule}.");
        if (!Api.IsAbsoluteUri || Api.Scheme is not ("http" or "https"))
            problems.Add($"The API is at '{Api}'; give an http or https URL.");
        if (JoinToken.Length == 0)
            problems.Add("There is no join token; give the one that the API was started with.");
        if (!Path.IsPathFullyQualified(StateDir))
            problems.Add($"The state folder is '{StateDir}'; give an absolute path.");
        if (HostNetns is { } path && !File.Exists(path))
            problems.Add($"There is no network namespace at '{path}'.");
        if (WarmAddresses is < 1 or > 1_024)
            problems.Add($"The agent is to hold {WarmAddresses} addresses ahead; give a number from 1 to 1024.");
        if (Socket is { Length: > 100 } socket)
            problems.Add($"The socket's path '{socket}' is too long: the kernel takes 107 bytes.");
        if (Docker is { PluginSocket: { Length: > 100 } plugin })
            problems.Add($"The path of Docker's plugin '{plugin}' is too long: the kernel takes 107 bytes.");
        if (Names is { Domain: var domain } && !NameOptions.IsDomain(domain))
            problems.Add($"The domain is '{domain}'; give one in lower case, as {NameOptions.DefaultDomain}.");
        if (AuditInterval <= TimeSpan.Zero)
            problems.Add("The audit interval must be above zero.");
        return problems;
    }
}
