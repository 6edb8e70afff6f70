using Microsoft.Extensions.Logging;
using Netaas.Agent.Replicas;
using Netaas.Contracts;
using Netaas.Contracts.Attachments;
using Netaas.Contracts.Local;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>
/// What the reconcile loop does for callers on the node: takes what they ask into the <see cref="AttachmentBook"/> before the
/// kernel is worked on, and answers them by what came of it. It waits for nobody: calls wait, for addresses in
/// <see cref="WaitingCalls"/> and for the kernel in <see cref="KernelCalls"/>.
/// </summary>
internal sealed class AttachmentDesk
{
    /// <summary>How long a runtime may take from being handed an interface until it has it in its container.</summary>
    private static readonly TimeSpan s_untilTaken = TimeSpan.FromMinutes(1);

    private readonly AttachmentBook _book;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly NodePorts _ports;
    private readonly Endings _endings;
    private readonly Reservations _reservations;
    private readonly StandingPods _standing;
    private readonly WaitingCalls _waiting;
    private readonly KernelCalls _kernel;
    private readonly Arrivals _arrivals;

    public AttachmentDesk(NodeId node, AttachmentBook book, AgentOptions options, TimeProvider time, ILogger log)
    {
        (_book, _time, _log) = (book, time, log);
        _kernel = new KernelCalls(book, network => NamesIn(network));
        _ports = new NodePorts(() => Listeners());
        _endings = new Endings(book, _ports.Published, _kernel, () => Tell(), log);
        _reservations = new Reservations(node, book, time);
        _standing = new StandingPods(node, book, _ports);
        var beginnings = new Beginnings(node, book, _ports, _reservations, _kernel);
        _waiting = new WaitingCalls(book, beginnings, () => Tell(), time, options.WarmAddresses);
        _arrivals = new Arrivals(book, _endings, _waiting, _kernel);
    }

    /// <summary>Called when the record has something to hear.</summary>
    public Action Tell { get; init; } = static () => { };

    /// <summary>How pods of a network find names; null where they don't.</summary>
    public Func<NetworkId, NamesOffer?> NamesIn { get; init; } = static _ => null;

    /// <summary>The ports that processes of the node have taken, as the kernel has it now.</summary>
    public Func<EquatableList<Listener>> Listeners { get; init; } = static () => [];

    /// <summary>Whether somebody waits for addresses or for the view that they stand in.</summary>
    public bool IsWaiting => _waiting.Any;

    public void Take(LocalCall call, Replica replica)
    {
        switch (call.Request.Verb)
        {
            case LocalVerb.Attach:
                _arrivals.Attach(call, replica);
                break;
            case LocalVerb.Detach:
                Detach(LocalPod.AttachmentId(call.Request.ContainerId, call.Request.Interface), "detached by its runtime");
                call.Say(LocalAnswer.Done);
                break;
            case LocalVerb.Check:
                Check(call);
                break;
            case LocalVerb.Gc:
                CollectGarbage(call.Request);
                call.Say(LocalAnswer.Done);
                break;
            case LocalVerb.Status:
                call.Say(_waiting.Status(call.Request, replica));
                break;
            case LocalVerb.Look or LocalVerb.Reserve:
                _arrivals.LookOrReserve(call, replica);
                break;
            case LocalVerb.Release:
                _reservations.Release(call.Request);
                call.Say(LocalAnswer.Done);
                break;
            case LocalVerb.Publish:
                Publish(call);
                break;
            case LocalVerb.Introduce:
                call.Say(_standing.Introduce(call.Request));
                break;
            default:
                call.Refuse(LocalFailure.Invalid, $"There is no verb {call.Request.Verb}.");
                break;
        }
    }

    /// <summary>Takes notice of what is published on the node.</summary>
    public void See(NodeView view, IEnumerable<ItemKey> changed) => _ports.Published.Update(view, changed);

    /// <summary>Gives addresses to those who wait for some, where there are any now.</summary>
    public void Serve(Replica replica) => _waiting.Serve(replica);

    /// <summary>Ends what was handed over to a runtime that has not taken it.</summary>
    /// <returns>Whether the kernel has to be worked on again.</returns>
    public bool EndUntaken(Reconciler reconciler)
    {
        var untaken = _standing.Untaken(reconciler, _time.GetUtcNow() - s_untilTaken);
        foreach (var pod in untaken)
            _endings.End(pod, "no container has its interface");
        return untaken.Count > 0;
    }

    /// <summary>Whoever asked knows that the pod stands, and from now on the record may know; or was gone before the answer came.</summary>
    public void Answered(PodId id, bool isDelivered)
    {
        _kernel.Answered(id);
        if (!isDelivered)
            return;
        if (_book.Find(id) is { State: LocalPodState.Begun } pod)
            _book.Put(pod with { State = LocalPodState.Standing });
        Tell();
    }

    /// <summary>Answers those whose pods were made, and ends those that could not be, or have lost their namespace.</summary>
    /// <returns>Whether the kernel has to be worked on again.</returns>
    public bool Settle(Reconciler reconciler)
    {
        var failures = reconciler.HasTroubles ? reconciler.Failures(0).ToDictionary(failure => failure.Key) : [];
        var isUndone = _kernel.Answer(reconciler, failures, _endings);
        foreach (var failure in failures.Values.Where(failure => failure.Reason == FailureReason.NamespaceGone))
            if (_book.Find(new PodId(failure.Key.Id)) is { } pod && pod.State != LocalPodState.Ended)
            {
                _endings.End(pod, $"its namespace is gone: {pod.Pod.NetnsPath}");
                isUndone = true;
            }
        return isUndone;
    }

    /// <summary>
    /// What was begun, and whose runtime may or may not have had its answer: the agent was killed, or the plugin. It may be a
    /// container's network, so it stays. One whose runtime gave up loses its namespace, and ends by that.
    /// </summary>
    public void KeepLeftovers()
    {
        foreach (var pod in _book.Pods.Where(pod => pod.State == LocalPodState.Begun && !_kernel.IsBusy(pod.Id)).ToList())
            Answered(pod.Id, isDelivered: true);
    }

    public AttachmentSync? Untold() => _waiting.Untold();

    public void Take(AttachmentSync told, AttachmentSyncAnswer answer)
    {
        _waiting.Take(answer);
        foreach (var pod in _book.Take(told, answer))
        {
            Log.AttachmentRefused(_log, pod.Pod.AttachmentId, pod.Reason ?? "");
            Tell();
        }
    }

    public void ControlPlaneIsAway() => _waiting.ControlPlaneIsAway();

    private void Publish(LocalCall call)
    {
        var (pod, refusal) = _standing.Publish(call.Request);
        if (pod is null)
            call.Say(refusal);
        else
            _kernel.Publish(pod, call);
        Tell();
    }

    private void Detach(string attachment, string reason)
    {
        _waiting.GiveUp(attachment, reason);
        if (_book.FindLive(attachment) is { } pod)
            _endings.End(pod, reason);
    }

    private void CollectGarbage(LocalRequest request)
    {
        var valid = request.Valid.Select(it => LocalPod.AttachmentId(it.ContainerId, it.Interface)).ToHashSet(StringComparer.Ordinal);
        foreach (var pod in _book.Pods.Where(pod => pod.State != LocalPodState.Ended && pod.Configuration == request.Configuration).ToList())
            if (!valid.Contains(pod.Pod.AttachmentId) && !_kernel.IsMaking(pod.Id))
                _endings.End(pod, "its runtime doesn't know it any more");
    }

    private void Check(LocalCall call)
    {
        if (_book.FindLive(LocalPod.AttachmentId(call.Request.ContainerId, call.Request.Interface)) is { } pod)
            _kernel.Look(pod, call);
        else
            call.Refuse(LocalFailure.Unknown, $"Container {call.Request.ContainerId} has no interface {call.Request.Interface} here: attach it.");
    }
}
