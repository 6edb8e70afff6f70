using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Api.Nodes;

/// <summary>
/// Asks agents what their kernels hold. Nothing of it is kept: a state is as old as its answer, and thousands of lines for
/// each node would weigh on every report, so it is read when somebody wants to see it.
/// </summary>
internal sealed class NodeStates(NodeQuestions<NodeStateReply> questions)
{
    /// <summary>A full read takes some hundred milliseconds on a node with a thousand pods.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null where no agent answers in time.</summary>
    public Task<NodeStateReply?> AskAsync(NodeId node, CancellationToken ct) =>
        questions.AskAsync(node, request => new NodeStateRequest(node, request), Patience, ct);
}
