using System.Text.Json.Serialization;

namespace Netaas.Contracts.Local;

/// <summary>Why an agent does not do what was asked.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LocalFailure>))]
public enum LocalFailure
{
    None,

    /// <summary>The request makes no sense, whoever asks.</summary>
    Invalid,

    /// <summary>There is no such attachment.</summary>
    Unknown,

    /// <summary>The attachment stands, or somebody else has the name of its interface.</summary>
    Exists,

    /// <summary>The namespace is not there.</summary>
    NoNamespace,

    /// <summary>A port, an address or a name is somebody else's.</summary>
    Taken,

    /// <summary>It would work at another time: the warm set is used up and the control plane away, or the agent has only begun.</summary>
    TryAgain,

    /// <summary>What was made is not there as it was made.</summary>
    Damaged,

    /// <summary>The kernel refused.</summary>
    Kernel,
}

/// <summary>An agent's answer.</summary>
/// <param name="Message">Says what to do; null where nothing failed.</param>
/// <param name="Interface">What was made; null but after an attach.</param>
public sealed record LocalAnswer(LocalFailure Failure, string? Message, LocalInterface? Interface)
{
    /// <summary>After a look or a reservation; null else.</summary>
    public LocalNetwork? Network { get; init; }

    public static LocalAnswer Done { get; } = new(LocalFailure.None, null, null);

    public static LocalAnswer Failed(LocalFailure failure, string message) => new(failure, message, null);
}

/// <summary>An interface that was made.</summary>
/// <param name="HostInterface">The other end, in the node's namespace.</param>
/// <param name="Addresses">With their prefixes, IPv4 first.</param>
/// <param name="Gateways">One for each address.</param>
/// <param name="HasDefaultRoute">Whether it leads to everywhere.</param>
public sealed record LocalInterface(
    string Pod, string HostInterface, string Mac, int Mtu, IReadOnlyList<string> Addresses, IReadOnlyList<string> Gateways, bool HasDefaultRoute)
{
    /// <summary>What the other end is called where it was left on the node; null where it is in its namespace.</summary>
    public string? FarEnd { get; init; }

    /// <summary>Where names are asked for; null where the node serves none.</summary>
    public IReadOnlyList<string>? Nameservers { get; init; }

    /// <summary>What is appended to short names; null where the node serves none.</summary>
    public IReadOnlyList<string>? Search { get; init; }

    /// <summary>What else a resolver is to be told; null where the node serves none.</summary>
    public IReadOnlyList<string>? ResolverOptions { get; init; }
}

/// <summary>A network, as a node has it.</summary>
/// <param name="Cidrs">Its pod CIDRs, IPv4 first.</param>
/// <param name="Gateways">This node's address in each, with the prefix of the node's block.</param>
public sealed record LocalNetwork(string Id, string Name, string Project, IReadOnlyList<string> Cidrs, IReadOnlyList<string> Gateways)
{
    /// <summary>What was reserved, with the prefix of the node's block; null after a look.</summary>
    public string? Address { get; init; }
}
