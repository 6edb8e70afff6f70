using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Netaas.Agent.Replicas;
using Netaas.Contracts;
using Netaas.Contracts.Attachments;
using Netaas.Contracts.Local;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>A request from the node, and where its answer goes.</summary>
internal sealed record LocalCall(LocalRequest Request, TaskCompletionSource<LocalAnswer> Answer, long ArrivedAt);

/// <summary>
/// What the reconcile loop does for callers on the node: takes what they ask into the <see cref="AttachmentBook"/> before the
/// kernel is worked on, and answers them by what came of it. It waits for nobody.
/// </summary>
internal sealed class AttachmentDesk
{
    /// <summary>How long an attach waits for addresses while the control plane answers; runtimes give up later.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long a runtime may take from being handed an interface until it has it in its container.</summary>
    private static readonly TimeSpan s_untilTaken = TimeSpan.FromMinutes(1);

    private readonly NodeId _node;
    private readonly AttachmentBook _book;
    private readonly AgentOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Reservations _reservations;
    private readonly StandingPods _standing;
    private readonly List<(AttachmentRequest Request, LocalCall Call)> _waiting = [];
    private readonly Dictionary<PodId, LocalCall> _making = [];
    private readonly HashSet<PodId> _answering = [];
    private readonly List<(LocalPod Pod, LocalCall Call)> _looking = [];
    private readonly List<(LocalPod Pod, LocalCall Call)> _publishing = [];
    private readonly LeaseRefusals _refusals = new();
    private readonly PublishedPorts _ports = new();

    public AttachmentDesk(NodeId node, AttachmentBook book, AgentOptions options, TimeProvider time, ILogger log)
    {
        (_node, _book, _options, _time, _log) = (node, book, options, time, log);
        _reservations = new Reservations(node, book, time);
        _standing = new StandingPods(node, book, _ports);
    }

    /// <summary>Called when the record has something to hear.</summary>
    public Action Tell { get; init; } = static () => { };

    /// <summary>How pods of a network find names; null where they don't.</summary>
    public Func<NetworkId, NamesOffer?> NamesIn { get; init; } = static _ => null;

    /// <summary>Whether somebody waits for addresses or for the view that they stand in.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    public void Take(LocalCall call, Replica replica)
    {
        switch (call.Request.Verb)
        {
            case LocalVerb.Attach:
                Attach(call, replica);
                break;
            case LocalVerb.Detach:
                Detach(LocalPod.AttachmentId(call.Request.ContainerId, call.Request.Interface), "detached by its runtime");
                call.Answer.TrySetResult(LocalAnswer.Done);
                break;
            case LocalVerb.Check:
                Check(call);
                break;
            case LocalVerb.Gc:
                CollectGarbage(call.Request);
                call.Answer.TrySetResult(LocalAnswer.Done);
                break;
            case LocalVerb.Status:
                call.Answer.TrySetResult(Status(call.Request, replica));
                break;
            case LocalVerb.Look or LocalVerb.Reserve:
                Wait(call, replica);
                break;
            case LocalVerb.Release:
                _reservations.Release(call.Request);
                call.Answer.TrySetResult(LocalAnswer.Done);
                break;
            case LocalVerb.Publish:
                Publish(call);
                break;
            case LocalVerb.Introduce:
                call.Answer.TrySetResult(_standing.Introduce(call.Request));
                break;
            default:
                call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Invalid, $"There is no verb {call.Request.Verb}."));
                break;
        }
    }

    /// <summary>Takes notice of what is published on the node.</summary>
    public void See(NodeView view, IEnumerable<ItemKey> changed) => _ports.Update(view, changed);

    /// <summary>Gives addresses to those who wait for some, where there are any now.</summary>
    public void Serve(Replica replica)
    {
        foreach (var (request, call) in _waiting.ToList())
            if (Give(request, call, replica) || Refuse(request, call))
                _waiting.Remove((request, call));
    }

    /// <summary>Ends what was handed over to a runtime that has not taken it.</summary>
    /// <returns>Whether the kernel has to be worked on again.</returns>
    public bool EndUntaken(Reconciler reconciler)
    {
        var untaken = _standing.Untaken(reconciler, _time.GetUtcNow() - s_untilTaken);
        foreach (var pod in untaken)
            End(pod, "no container has its interface");
        return untaken.Count > 0;
    }

    /// <summary>Whoever asked knows that the pod stands, and from now on the record may know; or was gone before the answer came.</summary>
    public void Answered(PodId id, bool isDelivered)
    {
        _answering.Remove(id);
        if (!isDelivered)
            return;
        if (_book.Find(id) is { State: LocalPodState.Begun } pod)
            _book.Put(pod with { State = LocalPodState.Standing });
        Tell();
    }

    /// <summary>Answers those whose pods were made, and ends those that could not be.</summary>
    /// <returns>Whether the kernel has to be worked on again.</returns>
    public bool Settle(Reconciler reconciler)
    {
        var failures = reconciler.HasTroubles ? reconciler.Failures(0).ToDictionary(failure => failure.Key) : [];
        var isUndone = false;
        foreach (var (id, call) in _making)
            if (_book.Find(id) is { } pod)
                isUndone |= Answer(pod, call, AttachmentAnswers.Fault(pod, reconciler, failures), AttachmentAnswers.Describe(pod, reconciler, NamesIn(pod.Pod.Network)));
        _making.Clear();
        foreach (var (pod, call) in _looking)
            call.Answer.TrySetResult(AttachmentAnswers.Check(pod, reconciler, NamesIn(pod.Pod.Network)));
        _looking.Clear();
        foreach (var (pod, call) in _publishing)
            call.Answer.TrySetResult(AttachmentAnswers.Fault(pod, reconciler, failures) is var (kind, why) ? LocalAnswer.Failed(kind, why) : LocalAnswer.Done);
        _publishing.Clear();
        foreach (var failure in failures.Values.Where(failure => failure.Reason == FailureReason.NamespaceGone))
            if (_book.Find(new PodId(failure.Key.Id)) is { } pod && pod.State != LocalPodState.Ended)
            {
                End(pod, $"its namespace is gone: {pod.Pod.NetnsPath}");
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
        foreach (var pod in _book.Pods.Where(pod => pod.State == LocalPodState.Begun && !IsBusy(pod.Id)).ToList())
            Answered(pod.Id, isDelivered: true);
    }

    public AttachmentSync? Untold() => _book.Untold(_options.WarmAddresses, [.. _waiting.Select(it => WishOf(it.Request)).DistinctBy(it => (it.Project, it.Network))]);

    public void Take(AttachmentSync told, AttachmentSyncAnswer answer)
    {
        _refusals.Take(answer);
        foreach (var pod in _book.Take(told, answer))
        {
            Log.AttachmentRefused(_log, pod.Pod.AttachmentId, pod.Reason ?? "");
            Tell();
        }
    }

    public void ControlPlaneIsAway() => _refusals.IsControlPlaneAway = true;

    private void Attach(LocalCall call, Replica replica)
    {
        if (!AttachmentRequest.TryParse(call.Request, out var request, out var problem))
        {
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Invalid, problem));
            return;
        }
        if (_book.FindLive(request.AttachmentId) is { } standing && !TakeOver(standing, request, call))
            return;
        if (FindTaken(request) is { } taken)
        {
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Taken, taken));
            return;
        }
        ServeOrWait(request, call, replica);
    }

    /// <summary>What is asked of a network, which may have to be asked of the record first.</summary>
    private void Wait(LocalCall call, Replica replica)
    {
        // By its range only a network is found that the node knows already.
        var known = call.Request is { Verb: LocalVerb.Look, Network: "", Cidr: { } cidr }
            ? replica.View.Items.Values.OfType<NetworkItem>().FirstOrDefault(it => it.PodCidrs.Any(range => Cidr.Format(range) == cidr)) : null;
        if (call.Request.Network.Length == 0 && known is null)
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Unknown, $"No network of this node has the range {call.Request.Cidr}."));
        else if (!AttachmentRequest.TryParse(known is null ? call.Request : call.Request with { Project = known.Project, Network = known.Name }, out var request, out var problem))
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Invalid, problem));
        else
            ServeOrWait(request, call, replica);
    }

    private void ServeOrWait(AttachmentRequest request, LocalCall call, Replica replica)
    {
        if (Give(request, call, replica) || Refuse(request, call))
            return;
        _waiting.Add((request, call));
        Tell();
    }

    private bool Give(AttachmentRequest request, LocalCall call, Replica replica)
    {
        if (request.Asked.Verb == LocalVerb.Attach)
            return Begin(request, call, replica);
        return _reservations.Serve(request, replica) is { } answer && call.Answer.TrySetResult(answer);
    }

    private void Publish(LocalCall call)
    {
        var (pod, refusal) = _standing.Publish(call.Request);
        if (pod is null)
            call.Answer.TrySetResult(refusal);
        else
            _publishing.Add((pod, call));
        Tell();
    }

    /// <summary>What became of an attach of before: one that was never answered is gone on with, one whose namespace is gone is ended.</summary>
    /// <returns>Whether a new pod may begin.</returns>
    private bool TakeOver(LocalPod standing, AttachmentRequest request, LocalCall call)
    {
        if (IsBusy(standing.Id))
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.TryAgain, $"{standing.Pod.AttachmentId} is just being attached by another caller: wait for that one."));
        else if (standing.State == LocalPodState.Begun && standing.Pod.NetnsPath == request.Asked.Netns)
            _making[standing.Id] = call;
        else if (standing.Pod.NetnsPath == request.Asked.Netns && File.Exists(standing.Pod.NetnsPath))
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Exists, $"{standing.Pod.AttachmentId} is attached already: detach it first."));
        else
        {
            End(standing, "its container came back in another namespace");
            return true;
        }
        return false;
    }

    private bool Begin(AttachmentRequest request, LocalCall call, Replica replica)
    {
        if (!replica.HasView || _book.FindWarm(request.Asked.Project, request.Asked.Network) is not { Id: { } id } set
            || replica.View.Find<NetworkItem>(ItemKey.Of(id)) is not { } network)
            return false;
        var free = _reservations.Free(set, replica.View, request);
        var given = new List<IPAddress>();
        foreach (var family in network.PodCidrs.Select(cidr => cidr.Family()))
        {
            var wanted = request.Addresses.FirstOrDefault(address => address.AddressFamily == family);
            var address = wanted is null ? Next(free, family, request) : free.FirstOrDefault(wanted.Equals);
            if (address is not null)
                given.Add(address);
            else if (wanted is not null || request.Addresses.Count == 0)
                return false;
        }
        var others = _book.Pods.Where(pod => pod.State != LocalPodState.Ended && pod.Pod.NetnsPath == request.Asked.Netns);
        var pod = request.Begin(id, given.ToEquatableList(), [.. others.Select(pod => pod.Pod)]);
        _book.Put(pod);
        foreach (var port in pod.Items(_node).OfType<PortMappingItem>())
            _ports.Add(port);
        _making[pod.Id] = call;
        return true;
    }

    /// <summary>The next free one; none where only some of the families were chosen.</summary>
    private static IPAddress? Next(List<IPAddress> free, AddressFamily family, AttachmentRequest request) =>
        request.Addresses.Count > 0 ? null : free.FirstOrDefault(address => address.AddressFamily == family);

    /// <returns>Whether waiting has no point.</returns>
    private bool Refuse(AttachmentRequest request, LocalCall call)
    {
        var isKnown = _book.FindWarm(request.Asked.Project, request.Asked.Network) is not null;
        if (_refusals.Of(request, isKnown, isOver: _time.GetElapsedTime(call.ArrivedAt) >= Patience) is not { } refusal)
            return false;
        call.Answer.TrySetResult(refusal);
        return true;
    }

    private LeaseWish WishOf(AttachmentRequest request) => new(request.Asked.Project, request.Asked.Network, _options.WarmAddresses, request.Addresses);

    private string? FindTaken(AttachmentRequest request)
    {
        foreach (var port in request.Ports)
            if (_ports.Find(port.Protocol, port.HostPort, port.HostAddress) is { } taken)
                return $"{port.Protocol.ToString().ToUpperInvariant()} port {port.HostPort} of this node is published already, as '{taken.Name}': choose another.";
        return null;
    }

    private void Detach(string attachment, string reason)
    {
        // Whoever waits for addresses has been given up by a runtime that detaches.
        foreach (var (request, call) in _waiting.Where(it => it.Request.AttachmentId == attachment).ToList())
        {
            _waiting.Remove((request, call));
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Unknown, $"{attachment} was {reason}."));
        }
        if (_book.FindLive(attachment) is { } pod)
            End(pod, reason);
    }

    private void End(LocalPod pod, string reason)
    {
        Log.AttachmentEnded(_log, pod.Pod.AttachmentId, reason);
        Withdraw(pod, reason);
        if (_making.Remove(pod.Id, out var call))
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Unknown, $"{pod.Pod.AttachmentId} was ended meanwhile: {reason}."));
    }

    private void CollectGarbage(LocalRequest request)
    {
        var valid = request.Valid.Select(it => LocalPod.AttachmentId(it.ContainerId, it.Interface)).ToHashSet(StringComparer.Ordinal);
        foreach (var pod in _book.Pods.Where(pod => pod.State != LocalPodState.Ended && pod.Configuration == request.Configuration).ToList())
            if (!valid.Contains(pod.Pod.AttachmentId) && !_making.ContainsKey(pod.Id))
                End(pod, "its runtime doesn't know it any more");
    }

    private void Check(LocalCall call)
    {
        if (_book.FindLive(LocalPod.AttachmentId(call.Request.ContainerId, call.Request.Interface)) is { } pod)
            _looking.Add((pod, call));
        else
            call.Answer.TrySetResult(LocalAnswer.Failed(LocalFailure.Unknown, $"Container {call.Request.ContainerId} has no interface {call.Request.Interface} here: attach it."));
    }

    private LocalAnswer Status(LocalRequest request, Replica replica)
    {
        if (!replica.HasView)
            return LocalAnswer.Failed(LocalFailure.TryAgain, "The agent has not heard from its control plane yet, and has no saved replica.");
        var hasFree = _book.FindWarm(request.Project, request.Network) is { } set && _book.Free(set, replica.View).Any();
        return hasFree || !_refusals.IsControlPlaneAway
            ? LocalAnswer.Done
            : LocalAnswer.Failed(LocalFailure.TryAgain, $"No leased address of network '{request.Network}' is left on this node, and the control plane is away.");
    }

    /// <returns>Whether the pod was ended.</returns>
    private bool Answer(LocalPod pod, LocalCall call, (LocalFailure Kind, string Why)? fault, LocalInterface? made)
    {
        if (fault is null && made is not null)
        {
            _answering.Add(pod.Id);
            call.Answer.TrySetResult(new LocalAnswer(LocalFailure.None, null, made));
            return false;
        }
        var (kind, why) = fault ?? (LocalFailure.TryAgain, "The replica has changed meanwhile.");
        Withdraw(pod, why);
        call.Answer.TrySetResult(LocalAnswer.Failed(kind, why));
        return true;
    }

    /// <summary>Whether somebody is just getting an answer about it.</summary>
    private bool IsBusy(PodId id) => _making.ContainsKey(id) || _answering.Contains(id);

    private void Withdraw(LocalPod pod, string reason)
    {
        _book.End(pod, reason);
        foreach (var key in pod.Keys)
            _ports.Remove(key);
        Tell();
    }
}
