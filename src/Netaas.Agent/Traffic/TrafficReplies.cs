using System.Net.Sockets;
using MassTransit;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Netlink;

namespace Netaas.Agent.Traffic;

/// <summary>Counts what passes to a service, for who wants to know. Nobody else waits for it: a large conntrack table takes a while to read.</summary>
internal sealed class TrafficReplies(Lazy<IBus> bus, NodeId node, string? netns, ILogger log)
{
    private Task _last = Task.CompletedTask;

    /// <summary>One after the other, however many ask.</summary>
    public void Send(TrafficRequest request, NodeView view)
    {
        var before = _last;
        _last = Task.Run(async () =>
        {
            await before;
            await CountAsync(request, view);
        });
    }

    private async Task CountAsync(TrafficRequest request, NodeView view)
    {
        try
        {
            // No token: whoever asks waits for a while only, and a session that ends lets the bus finish.
            await bus.Value.Publish(new TrafficReply(node, request.Request, TrafficCount.Of(view, request.Service, Read())), CancellationToken.None);
        }
        catch (Exception failure)
        {
            // Whatever the kernel or the transport has to say: who asked gives up by itself.
            Log.ReportFailed(log, failure.Message);
        }
    }

    private IEnumerable<Flow> Read()
    {
        using var ns = netns is null ? NetworkNamespace.OpenCurrent() : NetworkNamespace.Open(netns);
        using var socket = ConntrackSocket.Open(ns);
        return [.. socket.ListTranslated(AddressFamily.InterNetwork), .. socket.ListTranslated(AddressFamily.InterNetworkV6)];
    }
}
