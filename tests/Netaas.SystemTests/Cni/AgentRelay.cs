using System.Net.Sockets;
using System.Text;

namespace Netaas.SystemTests.Cni;

/// <summary>A socket in the place of an agent's, at which a plugin's request is held: a test decides what becomes of plugin and request.</summary>
internal sealed class AgentRelay : IDisposable
{
    private readonly Socket _listener = New();

    public AgentRelay(string path)
    {
        Path = path;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
    }

    public string Path { get; }

    /// <summary>The next plugin's request, once it has sent it and waits for the answer.</summary>
    public async Task<string> HoldAsync()
    {
        var caller = await _listener.AcceptAsync();
        using var reader = new StreamReader(new NetworkStream(caller, ownsSocket: false));
        return await reader.ReadLineAsync() ?? throw new IOException("the plugin said nothing");
    }

    /// <summary>Sends a request to an agent, and is gone before there is an answer, or when it has come.</summary>
    public static async Task SendAsync(string agent, string request, bool isHeard)
    {
        using var socket = New();
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(agent));
        await socket.SendAsync(Encoding.UTF8.GetBytes(request + "\n"));
        while (isHeard && await socket.ReceiveAsync(new byte[4096]) > 0)
            continue;
    }

    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(Path);
    }

    private static Socket New() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
