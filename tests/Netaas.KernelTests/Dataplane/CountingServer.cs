using System.Net;
using System.Net.Sockets;
using Netaas.Netlink;

namespace Netaas.KernelTests.Dataplane;

/// <summary>Accepts connections in a pod's namespace, says one byte to each, and counts them.</summary>
internal sealed class CountingServer : IDisposable
{
    private readonly Socket _listener;
    private readonly Task _serving;
    private int _served;

    public CountingServer(string netns, int port)
    {
        using var ns = NetworkNamespace.Open(netns);
        _listener = ns.OpenTcp(AddressFamily.InterNetwork);
        _listener.Bind(new IPEndPoint(IPAddress.Any, port));
        _listener.Listen(4096);
        _serving = Task.Run(ServeAsync);
    }

    public int Served => Volatile.Read(ref _served);

    public void Dispose()
    {
        _listener.Dispose();
        _serving.Wait();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync();
                Interlocked.Increment(ref _served);
                await GreetAsync(client);
            }
        }
        catch (SocketException)
        {
            // The listener is closed.
        }
        catch (ObjectDisposedException)
        {
            // The listener is closed.
        }
    }

    private static async Task GreetAsync(Socket client)
    {
        try
        {
            await client.SendAsync(new byte[1]);
        }
        catch (SocketException)
        {
            // The client has gone: it counts what it did not get.
        }
    }
}
