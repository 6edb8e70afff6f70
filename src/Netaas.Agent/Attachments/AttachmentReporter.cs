using Microsoft.Extensions.Logging;
using Netaas.Agent.ControlPlane;
using Netaas.Contracts.Attachments;
using Netaas.Core.Naming;

namespace Netaas.Agent.Attachments;

/// <summary>
/// Tells the record of attachments and asks it for addresses, in a task of its own: nobody waits for it. One request at a time,
/// so that what an answer says of leases is never older than what the node knows.
/// </summary>
internal sealed class AttachmentReporter(ControlPlaneClient client, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);

    private readonly Signal _news = new();

    /// <summary>There may be something to tell.</summary>
    public void Tell() => _news.Set();

    /// <summary>Runs until cancelled.</summary>
    /// <param name="untold">Asks the loop what to tell.</param>
    /// <param name="told">Hands over the answer; null where there was none.</param>
    public async Task RunAsync(
        (NodeId Node, string Credential) self, Func<Task<AttachmentSync?>> untold, Action<AttachmentSync, AttachmentSyncAnswer?> told, CancellationToken ct)
    {
        var backoff = new Backoff(s_firstWait, s_longestWait);
        while (true)
        {
            await _news.WaitAsync(ct);
            if (await untold().WaitAsync(ct) is not { } sync)
                continue;
            try
            {
                told(sync, await client.SyncAsync(self, sync, ct));
                backoff.Reset();
            }
            catch (HttpRequestException failure)
            {
                Log.AttachmentsUntold(log, failure.Message);
                told(sync, null);
                await Task.Delay(backoff.Next(), time, ct);
                _news.Set();
            }
        }
    }
}
