using Netaas.Contracts.Attachments;
using Netaas.Contracts.Local;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Agent.Attachments;

/// <summary>What a runtime tells of pods that stand already.</summary>
internal sealed class StandingPods(NodeId node, AttachmentBook book, NodePorts taken)
{
    // Ports that a runtime leaves to us; above those that people choose, and below those that the kernel takes for clients.
    private const ushort FirstChosen = 20_000;
    private const ushort LastChosen = 29_999;

    /// <summary>Publishes what is asked for and nothing else. One that keeps its port keeps its mapping.</summary>
    /// <returns>The pod as it is to be now; null with why not.</returns>
    public (LocalPod? Pod, LocalAnswer Refusal) Publish(LocalRequest request)
    {
        if (book.FindLive(LocalPod.AttachmentId(request.ContainerId, request.Interface)) is not { } pod)
            return (null, LocalAnswer.Failed(LocalFailure.Unknown, $"{request.ContainerId} is not attached here."));
        var ports = new List<AttachedPort>();
        foreach (var asked in request.Ports)
        {
            if (!AttachmentRequest.TryParse(asked with { HostPort = asked.HostPort == 0 ? FirstChosen : asked.HostPort }, out var port))
                return (null, LocalAnswer.Failed(LocalFailure.Invalid, AttachmentRequest.Unpublishable(asked)));
            // Where no address of the node was named, all those by which the pod can be reached.
            if (asked.HostAddress is not { Length: > 0 } && pod.Pod.Addresses.All(address => address.AddressFamily != port.HostAddress.AddressFamily))
                port = AttachmentRequest.At(port, pod.Pod.Addresses[0].AddressFamily);
            var last = asked.HostPort == 0 ? LastChosen : Math.Max(asked.HostPortEnd ?? 0, asked.HostPort);
            if (Choose(pod, ports, port, last) is not { } chosen)
                return (null, LocalAnswer.Failed(LocalFailure.Taken, taken.WhyNot(port, OwnOf(pod)) ?? $"{NodePorts.Text(port)} is asked for twice: publish it once."));
            ports.Add(pod.Pod.Ports.FirstOrDefault(held => held with { Id = chosen.Id } == chosen) is { TargetPort: not 0 } same ? same : chosen);
        }
        return (Put(pod, ports), LocalAnswer.Done);
    }

    /// <summary>Takes down who holds an attachment, for the record to hear.</summary>
    public LocalAnswer Introduce(LocalRequest request)
    {
        if (book.FindLive(LocalPod.AttachmentId(request.ContainerId, request.Interface)) is not { } pod)
            return LocalAnswer.Failed(LocalFailure.Unknown, $"{request.ContainerId} is not attached here.");
        var holder = request.Holder ?? request.ContainerId;
        book.Put(pod with
        {
            Pod = pod.Pod with
            {
                Name = AttachmentRequest.NameOf(request.Name, holder),
                Labels = request.Labels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Label(pair.Key, pair.Value)).ToEquatableList(),
                Source = pod.Pod.Source with { ContainerId = holder, Aliases = request.Aliases.ToEquatableList() },
            },
        });
        return LocalAnswer.Done;
    }

    /// <summary>Those whose interface nobody has taken, or has given back: their container is gone without a word.</summary>
    public IReadOnlyList<LocalPod> Untaken(Reconciler reconciler, DateTimeOffset begunBefore) =>
    [
        .. book.Pods.Where(pod => pod.Pod.IsHanded && pod.State == LocalPodState.Standing && pod.BeganAt < begunBefore
            && reconciler.ObjectsOf(ItemKey.Of(pod.Id)).OfType<HandedPodObject>().Any(it => reconciler.FoundOf(it.Key) is HandedPodObject { IsTaken: false })),
    ];

    private LocalPod Put(LocalPod pod, List<AttachedPort> ports)
    {
        foreach (var port in pod.Pod.Ports)
            taken.Published.Remove(ItemKey.Of(port.Id));
        var gone = pod.Pod.Ports.Select(port => port.Id).Except(ports.Select(port => port.Id));
        var now = pod with
        {
            Pod = pod.Pod with { Ports = ports.ToEquatableList(), Withdrawn = pod.Pod.Withdrawn.Concat(gone).ToEquatableList() },
            Recorded = null,
        };
        book.Put(now);
        foreach (var item in now.Items(node).OfType<PortMappingItem>())
            taken.Published.Add(item);
        return now;
    }

    /// <summary>The first port up to the last that is free, or the pod's own.</summary>
    private AttachedPort? Choose(LocalPod pod, List<AttachedPort> chosen, AttachedPort port, int last)
    {
        for (int number = port.HostPort; number <= last; number++)
        {
            var candidate = port with { HostPort = (ushort)number };
            var isChosen = chosen.Any(it => it.Protocol == candidate.Protocol && it.HostPort == number && PublishedPorts.Meet(it.HostAddress, candidate.HostAddress));
            if (!isChosen && taken.WhyNot(candidate, OwnOf(pod)) is null)
                return candidate;
        }
        return null;
    }

    private static HashSet<ItemKey> OwnOf(LocalPod pod) => [.. pod.Pod.Ports.Select(port => ItemKey.Of(port.Id))];
}
