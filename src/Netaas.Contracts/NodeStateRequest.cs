using Netaas.Core;
using Netaas.Core.Naming;

namespace Netaas.Contracts;

/// <summary>Asks a node's agent to read its kernel in full, through the node's queue. One that is lost is never answered.</summary>
/// <param name="Request">Tells the answer apart from those to others.</param>
public sealed record NodeStateRequest(NodeId Node, Guid Request);

/// <summary>What an agent read, published to all processes of the API.</summary>
/// <param name="Objects">All that is ours in the node's kernel, one line each, in the order of their kinds.</param>
/// <param name="Differences">What the agent would have to do to be where it should, one line each; nothing is done.</param>
public sealed record NodeStateReply(
    NodeId Node, Guid Request, long Revision, DateTimeOffset ReadAt, EquatableList<string> Objects, EquatableList<string> Differences);
