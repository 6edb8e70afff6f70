using Netaas.Core.Naming;
using Netaas.Netlink;
using Netaas.Nftables;

namespace Netaas.Dataplane.Kernel;

/// <summary>The ways into one node's namespace, opened once for the node's life: opening them costs more than most changes.</summary>
internal sealed class NodeSockets : IDisposable
{
    private readonly Dictionary<InterfaceName, int> _indexes = [];

    private NodeSockets(NetworkNamespace ns, RouteSocket routes, NftablesContext nft) =>
        (Namespace, Routes, Nft) = (ns, routes, nft);

    public NetworkNamespace Namespace { get; }

    public RouteSocket Routes { get; }

    public NftablesContext Nft { get; }

    /// <summary>For one batch after the other.</summary>
    public RouteBatch Batch { get; } = new();

    /// <param name="path">Null for the program's own namespace.</param>
    public static NodeSockets Open(string? path)
    {
        var ns = path is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(path);
        try
        {
            var routes = RouteSocket.Open(ns);
            return new NodeSockets(ns, routes, NftablesContext.Open(ns.Handle));
        }
        catch
        {
            ns.Dispose();
            throw;
        }
    }

    /// <summary>The index of an interface as it was last looked up within this apply; null where there is none.</summary>
    public int? IndexOf(InterfaceName name)
    {
        if (_indexes.TryGetValue(name, out var known))
            return known;
        if (Routes.FindLink(name) is not { } link)
            return null;
        return _indexes[name] = link.Index;
    }

    /// <summary>Interfaces may have come and gone since.</summary>
    public void ForgetIndexes() => _indexes.Clear();

    public void ForgetIndex(InterfaceName name) => _indexes.Remove(name);

    public void Dispose()
    {
        Nft.Dispose();
        Routes.Dispose();
        Namespace.Dispose();
    }
}
