using System.Collections.Concurrent;
using MassTransit;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Api.Nodes;

/// <summary>
/// Asks agents what their kernels hold. Nothing of it is kept: a state is as old as its answer, and thousands of lines for
/// each node would weigh on every report, so it is read when somebody wants to see it.
/// </summary>
internal sealed class NodeStates(IBus bus)
{
    /// <summary>A full read takes some hundred milliseconds on a node with a thousand pods.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<NodeStateReply>> _asked = [];

    /// <summary>Null where no agent answers in time.</summary>
    public async Task<NodeStateReply?> AskAsync(NodeId node, CancellationToken ct)
    {
        var request = new NodeStateRequest(node, Guid.NewGuid());
        var answer = new TaskCompletionSource<NodeStateReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[request.Request] = answer;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{NodeQueue.Name(node)}"));
            await endpoint.Send(request, limit.Token);
            return await answer.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _asked.TryRemove(request.Request, out _);
        }
    }

    public void Take(NodeStateReply reply)
    {
        if (_asked.TryGetValue(reply.Request, out var answer))
            answer.TrySetResult(reply);
    }
}

/// <summary>Takes answers off the bus; every process of the API gets each, as none knows which of them asked.</summary>
internal sealed class NodeStateConsumer(NodeStates states) : IConsumer<NodeStateReply>
{
    public Task Consume(ConsumeContext<NodeStateReply> context)
    {
        states.Take(context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class NodeStateConsumerDefinition : ConsumerDefinition<NodeStateConsumer>
{
    public NodeStateConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = $"netaas-states-{Guid.NewGuid():N}";
        endpoint.Temporary = true;
    });
}
