using System.Net;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Agent.ControlPlane;

/// <summary>Fetches snapshots in the background, one at a time, as often as it takes; asking twice is asking once.</summary>
internal sealed class SnapshotFetcher(ControlPlaneClient client, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);

    private readonly Signal _asked = new();

    /// <summary>Called when the control plane doesn't know the node, or not with this credential.</summary>
    public Action OnRefused { get; init; } = static () => { };

    /// <summary>Of which stream: all that concerns the node, or names.</summary>
    public string What { get; init; } = "snapshot";

    public void Ask() => _asked.Set();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(NodeId node, string credential, Func<NodeSnapshot, ValueTask> deliver, CancellationToken ct)
    {
        while (true)
        {
            await _asked.WaitAsync(ct);
            await deliver(await FetchAsync(node, credential, ct));
        }
    }

    private async Task<NodeSnapshot> FetchAsync(NodeId node, string credential, CancellationToken ct)
    {
        var backoff = new Backoff(s_firstWait, s_longestWait);
        while (true)
        {
            try
            {
                return await client.SnapshotAsync((node, credential), What, ct);
            }
            catch (HttpRequestException failure)
            {
                Log.SnapshotFailed(log, failure.Message);
                if (failure.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
                    OnRefused();
                await Task.Delay(backoff.Next(), time, ct);
            }
        }
    }
}
