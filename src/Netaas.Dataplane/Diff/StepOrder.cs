using System.Collections.Immutable;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Diff;

/// <summary>The order of changes to the kernel, the only place where it is written.</summary>
internal static class StepOrder
{
    private static readonly ImmutableArray<Phase> Phases =
    [
        Phase.Sets(ObjectKind.Sysctl, "a packet that comes early must already be forwarded and seen by conntrack"),
        Phase.Sets(ObjectKind.Bridge, "everything of a network stands on its devices; up at once, as nothing is attached yet"),
        Phase.Sets(ObjectKind.Vxlan, "as bridges; nothing reaches it before its FDB entries and routes"),
        Phase.Sets(ObjectKind.DeviceSysctl, "its file exists as soon as the device does"),
        Phase.Removes(ObjectKind.AnsweredAddress, "nobody is to be sent here any more for what goes next"),
        Phase.Sets(ObjectKind.Ruleset, "chains judge before a pod can send; begins the one nft transaction"),
        Phase.Removes(ObjectKind.Element, "same transaction: an element's key may be given anew in it"),
        Phase.Sets(ObjectKind.Element, "same transaction: a pod's address is known to be its own before the pod is attached"),
        Phase.Sets(ObjectKind.Address, "routes name them as source"),
        Phase.Sets(ObjectKind.Neighbor, "a route that leads to an unknown neighbor would drop its first packets"),
        Phase.Sets(ObjectKind.FdbEntry, "as neighbors"),
        Phase.Sets(ObjectKind.Route, "opens the way to peers, whole by now"),
        Phase.Sets(ObjectKind.AnsweredAddress, "brings people in: what they are to meet is there by now"),
        Phase.Removes(ObjectKind.PodAttachment, "before attachments are made: a new pod may have an old one's address or namespace"),
        Phase.Removes(ObjectKind.PodNamespace, "as attachments"),
        Phase.Sets(ObjectKind.PodNamespace, "as attachments"),
        Phase.Sets(ObjectKind.PodAttachment, "last of what is made: when a pod comes up, all that it needs is there"),
        Phase.Removes(ObjectKind.Route, "dependents before owners, ways before what they lead over"),
        Phase.Removes(ObjectKind.FdbEntry, "no route leads to it any more"),
        Phase.Removes(ObjectKind.Neighbor, "no route leads to it any more"),
        Phase.Removes(ObjectKind.Address, "no route names it any more"),
        Phase.Removes(ObjectKind.Vxlan, "nothing stands on it any more"),
        Phase.Removes(ObjectKind.Bridge, "nothing stands on it any more; the slowest, so that nobody waits for it"),
        Phase.Removes(ObjectKind.Ruleset, "only when the agent takes leave of the node for good"),
    ];

    /// <summary>By kind, of what is set and of what is removed; -1 for none.</summary>
    private static readonly ImmutableArray<int> Places =
        [.. Enum.GetValues<ObjectKind>().SelectMany(kind => new[] { false, true }.Select(removes => Phases.IndexOf(Phases.FirstOrDefault(phase => phase.Kind == kind && phase.IsRemoval == removes)!)))];

    /// <summary>Settings are never turned back: somebody else may rely on them by now.</summary>
    public static bool IsRemovable(ObjectKind kind) => PlaceOf(kind, removes: true) >= 0;

    /// <summary>By place, and by key within one.</summary>
    public static int Compare(Step one, Step other)
    {
        var order = one.Place.CompareTo(other.Place);
        if (order == 0)
            order = one.Rank.CompareTo(other.Rank);
        return order != 0 ? order : one.Key.CompareTo(other.Key);
    }

    public static int PlaceOf(ObjectKind kind, bool removes) => Places[Index(kind, removes)];

    private static int Index(ObjectKind kind, bool removes) => 2 * (int)kind + (removes ? 1 : 0);

    private sealed record Phase(bool IsRemoval, ObjectKind Kind, string Reason)
    {
        public static Phase Sets(ObjectKind kind, string reason) => new(false, kind, reason);

        public static Phase Removes(ObjectKind kind, string reason) => new(true, kind, reason);
    }
}
