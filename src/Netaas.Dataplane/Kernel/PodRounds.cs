using Netaas.Core.Naming;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>A pod's pair of interfaces as found.</summary>
/// <param name="Peer">The end in the namespace; null where it is not there.</param>
/// <param name="Inside">What <paramref name="Peer"/> carries; null where it is not there.</param>
internal sealed record PodLink(Link HostEnd, Link? Peer, PodInterface? Inside);

/// <summary>
/// Full reads look into every pod's namespace the first time and then into some of them a round, each in its turn:
/// opening a socket in a namespace costs a third of a millisecond, which nobody should wait for a thousand times. Of the
/// others the host's end tells whether the pair is still the same, and whether its carrier is there.
/// </summary>
internal sealed class PodRounds
{
    // 64 of them hold up changes for some 20 ms.
    private const int InsidesARound = 64;

    private readonly Dictionary<(string Path, InterfaceName Name), PodLink> _read = [];
    private int _round;
    private int _rounds = 1;

    /// <summary>Begins a full read.</summary>
    public void Begin(int pods)
    {
        _rounds = (pods + InsidesARound - 1) / InsidesARound;
        _round++;
        if (_read.Count > 2 * pods + InsidesARound)
            _read.Clear();
    }

    /// <summary>What is inside was changed: it is looked at in the next round.</summary>
    public void Forget(PodAttachmentObject pod) => _read.Remove((pod.Netns, pod.Interface.Name));

    /// <summary>The pair that leads to an interface in a namespace; null where none of ours does.</summary>
    public PodLink? Read((string Path, InterfaceName Name) place, Dictionary<int, Link> hostEnds)
    {
        if (!IsDue(place.Path) && _read.TryGetValue(place, out var before) && IsUnchanged(before, hostEnds))
            return before with { HostEnd = hostEnds[before.HostEnd.Index] };
        using var inside = RouteSocket.Open(place.Path);
        var found = PodInside.Read(place.Name, inside, out var peer);
        _read.Remove(place);
        if (peer is null || !hostEnds.TryGetValue(peer.Peer, out var hostEnd) || hostEnd.Peer != peer.Index)
            return null;
        return _read[place] = new PodLink(hostEnd, peer, found);
    }

    private bool IsDue(string path) => _rounds <= 1 || (uint)string.GetHashCode(path, StringComparison.Ordinal) % _rounds == _round % _rounds;

    private static bool IsUnchanged(PodLink before, Dictionary<int, Link> hostEnds) =>
        hostEnds.TryGetValue(before.HostEnd.Index, out var now)
        && now.Name == before.HostEnd.Name && now.Peer == before.HostEnd.Peer && now.Flags == before.HostEnd.Flags;
}
