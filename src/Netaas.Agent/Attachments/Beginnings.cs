using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Netaas.Agent.Replicas;
using Netaas.Contracts.Local;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>Gives leased addresses: to pods, which begin by that, and to runtimes that want to know one beforehand.</summary>
internal sealed class Beginnings(NodeId node, AttachmentBook book, NodePorts ports, Reservations reservations, KernelCalls kernel)
{
    /// <returns>Whether the call waits for addresses no more: it has its answer or waits for the kernel.</returns>
    public bool TryGive(AttachmentRequest request, LocalCall call, Replica replica)
    {
        if (request.Asked.Verb != LocalVerb.Attach)
            return reservations.Serve(request, replica) is { } answer && call.Answer.TrySetResult(answer);
        // Only now: others may have got the port while this one waited, and what fits is known with the network.
        var network = NetworkOf(request, replica);
        var families = FamiliesOf(request, network);
        var fitting = request with { Ports = request.PortsOf(families) };
        if (network is not null && RequestFit.Problem(fitting, network, families, BlocksIn(network, replica)) is { } problem)
            call.Refuse(LocalFailure.Invalid, problem);
        else if (FindTaken(fitting) is { } taken)
            call.Refuse(LocalFailure.Taken, taken);
        else if (Begin(fitting, replica) is { } pod)
            kernel.Make(pod.Id, call);
        else
            return false;
        return true;
    }

    private NetworkItem? NetworkOf(AttachmentRequest request, Replica replica) =>
        replica.HasView && book.FindWarm(request.Asked.Project, request.Asked.Network) is { Id: { } id } ? replica.View.Find<NetworkItem>(ItemKey.Of(id)) : null;

    private ImmutableArray<IPNetwork> BlocksIn(NetworkItem network, Replica replica) => replica.View.Find<MemberItem>(ItemKey.Of(network.Id, node))?.Blocks.Items ?? [];

    /// <summary>Of the chosen addresses, or else of the network; IPv4 while that isn't known.</summary>
    private static List<AddressFamily> FamiliesOf(AttachmentRequest request, NetworkItem? network) => request.Addresses.Count > 0
        ? [.. request.Addresses.Select(address => address.AddressFamily).Distinct()]
        : network is null ? [AddressFamily.InterNetwork] : [.. network.PodCidrs.Select(cidr => cidr.Family())];

    /// <summary>Which port is somebody else's; null where none is.</summary>
    private string? FindTaken(AttachmentRequest request)
    {
        foreach (var port in request.Ports)
            if (ports.WhyNot(port, []) is { } whyNot)
                return whyNot;
        return null;
    }

    /// <returns>Null where there are no such addresses now.</returns>
    private LocalPod? Begin(AttachmentRequest request, Replica replica)
    {
        if (NetworkOf(request, replica) is not { } network || book.FindWarm(request.Asked.Project, request.Asked.Network) is not { } set)
            return null;
        if (Choose(request, network, reservations.Free(set, replica.View, request)) is not { } given)
            return null;
        var others = book.Pods.Where(pod => pod.State != LocalPodState.Ended && pod.Pod.NetnsPath == request.Asked.Netns);
        var pod = request.Begin(network.Id, given.ToEquatableList(), [.. others.Select(pod => pod.Pod)]);
        book.Put(pod);
        foreach (var port in pod.Items(node).OfType<PortMappingItem>())
            ports.Published.Add(port);
        return pod;
    }

    /// <summary>One address of each of the network's families, or the chosen ones alone.</summary>
    private static List<IPAddress>? Choose(AttachmentRequest request, NetworkItem network, List<IPAddress> free)
    {
        var given = new List<IPAddress>();
        foreach (var family in network.PodCidrs.Select(cidr => cidr.Family()))
        {
            var wanted = request.Addresses.FirstOrDefault(address => address.AddressFamily == family);
            var address = wanted is null ? Next(free, family, request) : free.FirstOrDefault(wanted.Equals);
            if (address is not null)
                given.Add(address);
            else if (wanted is not null || request.Addresses.Count == 0)
                return null;
        }
        return given;
    }

    /// <summary>The next free one; none where only some of the families were chosen.</summary>
    private static IPAddress? Next(List<IPAddress> free, AddressFamily family, AttachmentRequest request) =>
        request.Addresses.Count > 0 ? null : free.FirstOrDefault(address => address.AddressFamily == family);
}
