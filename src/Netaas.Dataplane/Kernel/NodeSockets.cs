using Netaas.Core.Naming;
using Netaas.Netlink;
using Netaas.Nftables;

namespace Netaas.Dataplane.Kernel;

/// <summary>The ways into one node's namespace, opened once for the node's life: opening them costs more than most changes.</summary>
internal sealed class NodeSockets : IDisposable
{
    private readonly Dictionary<InterfaceName, int> _indexes = [];

    private NodeSockets(NetworkNamespace ns, RouteSocket routes, NftablesContext nft, ElementSocket elements, ConntrackSocket flows)
    {
        (Namespace, Routes, Nft, Elements, Flows) = (ns, routes, nft, elements, flows);
        Rules = new RulesetReader(this);
    }

    public NetworkNamespace Namespace { get; }

    public RouteSocket Routes { get; }

    public NftablesContext Nft { get; }

    public ElementSocket Elements { get; }

    public ConntrackSocket Flows { get; }

    public RulesetReader Rules { get; }

    /// <summary>For one batch after the other.</summary>
    public RouteBatch Batch { get; } = new();

    /// <param name="path">Null for the program's own namespace.</param>
    public static NodeSockets Open(string? path)
    {
        var ns = path is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(path);
        var opened = new Stack<IDisposable>([ns]);
        try
        {
            return new NodeSockets(ns, Keep(RouteSocket.Open(ns)), Keep(NftablesContext.Open(ns.Handle)), Keep(ElementSocket.Open(ns)), Keep(ConntrackSocket.Open(ns)));
        }
        catch
        {
            foreach (var socket in opened)
                socket.Dispose();
            throw;
        }

        T Keep<T>(T socket) where T : IDisposable
        {
            opened.Push(socket);
            return socket;
        }
    }

    /// <summary>The index of an interface as it was last looked up within this apply; null where there is none.</summary>
    public int? IndexOf(InterfaceName name)
    {
        if (_indexes.TryGetValue(name, out var known))
            return known;
        if (Routes.IndexOf(name) is not { } index)
            return null;
        return _indexes[name] = index;
    }

    /// <summary>Interfaces may have come and gone since.</summary>
    public void ForgetIndexes() => _indexes.Clear();

    public void ForgetIndex(InterfaceName name) => _indexes.Remove(name);

    public void Dispose()
    {
        Flows.Dispose();
        Elements.Dispose();
        Nft.Dispose();
        Routes.Dispose();
        Namespace.Dispose();
    }
}
