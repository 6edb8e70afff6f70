using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Logging;
using Netaas.Api.Data;
using Netaas.Api.Observability;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>The streams to the nodes: how far each was sent, and sending. Used by the leader alone.</summary>
internal sealed class NodeStreams(IBus bus, NodeBoard board, ILogger<NodeStreams> logger)
{
    /// <summary>
    /// A send waits while the broker is away, and one that was under way when it went may wait for ever: whom it was for will
    /// see the gap, so nobody is held up for longer than this.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<NodeId, long> _sent = [];
    private readonly ConcurrentDictionary<NodeId, ISendEndpoint> _endpoints = [];

    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        _sent.Clear();
        await using var command = new NpgsqlCommand("SELECT node_id, sent_revision FROM node_streams", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            _sent[new NodeId(reader.GetGuid(0))] = reader.GetInt64(1);
    }

    /// <summary>Sends a batch to the nodes that it concerns. At least once: what was sent before a crash is sent again.</summary>
    /// <returns>Those nodes, whose place is to be noted.</returns>
    public async Task<IReadOnlyList<Guid>> SendAsync((UpdateComposer Composer, DispatchSpans Spans) batch, long revision, CancellationToken ct)
    {
        var sends = new List<Task>();
        var nodes = new List<Guid>();
        foreach (var node in board.Nodes.Keys)
            if (batch.Composer.For(node, _sent.GetValueOrDefault(node), revision) is { } update)
            {
                sends.Add(SendAsync(update with { Traces = batch.Spans.For(node) }, ct));
                nodes.Add(node.Value);
            }
        await Task.WhenAll(sends);
        foreach (var node in nodes)
            _sent[new NodeId(node)] = revision;
        return nodes;
    }

    /// <summary>What notes how far nodes are.</summary>
    public static NpgsqlBatchCommand Note(IEnumerable<Guid> nodes, long revision) => new(
        """
        INSERT INTO node_streams (node_id, sent_revision) SELECT id, $2 FROM nodes WHERE id = ANY ($1)
        ON CONFLICT (node_id) DO UPDATE SET sent_revision = $2
        """)
    {
        Parameters = { Parameter.Of(nodes.ToArray()), Parameter.Of(revision) },
    };

    /// <summary>
    /// Moves nodes that nothing concerned up to a revision, and reminds those that lost the end of their stream: a message
    /// without content whose link to the one before it shows the gap.
    /// </summary>
    public async Task RemindAsync(NpgsqlConnection connection, long revision, CancellationToken ct)
    {
        var behind = board.Nodes.Values.Where(node => node.IsUp(board.Now) && (node.Report?.ReceivedRevision ?? 0) < revision).Select(node => node.Id).ToList();
        await Task.WhenAll(behind.Select(node => SendAsync(new NodeUpdate(node, _sent.GetValueOrDefault(node), revision, [], []), ct)));
        var moved = behind.Where(node => _sent.GetValueOrDefault(node) < revision).ToList();
        foreach (var node in moved)
            _sent[node] = revision;
        if (moved.Count > 0)
            await connection.ExecuteAsync([Note(moved.Select(node => node.Value), revision)], ct);
    }

    private async Task SendAsync(NodeUpdate update, CancellationToken ct)
    {
        if (!_endpoints.TryGetValue(update.Node, out var endpoint))
        {
            // The exchange, not the queue: while no agent has made its queue, there is nobody to tell, and it will ask.
            endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{NodeQueue.Name(update.Node)}"));
            _endpoints[update.Node] = endpoint;
        }
        try
        {
            await endpoint.Send(update, ct).WaitAsync(Patience, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Lost like any message: the node's stream goes on behind it, and the node will see the gap and ask.
            _endpoints.TryRemove(update.Node, out _);
            NodeStreamsLog.NotSent(logger, update.Node, update.Revision, failure.Message);
        }
    }
}

internal static partial class NodeStreamsLog
{
    [LoggerMessage(2101, LogLevel.Information, "Revision {Revision} did not reach node {Node}: {Reason}")]
    public static partial void NotSent(ILogger logger, NodeId node, long revision, string reason);
}
