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
internal sealed class Beginnings(NodeId node, AttachmentBook book, PublishedPorts ports, Reservations reservations, KernelCalls kernel)
{
    /// <returns>Whether there was what is asked for; if so, the call has its answer or waits for the kernel.</returns>
    public bool TryGive(AttachmentRequest request, LocalCall call, Replica replica)
    {
        if (request.Asked.Verb != LocalVerb.Attach)
            return reservations.Serve(request, replica) is { } answer && call.Answer.TrySetResult(answer);
        if (Begin(request, replica) is not { } pod)
            return false;
        kernel.Make(pod.Id, call);
        return true;
    }

    /// <summary>Which port is somebody else's; null where none is.</summary>
    public string? FindTaken(AttachmentRequest request)
    {
        foreach (var port in request.Ports)
            if (ports.Find(port.Protocol, port.HostPort, port.HostAddress) is { } taken)
                return $"{port.Protocol.ToString().ToUpperInvariant()} port {port.HostPort} of this node is published already, as '{taken.Name}': choose another.";
        return null;
    }

    /// <returns>Null where there are no such addresses now.</returns>
    private LocalPod? Begin(AttachmentRequest request, Replica replica)
    {
        if (!replica.HasView || book.FindWarm(request.Asked.Project, request.Asked.Network) is not { Id: { } id } set
            || replica.View.Find<NetworkItem>(ItemKey.Of(id)) is not { } network)
            return null;
        if (Choose(request, network, reservations.Free(set, replica.View, request)) is not { } given)
            return null;
        var others = book.Pods.Where(pod => pod.State != LocalPodState.Ended && pod.Pod.NetnsPath == request.Asked.Netns);
        var pod = request.Begin(id, given.ToEquatableList(), [.. others.Select(pod => pod.Pod)]);
        book.Put(pod);
        foreach (var port in pod.Items(node).OfType<PortMappingItem>())
            ports.Add(port);
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
