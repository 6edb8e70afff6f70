using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Netaas.Bench.Path;

/// <summary>
/// A byte there and back over TCP, blocking, for a process that is pinned to one core: the figure that repeats from run to
/// run, as nothing but the path is in it.
/// </summary>
internal static class RoundTrips
{
    public const int Port = 7001;

    public static void Echo(IPAddress address)
    {
        using var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, Port));
        listener.Listen();
        Console.WriteLine("listening");
        var one = new byte[1];
        while (true)
        {
            using var client = listener.Accept();
            client.NoDelay = true;
            while (client.Receive(one) == 1)
                client.Send(one);
        }
    }

    /// <returns>Microseconds for one, on average.</returns>
    public static double Measure(IPAddress address, int count)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(address, Port));
        Exchange(socket, count / 4);
        var clock = Stopwatch.StartNew();
        Exchange(socket, count);
        return clock.Elapsed.TotalMicroseconds / count;
    }

    private static void Exchange(Socket socket, int count)
    {
        var one = new byte[1];
        for (var number = 0; number < count; number++)
        {
            socket.Send(one);
            if (socket.Receive(one) != 1)
                throw new IOException("the echo went away");
        }
    }
}
