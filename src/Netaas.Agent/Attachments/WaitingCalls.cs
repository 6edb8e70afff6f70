using Netaas.Agent.Replicas;
using Netaas.Contracts.Attachments;
using Netaas.Contracts.Local;

namespace Netaas.Agent.Attachments;

/// <summary>Calls for which there is no address yet, or whose network this node has not heard of: they wait for the record, not for long.</summary>
/// <param name="size">How many addresses to hold ahead, of each family.</param>
internal sealed class WaitingCalls(AttachmentBook book, Beginnings beginnings, Action tell, TimeProvider time, int size)
{
    /// <summary>How long a call waits for addresses while the control plane answers; runtimes give up later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly List<Waiting> _waiting = [];

    // What was asked for in vain while the control plane was away: the record still hears of it, and so it is found out that it is back.
    private readonly HashSet<LeaseWish> _missed = [];
    private bool _isControlPlaneAway;

    public bool Any => _waiting.Count > 0;

    /// <summary>Whether somebody waits to have this attached.</summary>
    public bool IsWaiting(string attachment) =>
        _waiting.Any(it => it.Request.Asked.Verb == LocalVerb.Attach && it.Request.AttachmentId == attachment);

    /// <summary>Takes one on that is new: it gets what it wants, is refused, or waits for what the record says.</summary>
    public void Add(AttachmentRequest request, LocalCall call, Replica replica)
    {
        var waiting = new Waiting(request, call);
        if (Serve(waiting, replica))
            return;
        _waiting.Add(waiting);
        tell();
    }

    /// <summary>Gives to those who wait, where there is something to give now.</summary>
    public void Serve(Replica replica)
    {
        foreach (var waiting in _waiting.ToList())
            if (Serve(waiting, replica))
                _waiting.Remove(waiting);
    }

    /// <summary>Whoever waits for this attachment has been given up by a runtime that detaches.</summary>
    public void GiveUp(string attachment, string reason)
    {
        foreach (var waiting in _waiting.Where(it => it.Request.AttachmentId == attachment).ToList())
        {
            _waiting.Remove(waiting);
            waiting.Call.Refuse(LocalFailure.Unknown, $"{attachment} was {reason}.");
        }
    }

    /// <summary>What the record has to hear, with what those who wait are in want of.</summary>
    public AttachmentSync? Untold()
    {
        foreach (var waiting in _waiting)
            waiting.IsTold = true;
        return book.Untold(size, [.. _waiting.Select(it => WishOf(it.Request)).Concat(_missed).DistinctBy(it => (it.Project, it.Network))]);
    }

    /// <summary>Takes what the record says of leases. It refuses those whom it was told of: for who asks later, it may be otherwise by then.</summary>
    public void Take(AttachmentSyncAnswer answer)
    {
        _isControlPlaneAway = false;
        _missed.Clear();
        foreach (var set in answer.Leases)
            foreach (var waiting in _waiting.Where(it => it.IsTold && it.Request.Asked.Project == set.Project && it.Request.Asked.Network == set.Network))
                waiting.Refusal = set.Refusal;
    }

    public void ControlPlaneIsAway() => _isControlPlaneAway = true;

    /// <summary>Whether an attach to this network could be done now.</summary>
    public LocalAnswer Status(LocalRequest request, Replica replica)
    {
        if (!replica.HasView)
            return LocalAnswer.Failed(LocalFailure.TryAgain, "The agent has not heard from its control plane yet, and has no saved replica.");
        var hasFree = book.FindWarm(request.Project, request.Network) is { } set && book.Free(set, replica.View).Any();
        return hasFree || !_isControlPlaneAway
            ? LocalAnswer.Done
            : LocalAnswer.Failed(LocalFailure.TryAgain, $"No leased address of network '{request.Network}' is left on this node, and the control plane is away.");
    }

    /// <returns>Whether it waits no more: it got what it wants, or was refused.</returns>
    private bool Serve(Waiting waiting, Replica replica)
    {
        if (beginnings.TryGive(waiting.Request, waiting.Call, replica))
            return true;
        if (RefusalOf(waiting) is not { } refusal)
            return false;
        waiting.Call.Say(refusal);
        return true;
    }

    /// <returns>Null while waiting may help.</returns>
    private LocalAnswer? RefusalOf(Waiting waiting)
    {
        var asked = waiting.Request.Asked;
        if (waiting.Refusal is { } refusal)
            return LocalAnswer.Failed(book.FindWarm(asked.Project, asked.Network) is null ? LocalFailure.Invalid : LocalFailure.TryAgain, refusal);
        if (!_isControlPlaneAway && time.GetElapsedTime(waiting.Call.ArrivedAt) < s_patience)
            return null;
        if (_isControlPlaneAway && _missed.Add(WishOf(waiting.Request) with { Chosen = [] }))
            tell();
        return LocalAnswer.Failed(
            LocalFailure.TryAgain,
            $"No leased address of network '{asked.Network}' is left on this node, and the control plane {(_isControlPlaneAway ? "is away" : "gave none in time")}: try again.");
    }

    private LeaseWish WishOf(AttachmentRequest request) => new(request.Asked.Project, request.Asked.Network, size, request.Addresses);

    private sealed class Waiting(AttachmentRequest request, LocalCall call)
    {
        public AttachmentRequest Request { get; } = request;

        public LocalCall Call { get; } = call;

        /// <summary>Whether the record was asked on its behalf.</summary>
        public bool IsTold { get; set; }

        /// <summary>What the record said against it; null while it hasn't.</summary>
        public string? Refusal { get; set; }
    }
}
