using MassTransit;

namespace Netaas.Agent;

/// <summary>
/// Finds out that a queue delivers nothing any more, although the bus takes what is sent: a transport can lose its consumer, or
/// wait for ever for the end of a connection that has gone, and from here that looks like a queue for which there is no news.
/// So a probe goes the whole way, through the queue and back.
/// </summary>
internal sealed class QueueWatch(IBus bus, TimeProvider time)
{
    // A message there and back isn't seen in the agent's CPU time. Deafness is known after two of these; a broker that takes
    // longer to deliver what it took makes the agent listen anew, which costs a snapshot and harms nothing.
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(8);

    private long _heard;

    /// <summary>Takes probes at the endpoint, and counts whatever arrives: each message proves as much as a probe.</summary>
    public void Shape(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.UseExecute(_ => Interlocked.Increment(ref _heard));
        endpoint.Handler<QueueProbe>(static _ => Task.CompletedTask);
    }

    /// <summary>Returns when a probe was taken by the bus and nothing came of it.</summary>
    /// <param name="queue">The endpoint's own address: the probe says nothing else of the queue than the endpoint does.</param>
    public async Task UntilDeafAsync(Uri queue, CancellationToken ct)
    {
        var (heard, isSent) = (0L, false);
        while (true)
        {
            await Task.Delay(s_between, time, ct);
            if (isSent && Interlocked.Read(ref _heard) == heard)
                return;
            heard = Interlocked.Read(ref _heard);
            isSent = await TrySendAsync(queue, ct);
        }
    }

    private async Task<bool> TrySendAsync(Uri queue, CancellationToken ct)
    {
        // One that was under way when the broker went may wait for ever.
        using var patience = new CancellationTokenSource(s_between, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var endpoint = await bus.GetSendEndpoint(queue).WaitAsync(either.Token);
            // Where nobody takes it, it is gone when the next one comes.
            await endpoint.Send(new QueueProbe(), static context => context.TimeToLive = s_between, either.Token).WaitAsync(either.Token);
            return true;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // Whatever the transport has to say: a bus that is away tells nothing of the queue.
            return false;
        }
    }
}

/// <summary>From an agent to itself. It is sent to the queue, so no exchange has to bring it there.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record QueueProbe;
