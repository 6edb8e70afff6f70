using Netaas.Core.Naming;

namespace Netaas.Contracts;

/// <summary>
/// Asks for a place in the fleet, with a join token as bearer. The agent makes <see cref="Credential"/> itself and saves it
/// before it asks, so that asking again after a crash is the same request and not a second node.
/// </summary>
/// <param name="Credential">A secret of at least 32 characters that the agent will present as bearer from now on.</param>
public sealed record EnrolRequest(string Name, string? Zone, string Credential, NodeFacts Facts);

/// <summary>The node's id, from which the name of its queue follows.</summary>
public sealed record EnrolResponse(NodeId Node);

/// <summary>Names of the bus's addresses.</summary>
public static class NodeQueue
{
    public static string Name(NodeId node) => $"netaas-node-{node}";

    /// <summary>Where a node hears of names while its agent runs.</summary>
    public static string Names(NodeId node) => $"netaas-names-{node}";
}
