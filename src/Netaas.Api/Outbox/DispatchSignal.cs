using System.Threading.Channels;

namespace Netaas.Api.Outbox;

/// <summary>Wakes the dispatcher of this process: something was committed. A hint only; the dispatcher looks by itself, too.</summary>
internal sealed class DispatchSignal
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _signal.Writer.TryWrite(true);

    /// <summary>Returns at the next signal, or after the given time without one.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            await _signal.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nothing came: the caller looks anyway.
        }
    }
}
