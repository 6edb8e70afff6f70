using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;

namespace Netaas.Bench.Wiring;

/// <summary>
/// The least that a pod can cost: a namespace, a veth pair with its peer made straight in it, a bridge port, an address, a
/// route and links up, as bare netlink messages, and nothing looked at afterwards.
/// </summary>
internal sealed class BareWiring : IDisposable
{
    private static readonly IPNetwork s_everywhere = new(IPAddress.Any, 0);
    private static readonly IPAddress s_gateway = IPAddress.Parse("10.88.0.1");
    private static readonly InterfaceName s_inside = new("eth0");

    private readonly string _prefix;
    private readonly NetworkNamespace _node;
    private readonly RouteSocket _routes;
    private readonly RouteBatch _batch = new();
    private readonly int _bridge;
    private readonly List<string> _pods = [];

    public BareWiring(string prefix)
    {
        _prefix = prefix;
        _node = NetworkNamespace.Create(prefix);
        _routes = RouteSocket.Open(_node);
        var bridge = new InterfaceName("bare0");
        _routes.Execute("make a bridge", batch => batch.AddBridge(bridge, null, new BridgeOptions(MulticastSnooping: false)));
        _bridge = _routes.FindLink(bridge)?.Index ?? throw new InvalidOperationException("no bridge");
        _routes.Execute("bridge up", batch =>
        {
            batch.AddAddress(new LinkAddress(_bridge, new InterfaceAddress(s_gateway, 16)));
            batch.SetLink(_bridge, new LinkOptions(OwnIpv6: false));
            batch.SetLink(_bridge, new LinkOptions(Up: true));
        });
    }

    public void Wire(int number)
    {
        var path = $"{_prefix}-{number}";
        using var pod = NetworkNamespace.Create(path);
        _pods.Add(path);
        using var inside = RouteSocket.Open(pod);
        var host = HostEnd(number);
        _batch.Clear();
        _batch.AddVeth(host, new VethPeer(s_inside, pod, new LinkOptions(Mtu: 1450)), new LinkOptions(Mtu: 1450, Master: _bridge));
        Run(_routes);
        // The first link of a fresh namespace is lo, the next one this.
        var eth0 = inside.FindLink(s_inside)?.Index ?? 0;
        _batch.Clear();
        _batch.SetLink(1, new LinkOptions(Up: true));
        _batch.SetLink(eth0, new LinkOptions(OwnIpv6: false));
        _batch.SetLink(eth0, new LinkOptions(Up: true));
        _batch.AddAddress(new LinkAddress(eth0, new InterfaceAddress(Address(number), 16)));
        _batch.AddRoute(new Route(s_everywhere) { Gateway = s_gateway, LinkIndex = eth0 });
        Run(inside);
        var port = _routes.FindLink(host)?.Index ?? 0;
        _batch.Clear();
        _batch.SetLink(port, new LinkOptions(OwnIpv6: false));
        _batch.SetLink(port, new LinkOptions(Up: true));
        Run(_routes);
    }

    /// <summary>Deletes the pair and unpins the namespace: what bare netlink offers for one pod.</summary>
    public void Unwire(int number)
    {
        var path = $"{_prefix}-{number}";
        _batch.Clear();
        _batch.DeleteLink(_routes.FindLink(HostEnd(number))?.Index ?? 0);
        Run(_routes);
        NetworkNamespace.Delete(path);
        _pods.Remove(path);
    }

    /// <summary>Unpins the namespace and waits until the kernel has taken the pair away with it.</summary>
    public void Drop(int number)
    {
        var path = $"{_prefix}-{number}";
        NetworkNamespace.Delete(path);
        _pods.Remove(path);
        while (_routes.FindLink(HostEnd(number)) is not null)
            Thread.Sleep(TimeSpan.FromMicroseconds(100));
    }

    public void Dispose()
    {
        foreach (var path in _pods)
            NetworkNamespace.Delete(path);
        _routes.Dispose();
        _node.Dispose();
        NetworkNamespace.Delete(_prefix);
    }

    private static InterfaceName HostEnd(int number) => new($"bare{number + 1}");

    private static IPAddress Address(int number) => new([10, 88, (byte)(1 + number / 250), (byte)(2 + number % 250)]);

    private void Run(RouteSocket socket)
    {
        foreach (var result in socket.Execute(_batch))
            if (result.ToException() is { } failure)
                throw failure;
    }
}
