using MassTransit;
using Microsoft.Extensions.Logging;

namespace Netaas.Agent;

/// <summary>Listens at a queue, however often the bus goes away, and anew when the queue has become deaf.</summary>
internal static class BusListener
{
    // An agent that can't reach the bus still needs a snapshot, and soon.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(2);

    // An endpoint that has lost its connection may wait for ever for what was under way there.
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(5);

    /// <summary>Listens until cancelled.</summary>
    /// <param name="onBegin">Called when what was sent before may have been missed.</param>
    public static async Task RunAsync(AgentEdges edges, (string Name, Action<IReceiveEndpointConfigurator> Shape) queue, Action onBegin, CancellationToken ct)
    {
        var log = edges.Logs.CreateLogger(typeof(BusListener));
        while (true)
        {
            var watch = new QueueWatch(edges.Bus.Value, edges.Time);
            var handle = edges.Bus.Value.ConnectReceiveEndpoint(queue.Name, queue.Shape + watch.Shape);
            try
            {
                await UntilDeafAsync(edges, (handle, watch), onBegin, ct);
                Log.QueueDeaf(log, queue.Name);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // Whatever the transport has to say: without its queue an agent goes on with what it has, and tries again.
                Log.QueueFailed(log, failure.Message);
                await Task.Delay(s_afterFailure, edges.Time, ct);
            }
            finally
            {
                await StopAsync(handle, edges.Time, log);
            }
        }
    }

    private static async Task UntilDeafAsync(AgentEdges edges, (HostReceiveEndpointHandle Handle, QueueWatch Watch) ear, Action onBegin, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            // From the start: an endpoint may be deaf before it was ready once.
            var deaf = ear.Watch.UntilDeafAsync(ear.Handle.ReceiveEndpoint.InputAddress, ending.Token);
            await await Task.WhenAny(deaf, BeginAsync(edges, ear.Handle, onBegin, ending.Token));
            await deaf;
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private static async Task BeginAsync(AgentEdges edges, HostReceiveEndpointHandle handle, Action onBegin, CancellationToken ct)
    {
        if (await Task.WhenAny(handle.Ready, Task.Delay(s_patience, edges.Time, ct)) != handle.Ready)
            onBegin();
        await handle.Ready.WaitAsync(ct);
        // Only now does the queue take what is sent; a snapshot fetched from here on misses nothing.
        onBegin();
    }

    private static async Task StopAsync(HostReceiveEndpointHandle handle, TimeProvider time, ILogger log)
    {
        // Not the caller's token: it is cancelled by now, and the queue must not deliver to an agent that has gone.
        using var limit = new CancellationTokenSource(s_longestStop, time);
        try
        {
            await handle.StopAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception failure)
        {
            // The bus knows it no more, and what it yet delivers is taken like all that comes twice or late.
            Log.QueueNotLeft(log, failure.Message);
        }
    }
}
