namespace Netaas.Api.Status;

/// <summary>Tells whoever waits for a deletion that the record has let go of something. A hint only: another process may do it unheard.</summary>
internal sealed class ReleaseSignal
{
    /// <summary>How long to wait at most before looking again.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private volatile TaskCompletionSource _next = New();

    public void Set()
    {
        var signal = _next;
        _next = New();
        signal.TrySetResult();
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (atMost <= TimeSpan.Zero)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost < Look ? atMost : Look);
        try
        {
            await _next.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The caller looks again.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
