using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;

namespace Netaas.Contracts;

/// <summary>How the pods of a node find names in a network.</summary>
/// <param name="Nameservers">The node's gateways in it.</param>
/// <param name="Search">What is appended to short names, in this order.</param>
public sealed record NamesOffer(NetworkId Network, EquatableList<IPAddress> Nameservers, EquatableList<string> Search)
{
    /// <summary>SERVICE.NETWORK has one dot, and is to be looked for here before anywhere else.</summary>
    public static EquatableList<string> Options { get; } = ["ndots:2"];
}
