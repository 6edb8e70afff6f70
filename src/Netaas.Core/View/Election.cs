using System.Net;
using Netaas.Core.Naming;

namespace Netaas.Core.View;

/// <summary>
/// Whose turn it is to answer for a load-balancer address. All nodes come to the same, each by itself, as long as they know the same:
/// of the nodes that can, the one with the highest number for the address (rendezvous hashing). So addresses spread over the nodes,
/// and a node that comes or goes moves none but its own.
/// </summary>
public static class Election
{
    private const ulong FnvOffset = 14_695_981_039_346_656_037;
    private const ulong FnvPrime = 1_099_511_628_211;

    /// <returns>Null where no living node can answer.</returns>
    public static NodeId? Elect(ServiceItem service, IPAddress address, IEnumerable<NodeItem> nodes, IReadOnlySet<NodeId> dead)
    {
        var serving = service.ExternalTrafficPolicy == TrafficPolicy.Local ? Serving(service, address) : null;
        NodeId? elected = null;
        var most = 0UL;
        foreach (var node in nodes)
        {
            if (dead.Contains(node.Id) || serving?.Contains(node.Id) == false || !Reaches(node, address))
                continue;
            var number = Number(address, node.Id);
            if (elected is not { } other || number > most || (number == most && node.Id.Value.CompareTo(other.Value) > 0))
                (elected, most) = (node.Id, number);
        }
        return elected;
    }

    /// <summary>Whether an address lies in a subnet of the underlay that the node stands in, and can be answered for there.</summary>
    public static bool Reaches(NodeItem node, IPAddress address)
    {
        foreach (var underlay in node.UnderlayAddresses)
            if (underlay.Network.Contains(address))
                return true;
        return false;
    }

    /// <summary>The nodes with endpoints of the address's family that take connections.</summary>
    private static HashSet<NodeId> Serving(ServiceItem service, IPAddress address) =>
        [.. service.Ports.SelectMany(port => port.Endpoints)
            .Where(endpoint => endpoint.State == EndpointState.Ready && endpoint.Address.AddressFamily == address.AddressFamily)
            .Select(endpoint => endpoint.Node).OfType<NodeId>()];

    /// <summary>FNV-1a over both, then MurmurHash3's last steps: without those, ids that differ in their last byte would stand in a row.</summary>
    private static ulong Number(IPAddress address, NodeId node)
    {
        Span<byte> bytes = stackalloc byte[32];
        address.TryWriteBytes(bytes, out var length);
        node.Value.TryWriteBytes(bytes[length..], bigEndian: true, out _);
        var hash = FnvOffset;
        foreach (var octet in bytes[..(length + 16)])
            hash = (hash ^ octet) * FnvPrime;
        hash = (hash ^ hash >> 33) * 0xff51_afd7_ed55_8ccd;
        hash = (hash ^ hash >> 33) * 0xc4ce_b9fe_1a85_ec53;
        return hash ^ hash >> 33;
    }
}
