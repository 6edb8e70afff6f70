using Netaas.Contracts;
using Netaas.Contracts.Local;
using Netaas.Core.Addressing;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Agent.Attachments;

/// <summary>What is said of an attachment, by what the kernel holds of it.</summary>
internal static class AttachmentAnswers
{
    /// <summary>What is wrong with a pod after an apply; null where nothing is.</summary>
    /// <param name="failures">Of all items.</param>
    public static (LocalFailure Kind, string Why)? Fault(LocalPod pod, Reconciler reconciler, IReadOnlyDictionary<ItemKey, ItemFailure> failures)
    {
        if (!reconciler.IsKernelKnown)
            return (LocalFailure.TryAgain, "The node's kernel can't be worked on just now.");
        foreach (var key in pod.Keys)
        {
            if (reconciler.LackOf(key) is { } lack)
                return (LocalFailure.TryAgain, lack);
            if (failures.TryGetValue(key, out var failure))
                return (KindOf(failure), failure.Message);
        }
        return null;
    }

    /// <summary>Null where the plan doesn't have it.</summary>
    /// <param name="names">How it finds names; null where it doesn't.</param>
    public static LocalInterface? Describe(LocalPod pod, Reconciler reconciler, NamesOffer? names) =>
        reconciler.ObjectsOf(ItemKey.Of(pod.Id)).FirstOrDefault(it => it is PodAttachmentObject or HandedPodObject) switch
        {
            PodAttachmentObject made => new LocalInterface(
                pod.Id.ToString(),
                made.HostEnd.Value,
                made.Interface.Mac.ToString(),
                made.Interface.Mtu,
                [.. made.Interface.Addresses.Select(address => address.ToString())],
                [.. made.Interface.Addresses.Select(address => Cidr.Gateway(address.Network).ToString())],
                pod.Pod.HasDefaultRoute)
            {
                Nameservers = names?.Nameservers.Select(address => address.ToString()).ToList(),
                Search = names?.Search,
                ResolverOptions = names is null ? null : NamesOffer.Options,
            },
            HandedPodObject made => new LocalInterface(
                pod.Id.ToString(), made.HostEnd.Value, made.Mac.ToString(), made.Mtu, [.. pod.Pod.Addresses.Select(address => address.ToString())], [], false)
            {
                FarEnd = made.FarEnd.Value,
            },
            _ => null,
        };

    /// <summary>Reads the kernel and compares.</summary>
    public static LocalAnswer Check(LocalPod pod, Reconciler reconciler, NamesOffer? names)
    {
        if (reconciler.ReadState() is not var (_, differences))
            return LocalAnswer.Failed(LocalFailure.TryAgain, "The node's kernel can't be read just now.");
        var own = pod.Keys.SelectMany(key => reconciler.ObjectsOf(key)).Select(it => it.Key).ToHashSet();
        var wrong = differences.Where(step => own.Contains(step.Key)).ToList();
        return wrong.Count == 0
            ? new LocalAnswer(LocalFailure.None, null, Describe(pod, reconciler, names))
            : LocalAnswer.Failed(LocalFailure.Damaged, $"It is not as it was made, and is being repaired: {string.Join("; ", wrong)}.");
    }

    private static LocalFailure KindOf(ItemFailure failure) => failure switch
    {
        { Reason: FailureReason.NamespaceGone } => LocalFailure.NoNamespace,
        // The kernel's word for an interface of that name in the namespace (EEXIST).
        { Message: var message } when message.Contains("File exists", StringComparison.OrdinalIgnoreCase) => LocalFailure.Exists,
        _ => LocalFailure.Kernel,
    };
}
