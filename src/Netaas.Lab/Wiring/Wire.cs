using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;

namespace Netaas.Lab.Wiring;

/// <summary>Steps that leave alone what is there already, in one namespace.</summary>
internal sealed class Wire(NetworkNamespace ns, RouteSocket socket)
{
    public static readonly InterfaceName Loopback = new("lo");
    public static readonly InterfaceName Ethernet = new("eth0");

    public NetworkNamespace Namespace { get; } = ns;

    public RouteSocket Socket { get; } = socket;

    public bool Has(InterfaceName name) => Socket.FindLink(name) is not null;

    /// <exception cref="InvalidOperationException">Somebody removed the link meanwhile.</exception>
    public Link Link(InterfaceName name) =>
        Socket.FindLink(name) ?? throw new InvalidOperationException($"The link {name} is missing in {Namespace}.");

    /// <exception cref="InvalidOperationException">Somebody removed the link meanwhile.</exception>
    public int Index(InterfaceName name) => Link(name).Index;

    /// <summary>Nothing happens where there is no such link.</summary>
    public void Remove(InterfaceName name)
    {
        if (Socket.FindLink(name) is { } link)
            Run($"delete {name}", b => b.DeleteLink(link.Index));
    }

    public void Up(InterfaceName name) => Run($"set {name} up", b => b.SetLink(Index(name), new LinkOptions(Up: true)));

    public void Address(InterfaceName name, InterfaceAddress address)
    {
        var index = Index(name);
        if (!Socket.ListAddresses(index).Any(a => a.Address == address))
            Run($"add {address} to {name}", b => b.AddAddress(new LinkAddress(index, address) { Flags = AddressFlags.NoDuplicateDetection }));
    }

    public void DefaultRoute(IPAddress gateway)
    {
        var everywhere = new IPNetwork(gateway.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        if (!Socket.ListRoutes().Any(r => r.Destination.Equals(everywhere) && r.Gateway is not null))
            Run($"route by {gateway}", b => b.AddRoute(new Route(everywhere) { Gateway = gateway }));
    }

    /// <summary>Writes a sysctl; nothing happens where the kernel hasn't got it.</summary>
    public void Sysctl(string name, string value)
    {
        try
        {
            Namespace.WriteSysctl(name, value);
        }
        catch (NetlinkException e) when (e.IsNotFound)
        {
            // A kernel built without IPv6 or br_netfilter has nothing to switch off.
        }
    }

    public void Run(string what, Action<RouteBatch> append) => Socket.Execute($"{what} in {Namespace}", append);
}
