using Netaas.Core.Naming;
using Netaas.Netlink;

namespace Netaas.KernelTests.Netlink;

/// <summary>A namespace for one test, with an open socket, gone with the test.</summary>
internal sealed class TestNamespace : IDisposable
{
    public TestNamespace()
    {
        Path = $"{NetworkNamespace.Folder}/t-{Guid.NewGuid():N}"[..24];
        Namespace = NetworkNamespace.Create(Path);
        Socket = RouteSocket.Open(Namespace);
    }

    public string Path { get; }

    public NetworkNamespace Namespace { get; }

    public RouteSocket Socket { get; }

    /// <summary>Index of the link of this name, which must be there.</summary>
    public int Index(string name) => Socket.FindLink(new InterfaceName(name))?.Index ?? throw new InvalidOperationException($"No link {name}.");

    public void Execute(Action<RouteBatch> append) => Socket.Execute("test", append);

    public void Dispose()
    {
        Socket.Dispose();
        Namespace.Dispose();
        NetworkNamespace.Delete(Path);
    }
}
