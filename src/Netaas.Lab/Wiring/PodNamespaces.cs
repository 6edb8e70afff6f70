using Netaas.Netlink;

namespace Netaas.Lab.Wiring;

/// <summary>Finds the pods of a lab with no record of them: namespaces named as agents name them, with a link into one of the lab's nodes.</summary>
internal static class PodNamespaces
{
    private const string Pattern = "na-*";

    public static List<string> Find(IReadOnlyList<NetworkNamespace> nodes) => nodes.Count == 0
        ? []
        : [.. Directory.EnumerateFiles(NetworkNamespace.Folder, Pattern).Where(path => LeadsTo(path, nodes)).Order(StringComparer.Ordinal)];

    private static bool LeadsTo(string path, IReadOnlyList<NetworkNamespace> nodes)
    {
        try
        {
            using var socket = RouteSocket.Open(path);
            var peers = socket.ListLinks().Select(l => l.PeerNamespaceId).OfType<int>().ToHashSet();
            return peers.Count > 0 && nodes.Any(node => socket.FindNamespaceId(node) is { } id && peers.Contains(id));
        }
        catch (NetlinkException e) when (e.Reason is NetlinkReason.NotFound or NetlinkReason.Invalid)
        {
            return false; // gone meanwhile, or a file that a crash left behind: no pod of a standing lab either way
        }
    }
}
