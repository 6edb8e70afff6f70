using MassTransit;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;

namespace Netaas.Agent.Reporting;

/// <summary>Says what the kernel holds, to who wants to know.</summary>
internal sealed class StateReplies(Lazy<IBus> bus, NodeId node, TimeProvider time, ILogger log)
{
    /// <summary>Reads the kernel and says what it holds; without a kernel to read, nobody answers.</summary>
    public void Send(NodeStateRequest request, Reconciler reconciler, long revision)
    {
        if (reconciler.ReadState() is not var (found, differences))
            return;
        var reply = new NodeStateReply(
            node,
            request.Request,
            revision,
            time.GetUtcNow(),
            found.Objects.Values.OrderBy(it => it.Key).Select(it => it.Text).ToEquatableList(),
            differences.Select(step => step.ToString()).ToEquatableList());
        _ = PublishAsync(reply);
    }

    private async Task PublishAsync(NodeStateReply reply)
    {
        try
        {
            // No token: whoever asks waits for a while only, and a session that ends lets the bus finish.
            await bus.Value.Publish(reply, CancellationToken.None);
        }
        catch (Exception failure)
        {
            // Whatever the transport has to say: who asked gives up by itself.
            Log.ReportFailed(log, failure.Message);
        }
    }
}
