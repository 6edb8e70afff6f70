using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Netaas.Netlink;

namespace Netaas.KernelTests.Dataplane;

/// <summary>Makes connections from a namespace at a steady rate, each of which has to be answered.</summary>
internal sealed class ConnectionLoad : IDisposable
{
    // libnftables, in the same process, can't work with descriptors above 1,024.
    private const int MostAtOnce = 300;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly NetworkNamespace _from;
    private readonly IPEndPoint _to;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, Task> _open = [];
    private readonly Task _running;
    private readonly SemaphoreSlim _ticks = new(0);
    private readonly int _perSecond;
    private long _begun;

    public ConnectionLoad(string from, IPEndPoint to, int perSecond)
    {
        (_from, _to, _perSecond) = (NetworkNamespace.Open(from), to, perSecond);
        _running = Task.Run(RunAsync);
    }

    public long Begun => Interlocked.Read(ref _begun);

    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>Waits until so many more have begun, and all of those have ended.</summary>
    public async Task PassAsync(int more)
    {
        while (_ticks.Wait(0))
        {
            // Those are over.
        }
        for (var i = 0; i < more; i++)
            await _ticks.WaitAsync();
        await Task.WhenAll(_open.Values);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Task.WhenAll(_open.Values);
    }

    /// <summary>One connection; its server's byte is read.</summary>
    public static async Task ConnectAsync(NetworkNamespace from, IPEndPoint to)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var client = from.OpenTcp(to.AddressFamily);
        await client.ConnectAsync(to, patience.Token);
        if (await client.ReceiveAsync(new byte[1], patience.Token) != 1)
            throw new IOException("closed without a word");
        // By RST, so that a port is free for the next at once.
        client.LingerState = new LingerOption(true, 0);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _ticks.Dispose();
        _from.Dispose();
    }

    /// <summary>A machine that was busy makes up for it: the rate holds over all.</summary>
    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1) / _perSecond);
        var started = Stopwatch.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                while (Begun < Stopwatch.GetElapsedTime(started).TotalSeconds * _perSecond && _open.Count < MostAtOnce)
                {
                    var number = Interlocked.Increment(ref _begun);
                    _open[number] = OneAsync(number);
                    _ticks.Release();
                }
        }
        catch (OperationCanceledException)
        {
            // It was enough.
        }
    }

    private async Task OneAsync(long number)
    {
        await Task.Yield();
        try
        {
            await ConnectAsync(_from, _to);
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            Failures.Enqueue($"{number}: {failure.Message}");
        }
        _open.TryRemove(number, out _);
    }
}
