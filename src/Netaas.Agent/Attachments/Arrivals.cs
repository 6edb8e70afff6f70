using Netaas.Agent.Replicas;
using Netaas.Contracts.Local;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>Calls that want something of a network: an attachment, an address, or to know what it is. They get it, are refused, or wait for it.</summary>
internal sealed class Arrivals(AttachmentBook book, Endings endings, WaitingCalls waiting, KernelCalls kernel)
{
    public void Attach(LocalCall call, Replica replica)
    {
        if (!AttachmentRequest.TryParse(call.Request, out var request, out var problem))
            call.Refuse(LocalFailure.Invalid, problem);
        else if (book.FindLive(request.AttachmentId) is { } standing && !TakeOver(standing, request, call))
            return;
        else if (waiting.IsWaiting(request.AttachmentId))
            call.Refuse(LocalFailure.TryAgain, $"{request.AttachmentId} is just being attached by another caller: wait for that one.");
        else
            waiting.Add(request, call, replica);
    }

    /// <summary>What is asked of a network, which may have to be asked of the record first.</summary>
    public void LookOrReserve(LocalCall call, Replica replica)
    {
        // By its range only a network is found that the node knows already.
        var known = call.Request is { Verb: LocalVerb.Look, Network: "", Cidr: { } cidr }
            ? replica.View.Items.Values.OfType<NetworkItem>().FirstOrDefault(it => it.PodCidrs.Any(range => Cidr.Format(range) == cidr)) : null;
        if (call.Request.Network.Length == 0 && known is null)
            call.Refuse(LocalFailure.Unknown, $"No network of this node has the range {call.Request.Cidr}.");
        else if (!AttachmentRequest.TryParse(known is null ? call.Request : call.Request with { Project = known.Project, Network = known.Name }, out var request, out var problem))
            call.Refuse(LocalFailure.Invalid, problem);
        else
            waiting.Add(request, call, replica);
    }

    /// <summary>What became of an attach of before: one that was never answered is gone on with, one whose namespace is gone is ended.</summary>
    /// <returns>Whether a new pod may begin.</returns>
    private bool TakeOver(LocalPod standing, AttachmentRequest request, LocalCall call)
    {
        var isSamePlace = standing.Pod.NetnsPath == request.Asked.Netns;
        if (kernel.IsBusy(standing.Id))
            call.Refuse(LocalFailure.TryAgain, $"{standing.Pod.AttachmentId} is just being attached by another caller: wait for that one.");
        else if (standing.State == LocalPodState.Begun && isSamePlace)
            kernel.Make(standing.Id, call);
        else if (isSamePlace && File.Exists(standing.Pod.NetnsPath))
            call.Refuse(LocalFailure.Exists, $"{standing.Pod.AttachmentId} is attached already: detach it first.");
        else
        {
            endings.End(standing, "its container came back in another namespace");
            return true;
        }
        return false;
    }
}
