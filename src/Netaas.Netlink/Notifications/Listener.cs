using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Netaas.Netlink.Sockets;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Notifications;

/// <summary>Reads one notification; null for what nobody wants to know.</summary>
/// <param name="ns">Number of the namespace that it comes from; null for the socket's own.</param>
internal delegate T? NotificationParser<T>(NetlinkMessage message, int? ns);

/// <summary>
/// What a socket of a multicast group receives, as a stream. A thread of its own waits on the socket, as .NET's sockets
/// can't take one over.
/// </summary>
internal sealed class Listener<T> : IDisposable where T : class
{
    public const int ReceiveBufferBytes = 16 << 20; // a burst of some 16,000 changes
    private const int QueuedChanges = 16384;

    // Whoever makes a change pays for waking this thread; of many changes in a row, the first alone is worth that.
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(10);

    private readonly NetlinkSocket _socket;
    private readonly NotificationParser<T> _parse;
    private readonly T _lost;
    private readonly WakeUp _end = WakeUp.Create();
    private readonly Channel<T> _changes = Channel.CreateBounded<T>(
        new BoundedChannelOptions(QueuedChanges) { SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private Listener(NetlinkSocket socket, NotificationParser<T> parse, T lost) => (_socket, _parse, _lost) = (socket, parse, lost);

    /// <param name="socket">Belongs to the listener from now on.</param>
    /// <param name="lost">What is told in place of what came faster than it was read.</param>
    public static Listener<T> Start(NetlinkSocket socket, string name, NotificationParser<T> parse, T lost)
    {
        var listener = new Listener<T>(socket, parse, lost);
        new Thread(listener.Listen) { IsBackground = true, Name = name }.Start();
        return listener;
    }

    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var change in _changes.Reader.ReadAllAsync(ct).ConfigureAwait(false))
            yield return change;
    }

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
            {
                do
                    Receive(buffer);
                while (WakeUp.IsReadable(_socket.Descriptor));
                if (!_end.Rest(s_rest))
                    break;
            }
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
            var (length, ns) = _socket.ReceiveFrom(buffer);
            ReadOnlySpan<byte> datagram = buffer.AsSpan(0, length);
            while (NetlinkMessage.TryTake(ref datagram, out var message))
                if (_parse(message, ns) is { } change)
                    Tell(change);
        }
        catch (NetlinkException e) when (e.Reason == NetlinkReason.Overrun)
        {
            Tell(_lost);
        }
    }

    /// <summary>Where the reader is far behind, the change is dropped and this thread waits until it can say so.</summary>
    private void Tell(T change)
    {
        if (!_changes.Writer.TryWrite(change))
            _changes.Writer.WriteAsync(_lost).AsTask().GetAwaiter().GetResult();
    }
}
