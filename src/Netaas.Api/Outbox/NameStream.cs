using MassTransit;
using Microsoft.Extensions.Logging;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Outbox;

/// <summary>
/// The stream of pods' names. Every node that serves names needs those of all nodes, as it must answer while nobody else does;
/// so they go in a stream of their own, one message for all, and no node's own stream waits for them. Used by the leader alone.
/// </summary>
internal sealed class NameStream(IBus bus, NodeBoard board, ILogger<NameStream> logger)
{
    private const string Reader = "names";

    /// <summary>A broker that is away takes nothing: whoever listens will see the gap.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private long _sent;
    private DateTimeOffset _nextReminder;

    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken ct) => _sent = await StreamPosition.ReadAsync(connection, Reader, ct);

    /// <summary>Sends what a batch has of names.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> SendAsync(ChangedRows rows, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        var live = rows.Pods.Select(row => row.Id).ToHashSet();
        var named = rows.Pods.Where(row => row.NetworkId is not null).Select(ViewLoader.ToName).ToEquatableList<ViewItem>();
        var gone = changes.Where(change => change.Kind == "pod" && !live.Contains(change.Resource))
            .Select(change => new ItemRemoval(PodNameItem.KeyOf(new PodId(change.Resource)), change.Revision)).ToEquatableList();
        if (named.Count == 0 && gone.Count == 0)
            return false;
        var last = changes[^1].Revision;
        await PublishAsync(new NodeUpdate(default, _sent, last, named, gone), ct);
        _sent = last;
        return true;
    }

    /// <summary>What notes how far the stream is.</summary>
    public NpgsqlBatchCommand Note() => StreamPosition.Note(Reader, _sent);

    /// <summary>Shows the end of the stream to those that lost it.</summary>
    public async Task RemindAsync(CancellationToken ct)
    {
        if (board.Now < _nextReminder)
            return;
        _nextReminder = board.Now + NodeReport.Interval;
        await PublishAsync(new NodeUpdate(default, _sent, _sent, [], []), ct);
    }

    private async Task PublishAsync(NodeUpdate link, CancellationToken ct)
    {
        try
        {
            await bus.Publish(new NamesUpdate(link), ct).WaitAsync(Patience, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            NameStreamLog.NotSent(logger, link.Revision, failure.Message);
        }
    }
}

internal static partial class NameStreamLog
{
    [LoggerMessage(2111, LogLevel.Information, "Names of revision {Revision} were not sent: {Reason}")]
    public static partial void NotSent(ILogger logger, long revision, string reason);
}
