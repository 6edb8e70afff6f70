using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;

namespace Netaas.Bench.Scale;

/// <summary>
/// The least that remote nodes can cost: the same neighbor, FDB entry and two routes each, written as netlink messages to a
/// VXLAN device of its own, and nothing compiled, compared or read back.
/// </summary>
internal sealed class BareRemotes : IDisposable
{
    private readonly string _netns;
    private readonly NetworkNamespace _ns;
    private readonly RouteSocket _routes;
    private readonly RouteBatch _batch = new();
    private readonly int _device;

    public BareRemotes(string netns)
    {
        _netns = netns;
        _ns = NetworkNamespace.Create(netns);
        _routes = RouteSocket.Open(_ns);
        var name = new InterfaceName("bare-vxlan");
        _routes.Execute("make a VXLAN device", batch => batch.AddVxlan(name, new VxlanOptions(new Vni(4244), IPAddress.Parse("172.31.0.10"), 4789)));
        _device = _routes.FindLink(name)?.Index ?? throw new InvalidOperationException("no VXLAN device");
        _routes.Execute("VXLAN device up", batch =>
        {
            batch.AddAddress(new LinkAddress(_device, new InterfaceAddress(IPAddress.Parse("10.0.0.1"), 32)));
            batch.SetLink(_device, new LinkOptions(OwnIpv6: false));
            batch.SetLink(_device, new LinkOptions(Up: true));
        });
    }

    public void Add(int first, int count)
    {
        _batch.Clear();
        for (var number = first; number < first + count; number++)
        {
            var (tunnel, mac) = (Address(10, 2 + number), new MacAddress(0x020000000000 + (ulong)number));
            _batch.ReplaceNeighbor(new Neighbor(_device, tunnel, mac));
            _batch.ReplaceFdb(new FdbEntry(_device, mac, Address(172, 31 << 16 | 256 + number)));
            _batch.ReplaceRoute(new Route(new IPNetwork(tunnel, 32)) { LinkIndex = _device, Scope = RouteScope.Link, Metric = (uint)(100_000 + number) });
            _batch.ReplaceRoute(new Route(new IPNetwork(Address(10, 0x800000 + (256 * number)), 24))
            {
                Gateway = tunnel,
                LinkIndex = _device,
                OnLink = true,
                Metric = (uint)(100_000 + number),
            });
        }
        foreach (var result in _routes.Execute(_batch))
            if (result.ToException() is { } refused)
                throw refused;
    }

    public void Dispose()
    {
        _routes.Dispose();
        _ns.Dispose();
        NetworkNamespace.Delete(_netns);
    }

    private static IPAddress Address(int first, int rest) => new([(byte)first, (byte)(rest >> 16), (byte)(rest >> 8), (byte)rest]);
}
