using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Netaas.Agent.Attachments;
using Netaas.Contracts.Attachments;
using Netaas.Contracts.Local;

namespace Netaas.Agent;

/// <summary>What happens to an agent, in the order in which it came: anybody puts it in, and the reconcile loop alone takes it out.</summary>
internal sealed class AgentInbox(TimeProvider time)
{
    private readonly Channel<AgentEvent> _events = Channel.CreateUnbounded<AgentEvent>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Waits until there is something to take.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => _events.Reader.WaitToReadAsync(ct);

    public bool TryTake([NotNullWhen(true)] out AgentEvent? happened) => _events.Reader.TryRead(out happened);

    public void Put(AgentEvent happened) => _events.Writer.TryWrite(happened);

    public void PutLater(TimeSpan wait, AgentEvent due) =>
        _ = Task.Delay(wait, time).ContinueWith(_ => Put(due), TaskScheduler.Default);

    public async Task PutEveryAsync(TimeSpan interval, AgentEvent due, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(ct))
            Put(due);
    }

    /// <summary>Asks for somebody on the node.</summary>
    public Task<LocalAnswer> AskAsync(LocalRequest request)
    {
        var call = new LocalCall(request, New<LocalAnswer>(), time.GetTimestamp());
        Put(new AgentEvent.LocalAsked(call));
        return call.Answer.Task;
    }

    /// <summary>Asks what the record has to hear of attachments.</summary>
    public Task<AttachmentSync?> AskUntoldAsync()
    {
        var untold = New<AttachmentSync?>();
        Put(new AgentEvent.UntoldAsked(untold));
        return untold.Task;
    }

    // Who waits goes on elsewhere, not within the loop.
    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
