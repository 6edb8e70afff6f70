using System.Net;
using System.Net.Sockets;
using Netaas.Agent.Replicas;
using Netaas.Contracts.Local;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>
/// Leased addresses that a runtime was told of before it attaches with them. It does so at once or not at all: what nobody
/// attaches with is given to others after a while.
/// </summary>
internal sealed class Reservations(NodeId node, AttachmentBook book, TimeProvider time)
{
    /// <summary>Longer than a runtime takes from asking for an address to starting the container.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(NetworkId Network, IPAddress Address), long> _since = [];

    /// <summary>Leased addresses that nobody has.</summary>
    /// <param name="request">Whose reservations count as free.</param>
    public List<IPAddress> Free(WarmSet set, NodeView view, AttachmentRequest request)
    {
        foreach (var (key, since) in _since.ToList())
            if (time.GetElapsedTime(since) > s_patience)
                _since.Remove(key);
        return [.. book.Free(set, view).Where(address =>
            !_since.ContainsKey((set.Id ?? default, address)) || (request.Asked.IsHanded && request.Addresses.Contains(address)))];
    }

    /// <summary>What is said of a network, and the address that is kept in it if one is asked for.</summary>
    /// <returns>Null while there is no address, or nobody knows the network here.</returns>
    public LocalAnswer? Serve(AttachmentRequest request, Replica replica)
    {
        var asked = request.Asked;
        if (!replica.HasView || book.FindWarm(asked.Project, asked.Network) is not { Id: { } id } set
            || replica.View.Find<NetworkItem>(ItemKey.Of(id)) is not { } network
            || replica.View.Find<MemberItem>(ItemKey.Of(id, node)) is not { } member || network.PodCidrs.Any(cidr => !member.Blocks.Any(block => cidr.Contains(block))))
            return null;
        var shown = new LocalNetwork(
            id.ToString(),
            network.Name,
            asked.Project,
            [.. network.PodCidrs.OrderBy(cidr => cidr.Family()).Select(Cidr.Format)],
            [.. network.PodCidrs.OrderBy(cidr => cidr.Family()).Select(cidr => BlockOf(cidr, member, request.Addresses)).Select(block => $"{Cidr.Gateway(block)}/{block.PrefixLength}")]);
        if (asked.Verb == LocalVerb.Look)
            return LocalAnswer.Done with { Network = shown };
        var family = asked.Cidr?.Contains(':', StringComparison.Ordinal) == true ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var free = Free(set, replica.View, request);
        if ((request.Addresses.Count > 0 ? free.FirstOrDefault(request.Addresses[0].Equals) : free.FirstOrDefault(it => it.AddressFamily == family)) is not { } address)
            return null;
        _since[(id, address)] = time.GetTimestamp();
        return LocalAnswer.Done with { Network = shown with { Address = $"{address}/{member.Blocks.First(block => block.Contains(address)).PrefixLength}" } };
    }

    /// <summary>The block of a range that has the address which is asked for: a node may hold several, each with a gateway of its own. Else its first.</summary>
    private static IPNetwork BlockOf(IPNetwork cidr, MemberItem member, IReadOnlyCollection<IPAddress> addresses)
    {
        var blocks = member.Blocks.Where(block => cidr.Contains(block)).ToList();
        return blocks.Where(block => addresses.Any(address => block.Contains(address))).DefaultIfEmpty(blocks[0]).First();
    }

    /// <summary>Nobody will attach with these, or who did is gone.</summary>
    public void Release(LocalRequest request)
    {
        if (book.FindWarm(request.Project, request.Network) is not { Id: { } id })
            return;
        foreach (var text in request.Addresses)
            if (Cidr.TryParseAddress(text.Split('/')[0], out var address))
                _since.Remove((id, address));
    }
}
