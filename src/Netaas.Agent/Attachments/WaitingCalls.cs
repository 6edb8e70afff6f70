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

    private readonly List<(AttachmentRequest Request, LocalCall Call)> _waiting = [];
    private readonly LeaseRefusals _refusals = new();

    public bool Any => _waiting.Count > 0;

    /// <summary>Takes one on that is new: it gets what it wants, is refused, or waits for what the record says.</summary>
    public void Add(AttachmentRequest request, LocalCall call, Replica replica)
    {
        if (beginnings.TryGive(request, call, replica) || Refuse(request, call))
            return;
        _waiting.Add((request, call));
        tell();
    }

    /// <summary>Gives to those who wait, where there is something to give now.</summary>
    public void Serve(Replica replica)
    {
        foreach (var (request, call) in _waiting.ToList())
            if (beginnings.TryGive(request, call, replica) || Refuse(request, call))
                _waiting.Remove((request, call));
    }

    /// <summary>Whoever waits for this attachment has been given up by a runtime that detaches.</summary>
    public void GiveUp(string attachment, string reason)
    {
        foreach (var (request, call) in _waiting.Where(it => it.Request.AttachmentId == attachment).ToList())
        {
            _waiting.Remove((request, call));
            call.Refuse(LocalFailure.Unknown, $"{attachment} was {reason}.");
        }
    }

    /// <summary>What the record has to hear, with what those who wait are in want of.</summary>
    public AttachmentSync? Untold() => book.Untold(size, [.. _waiting.Select(it => WishOf(it.Request)).DistinctBy(it => (it.Project, it.Network))]);

    public void Take(AttachmentSyncAnswer answer) => _refusals.Take(answer);

    public void ControlPlaneIsAway() => _refusals.IsControlPlaneAway = true;

    /// <summary>Whether an attach to this network could be done now.</summary>
    public LocalAnswer Status(LocalRequest request, Replica replica)
    {
        if (!replica.HasView)
            return LocalAnswer.Failed(LocalFailure.TryAgain, "The agent has not heard from its control plane yet, and has no saved replica.");
        var hasFree = book.FindWarm(request.Project, request.Network) is { } set && book.Free(set, replica.View).Any();
        return hasFree || !_refusals.IsControlPlaneAway
            ? LocalAnswer.Done
            : LocalAnswer.Failed(LocalFailure.TryAgain, $"No leased address of network '{request.Network}' is left on this node, and the control plane is away.");
    }

    /// <returns>Whether waiting has no point.</returns>
    private bool Refuse(AttachmentRequest request, LocalCall call)
    {
        var isKnown = book.FindWarm(request.Asked.Project, request.Asked.Network) is not null;
        if (_refusals.Of(request, isKnown, isOver: time.GetElapsedTime(call.ArrivedAt) >= s_patience) is not { } refusal)
            return false;
        call.Say(refusal);
        return true;
    }

    private LeaseWish WishOf(AttachmentRequest request) => new(request.Asked.Project, request.Asked.Network, size, request.Addresses);
}
