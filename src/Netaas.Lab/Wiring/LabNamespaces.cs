using Netaas.Netlink;

namespace Netaas.Lab.Wiring;

/// <summary>The namespaces that a wiring run holds open, closed with it.</summary>
internal sealed class LabNamespaces : IDisposable
{
    private readonly List<Wire> _open = [];

    public Wire OpenOrCreate(string path) => Keep(NetworkNamespace.OpenOrCreate(path));

    /// <summary>The namespace that this process runs in.</summary>
    public Wire OpenHost() => Keep(NetworkNamespace.OpenCurrent());

    public void Dispose()
    {
        foreach (var wire in _open)
        {
            wire.Socket.Dispose();
            wire.Namespace.Dispose();
        }
    }

    private Wire Keep(NetworkNamespace ns)
    {
        var wire = new Wire(ns, RouteSocket.Open(ns));
        _open.Add(wire);
        return wire;
    }
}
