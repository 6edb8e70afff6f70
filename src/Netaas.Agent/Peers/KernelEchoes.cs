using System.Net;
using System.Net.Sockets;
using Netaas.Netlink;

namespace Netaas.Agent.Peers;

/// <summary>Echo requests out of the node's namespace.</summary>
public sealed class KernelEchoes : IEchoes
{
    // So that conntrack keeps one entry for each peer, and not one for each question.
    private readonly ushort _identifier = (ushort)Random.Shared.Next(1, ushort.MaxValue);
    private readonly NetworkNamespace _namespace;
    private readonly RouteSocket _routes;
    private readonly Dictionary<AddressFamily, EchoSocket> _sockets = [];

    private KernelEchoes(NetworkNamespace ns) => (_namespace, _routes) = (ns, RouteSocket.Open(ns));

    public string? Trouble { get; private set; }

    /// <param name="netns">Path of the node's namespace; null for the program's own.</param>
    public static KernelEchoes Open(string? netns)
    {
        var echoes = new KernelEchoes(netns is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(netns));
        foreach (var family in new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 })
            try
            {
                echoes._sockets[family] = EchoSocket.Open(echoes._namespace, family);
            }
            catch (Exception refused) when (refused is NetlinkException or SocketException)
            {
                // Without IPv6 in the kernel there is nobody to ask over it.
                if (family == AddressFamily.InterNetwork)
                    echoes.Trouble = $"Other nodes can't be watched, so those that die keep their endpoints and addresses: {refused.Message}. Give the agent CAP_NET_RAW.";
            }
        return echoes;
    }

    public void Ask(IPAddress address, ulong nonce) => _sockets.GetValueOrDefault(address.AddressFamily)?.Send(address, _identifier, nonce);

    public bool TryTake(out IPAddress from, out ulong nonce)
    {
        foreach (var socket in _sockets.Values)
            while (socket.TryReceive(out from, out var identifier, out nonce))
                if (identifier == _identifier)
                    return true;
        (from, nonce) = (IPAddress.None, 0);
        return false;
    }

    public IReadOnlyList<IPAddress> Gateways() =>
        [.. _routes.ListRoutes().Where(route => route.Destination.PrefixLength == 0).Select(route => route.Gateway).OfType<IPAddress>().Where(it => !it.IsIPv6LinkLocal).Distinct()];

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
            socket.Dispose();
        _routes.Dispose();
        _namespace.Dispose();
    }
}
