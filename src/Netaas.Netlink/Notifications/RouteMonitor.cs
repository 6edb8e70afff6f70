using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Netaas.Netlink.Sockets;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>
/// Tells of changes to links, addresses, routes and neighbors in a namespace, ours and everybody's, in the order in which
/// the kernel made them. A thread of its own waits on the socket, as .NET's sockets can't take one over.
/// </summary>
public sealed class RouteMonitor : IDisposable
{
    private const int RouteProtocol = 0; // NETLINK_ROUTE
    private const int ReceiveBufferBytes = 8 << 20; // a burst of some 8,000 changes
    private const int QueuedChanges = 8192;

    private readonly NetlinkSocket _socket;
    private readonly WakeUp _end = WakeUp.Create();
    private readonly Channel<RouteChange> _changes = Channel.CreateBounded<RouteChange>(
        new BoundedChannelOptions(QueuedChanges) { SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private RouteMonitor(NetlinkSocket socket) => _socket = socket;

    /// <summary>Starts listening: what changes after this call is told, whenever it is read.</summary>
    /// <param name="ns">Null for the caller's own namespace.</param>
    public static RouteMonitor Open(NetworkNamespace? ns, RouteGroups groups)
    {
        var monitor = new RouteMonitor(NetlinkSocket.Open(ns, RouteProtocol, (uint)groups, ReceiveBufferBytes));
        new Thread(monitor.Listen) { IsBackground = true, Name = "rtnetlink" }.Start();
        return monitor;
    }

    /// <summary>The changes, for one reader, until the monitor is disposed or the token is cancelled.</summary>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public async IAsyncEnumerable<RouteChange> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var change in _changes.Reader.ReadAllAsync(ct).ConfigureAwait(false))
            yield return change;
    }

    /// <summary>Ends the thread and closes the socket; the reader comes to its end behind what is told already.</summary>
    public void Dispose()
    {
        _changes.Writer.TryComplete();
        _end.Set();
    }

    private void Listen()
    {
        Exception? failure = null;
        try
        {
            var buffer = new byte[64 * 1024];
            while (_end.WaitFor(_socket.Descriptor))
                Receive(buffer);
        }
        catch (NetlinkException e)
        {
            failure = e; // the reader gets it
        }
        catch (ChannelClosedException)
        {
            // Disposed while the reader was behind: nobody wants to know any more.
        }
        finally
        {
            _socket.Dispose();
            _end.Dispose();
            _changes.Writer.TryComplete(failure);
        }
    }

    private void Receive(byte[] buffer)
    {
        try
        {
            ReadOnlySpan<byte> datagram = buffer.AsSpan(0, _socket.Receive(buffer));
            while (NetlinkMessage.TryTake(ref datagram, out var message))
                if (ChangeParser.Parse(message) is { } change)
                    Tell(change);
        }
        catch (NetlinkException e) when (e.Reason == NetlinkReason.Overrun)
        {
            Tell(new ChangesLost());
        }
    }

    /// <summary>Where the reader is far behind, the change is dropped and this thread waits until it can say so.</summary>
    private void Tell(RouteChange change)
    {
        if (!_changes.Writer.TryWrite(change))
            _changes.Writer.WriteAsync(new ChangesLost()).AsTask().GetAwaiter().GetResult();
    }
}
