using System.Collections.Concurrent;
using MassTransit;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Api.Nodes;

/// <summary>Questions to agents that wait for their answer: a message through the node's queue, and one to all processes of the API, as none knows which of them asked.</summary>
/// <param name="requestOf">Which question an answer is to.</param>
internal sealed class NodeQuestions<TReply>(IBus bus, Func<TReply, Guid> requestOf)
    where TReply : class
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<TReply>> _asked = [];

    /// <param name="toQuestion">Makes the message from what tells its answer.</param>
    /// <returns>Null where no agent answers in time.</returns>
    public async Task<TReply?> AskAsync(NodeId node, Func<Guid, object> toQuestion, TimeSpan patience, CancellationToken ct)
    {
        var request = Guid.NewGuid();
        var answer = new TaskCompletionSource<TReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[request] = answer;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{NodeQueue.Name(node)}"));
            await endpoint.Send(toQuestion(request), limit.Token);
            return await answer.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _asked.TryRemove(request, out _);
        }
    }

    public void Take(TReply reply)
    {
        if (_asked.TryGetValue(requestOf(reply), out var answer))
            answer.TrySetResult(reply);
    }
}
