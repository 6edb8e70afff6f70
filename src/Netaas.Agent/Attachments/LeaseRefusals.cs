using Netaas.Contracts.Attachments;
using Netaas.Contracts.Local;

namespace Netaas.Agent.Attachments;

/// <summary>Why no address comes for those who wait for one.</summary>
internal sealed class LeaseRefusals
{
    private readonly Dictionary<(string Project, string Network), string> _refusals = [];

    public bool IsControlPlaneAway { get; set; }

    /// <summary>Takes what the record says of the leases that it was asked for.</summary>
    public void Take(AttachmentSyncAnswer answer)
    {
        IsControlPlaneAway = false;
        foreach (var set in answer.Leases)
            if (set.Refusal is { } refusal)
                _refusals[(set.Project, set.Network)] = refusal;
            else
                _refusals.Remove((set.Project, set.Network));
    }

    /// <param name="isKnown">Whether there was ever an address of the network here.</param>
    /// <param name="isOver">Whether it was waited for long enough.</param>
    /// <returns>Null while waiting may help.</returns>
    public LocalAnswer? Of(AttachmentRequest request, bool isKnown, bool isOver)
    {
        // Asked again by the next one: what stood in the way may be gone then.
        if (_refusals.Remove((request.Asked.Project, request.Asked.Network), out var refusal))
            return LocalAnswer.Failed(isKnown ? LocalFailure.TryAgain : LocalFailure.Invalid, refusal);
        if (!IsControlPlaneAway && !isOver)
            return null;
        return LocalAnswer.Failed(
            LocalFailure.TryAgain,
            $"No leased address of network '{request.Asked.Network}' is left on this node, and the control plane {(IsControlPlaneAway ? "is away" : "gave none in time")}: try again.");
    }
}
