using Netaas.Contracts;
using Netaas.Contracts.Local;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>Calls whose answer is what the kernel makes of them: they have it once the kernel was worked on.</summary>
/// <param name="namesIn">How pods of a network find names; null where they don't.</param>
internal sealed class KernelCalls(AttachmentBook book, Func<NetworkId, NamesOffer?> namesIn)
{
    private readonly Dictionary<PodId, LocalCall> _making = [];
    private readonly HashSet<PodId> _answering = [];
    private readonly List<(LocalPod Pod, LocalCall Call)> _looking = [];
    private readonly List<(LocalPod Pod, LocalCall Call)> _publishing = [];

    public void Make(PodId id, LocalCall call) => _making[id] = call;

    public void Look(LocalPod pod, LocalCall call) => _looking.Add((pod, call));

    public void Publish(LocalPod pod, LocalCall call) => _publishing.Add((pod, call));

    public bool IsMaking(PodId id) => _making.ContainsKey(id);

    /// <summary>Whether somebody waits for it to be made, or is just getting the answer.</summary>
    public bool IsBusy(PodId id) => _making.ContainsKey(id) || _answering.Contains(id);

    /// <summary>The answer has come to whoever asked, or will never.</summary>
    public void Answered(PodId id) => _answering.Remove(id);

    /// <summary>The pod has ended while somebody waited for it to be made.</summary>
    public void GiveUp(LocalPod pod, string reason)
    {
        if (_making.Remove(pod.Id, out var call))
            call.Refuse(LocalFailure.Unknown, $"{pod.Pod.AttachmentId} was ended meanwhile: {reason}.");
    }

    /// <summary>Answers all, and ends the pods that could not be made.</summary>
    /// <returns>Whether a pod was ended.</returns>
    public bool Answer(Reconciler reconciler, IReadOnlyDictionary<ItemKey, ItemFailure> failures, Endings endings)
    {
        var isUndone = false;
        foreach (var (id, call) in _making)
            if (book.Find(id) is { } pod)
            {
                var answer = AnswerOf(pod, reconciler, failures);
                if (answer.Failure == LocalFailure.None)
                    _answering.Add(id);
                else
                    endings.Withdraw(pod, answer.Message ?? "");
                isUndone |= answer.Failure != LocalFailure.None;
                call.Say(answer);
            }
        _making.Clear();
        foreach (var (pod, call) in _looking)
            call.Say(AttachmentAnswers.Check(pod, reconciler, namesIn(pod.Pod.Network)));
        _looking.Clear();
        foreach (var (pod, call) in _publishing)
            call.Say(AttachmentAnswers.Fault(pod, reconciler, failures) is var (kind, why) ? LocalAnswer.Failed(kind, why) : LocalAnswer.Done);
        _publishing.Clear();
        return isUndone;
    }

    private LocalAnswer AnswerOf(LocalPod pod, Reconciler reconciler, IReadOnlyDictionary<ItemKey, ItemFailure> failures)
    {
        if (AttachmentAnswers.Fault(pod, reconciler, failures) is var (kind, why))
            return LocalAnswer.Failed(kind, why);
        return AttachmentAnswers.Describe(pod, reconciler, namesIn(pod.Pod.Network)) is { } made
            ? LocalAnswer.Done with { Interface = made }
            : LocalAnswer.Failed(LocalFailure.TryAgain, "The replica has changed meanwhile.");
    }
}
