using MassTransit;
using Microsoft.Extensions.Logging;

namespace Netaas.Agent;

/// <summary>Listens at a queue, however often the bus goes away.</summary>
internal static class BusListener
{
    // An agent that can't reach the bus still needs a snapshot, and soon.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(2);

    /// <summary>Listens until cancelled.</summary>
    /// <param name="onBegin">Called when what was sent before may have been missed.</param>
    public static async Task RunAsync(AgentEdges edges, (string Name, Action<IReceiveEndpointConfigurator> Shape) queue, Action onBegin, CancellationToken ct)
    {
        var log = edges.Logs.CreateLogger(typeof(BusListener));
        while (true)
        {
            var handle = edges.Bus.ConnectReceiveEndpoint(queue.Name, queue.Shape);
            try
            {
                if (await Task.WhenAny(handle.Ready, Task.Delay(s_patience, edges.Time, ct)) != handle.Ready)
                    onBegin();
                await handle.Ready.WaitAsync(ct);
                // Only now does the queue take what is sent; a snapshot fetched from here on misses nothing.
                onBegin();
                await Task.Delay(Timeout.InfiniteTimeSpan, edges.Time, ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // Whatever the transport has to say: without its queue an agent goes on with what it has, and tries again.
                Log.QueueFailed(log, failure.Message);
                await Task.Delay(s_afterFailure, edges.Time, ct);
            }
            finally
            {
                // Not the caller's token: it is cancelled by now, and the queue must not deliver to an agent that has gone.
                await handle.StopAsync(CancellationToken.None);
            }
        }
    }
}
