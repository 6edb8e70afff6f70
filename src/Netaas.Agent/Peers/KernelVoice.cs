using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Dataplane.Names;
using Netaas.Netlink;

namespace Netaas.Agent.Peers;

/// <summary>The voice of a node's namespace: one socket for each of its links' subnets that anything was to be said in.</summary>
public sealed class KernelVoice : IVoice
{
    private readonly NetworkNamespace _namespace;
    private readonly RouteSocket _routes;
    private readonly Dictionary<(int Link, AddressFamily Family), NeighborVoice> _voices = [];

    private KernelVoice(NetworkNamespace ns) => (_namespace, _routes) = (ns, RouteSocket.Open(ns));

    /// <param name="netns">Path of the node's namespace; null for the program's own.</param>
    public static KernelVoice Open(string? netns) => new(netns is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(netns));

    public IReadOnlyList<IPAddress> Held() =>
        [.. _routes.ListAddresses().Where(it => it.Protocol == FixedNames.AddressProtocol).Select(it => it.Address.Address)];

    public void Ask(IPAddress address) => VoiceFor(address)?.Ask(address);

    public void Announce(IPAddress address) => VoiceFor(address)?.Announce(address);

    public bool TryHear(out IPAddress address, out string who)
    {
        foreach (var voice in _voices.Values)
            if (voice.TryHear(out address, out var mac))
            {
                who = mac.ToString();
                return true;
            }
        (address, who) = (IPAddress.None, "");
        return false;
    }

    public void Dispose()
    {
        foreach (var voice in _voices.Values)
            voice.Dispose();
        _routes.Dispose();
        _namespace.Dispose();
    }

    /// <returns>Null where the node has no link in the address's subnet any more, or may not speak there.</returns>
    private NeighborVoice? VoiceFor(IPAddress address)
    {
        var own = _routes.ListAddresses()
            .Where(it => it.Protocol != FixedNames.AddressProtocol && it.Address.PrefixLength < Cidr.Bits(address.AddressFamily) && it.Address.Network.Contains(address))
            .MaxBy(it => it.Address.PrefixLength);
        if (own is null)
            return null;
        var place = (own.LinkIndex, address.AddressFamily);
        if (_voices.TryGetValue(place, out var known))
            return known;
        if (_routes.FindLink(own.LinkIndex) is not { Mac: not null } link)
            return null;
        return _voices[place] = NeighborVoice.Open(_namespace, link, own.Address.Address);
    }
}
