using Netaas.Core.Naming;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Where an interface of a pod is.</summary>
/// <param name="Path">Of the namespace.</param>
internal sealed record PodPlace(string Path, InterfaceName Name);

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

    // So that a thread isn't handed over and waited for with each, and few descriptors are open at a time.
    private const int OpenAtOnce = 16;

    private readonly Dictionary<PodPlace, PodLink> _read = [];
    private int _round;
    private int _rounds = 1;

    /// <summary>Begins a full read: looks into those whose turn it is, or of whom nothing is known.</summary>
    /// <param name="places">In namespaces that are there.</param>
    public void Look(IReadOnlyCollection<PodPlace> places, Dictionary<int, Link> hostEnds)
    {
        _rounds = (places.Count + InsidesARound - 1) / InsidesARound;
        _round++;
        if (_read.Count > 2 * places.Count + InsidesARound)
            _read.Clear();
        var due = places.Where(place => IsDue(place.Path) || !_read.TryGetValue(place, out var before) || !IsUnchanged(before, hostEnds)).ToList();
        var insides = ReadInsides(due);
        for (var i = 0; i < due.Count; i++)
        {
            _read.Remove(due[i]);
            if (insides[i] is (var found, { } peer) && hostEnds.TryGetValue(peer.Peer, out var hostEnd) && hostEnd.Peer == peer.Index)
                _read[due[i]] = new PodLink(hostEnd, peer, found);
        }
    }

    /// <summary>What is inside was changed: it is looked at in the next round.</summary>
    public void Forget(PodAttachmentObject pod) => _read.Remove(new PodPlace(pod.Netns, pod.Interface.Name));

    /// <summary>The pair that leads to an interface in a namespace; null where none of ours does.</summary>
    public PodLink? Find(PodPlace place, Dictionary<int, Link> hostEnds) =>
        _read.TryGetValue(place, out var known) && hostEnds.TryGetValue(known.HostEnd.Index, out var hostEnd) ? known with { HostEnd = hostEnd } : null;

    /// <summary>By two threads: a start that looks into a thousand waits for them with nothing else to do.</summary>
    private static (PodInterface? Found, Link? Peer)[] ReadInsides(List<PodPlace> places)
    {
        var insides = new (PodInterface? Found, Link? Peer)[places.Count];
        var end = 0;
        var other = places.Count > OpenAtOnce ? Task.Run(Read) : Task.CompletedTask;
        try
        {
            Read();
        }
        finally
        {
            other.GetAwaiter().GetResult();
        }
        return insides;

        void Read()
        {
            for (int first; (first = Interlocked.Add(ref end, OpenAtOnce) - OpenAtOnce) < places.Count;)
            {
                var last = Math.Min(first + OpenAtOnce, places.Count);
                var sockets = RouteSocket.OpenEach([.. places[first..last].Select(place => place.Path)]);
                try
                {
                    for (var i = first; i < last; i++)
                        insides[i] = (PodInside.Read(places[i].Name, sockets[i - first], out var peer), peer);
                }
                finally
                {
                    foreach (var socket in sockets)
                        socket.Dispose();
                }
            }
        }
    }

    private bool IsDue(string path) => _rounds <= 1 || (uint)string.GetHashCode(path, StringComparison.Ordinal) % _rounds == _round % _rounds;

    private static bool IsUnchanged(PodLink before, Dictionary<int, Link> hostEnds) =>
        hostEnds.TryGetValue(before.HostEnd.Index, out var now)
        && now.Name == before.HostEnd.Name && now.Peer == before.HostEnd.Peer && now.Flags == before.HostEnd.Flags;
}
