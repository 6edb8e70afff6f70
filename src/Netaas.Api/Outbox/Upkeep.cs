using Netaas.Api.Addresses;
using Netaas.Api.Networks;
using Netaas.Api.Nodes;
using Netaas.Api.Pods;
using Netaas.Api.Services;
using Netaas.Api.Status;

namespace Netaas.Api.Outbox;

/// <summary>What the leader does beside its stream to keep the record true to the nodes.</summary>
internal sealed class Upkeep(FactsRecorder facts, BlockReleaser blocks, Admission admission, DrainClock drains, GraceClock graces, TableUpkeep tables, NodeBoard board)
{
    private DateTimeOffset _nextBlocks = board.Now + BlockReleaser.Interval;

    public void Notice(IReadOnlyList<LoggedChange> changes)
    {
        facts.Forget(changes);
        tables.Notice(changes);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        await facts.RunAsync(ct);
        await drains.RunAsync(ct);
        await graces.RunAsync(ct);
        tables.Run(ct);
        if (board.Now < _nextBlocks)
            return;
        _nextBlocks = board.Now + BlockReleaser.Interval;
        await blocks.RunAsync(ct);
        await admission.RunAsync(ct);
    }
}
