using Microsoft.Extensions.Logging;
using Netaas.Agent.Attachments;
using Netaas.Agent.ControlPlane;
using Netaas.Core.Naming;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;

namespace Netaas.Agent;

/// <summary>
/// The agent of one node. Many can run in one process, each on a network namespace of its own. Stopping one leaves the
/// node's data plane running.
/// </summary>
public sealed class NodeAgent
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);

    private readonly AgentOptions _options;
    private readonly AgentEdges _edges;
    private readonly ControlPlaneClient _client;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="ArgumentException">The options are wrong; the message says all that is.</exception>
    public NodeAgent(AgentOptions options, AgentEdges edges)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        (_options, _edges) = (options, edges);
        _client = new ControlPlaneClient(edges.Http, options);
        _log = edges.Logs.CreateLogger<NodeAgent>();
    }

    /// <summary>Done when the node was first brought to what was saved of its record; the bus isn't wanted before.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        // A caller that starts many agents isn't held up by the first one's reading of its kernel.
        await Task.Yield();
        using var facts = _edges.OpenFacts(_options);
        var identity = Identity.LoadOrCreate(_options.StateDir);
        var wasEnrolled = identity.Node is not null;
        var backoff = new Backoff(s_firstWait, s_longestWait);
        while (true)
            try
            {
                if (identity.Node is not { } node)
                    (identity, wasEnrolled) = (await EnrolAsync(identity, facts, ct), false);
                else
                    (identity, wasEnrolled) = (await RunAsNodeAsync((identity, node), facts, isEnrolled: !wasEnrolled, ct), false);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // A defect of ours or a node in pieces: the data plane runs on, and beginning again is the best there is.
                Log.SessionFailed(_log, failure);
                await Task.Delay(backoff.Next(), _edges.Time, ct);
            }
    }

    /// <summary>Runs until the node is enrolled as another one, which it returns.</summary>
    private async Task<Identity> RunAsNodeAsync((Identity Who, NodeId Node) self, INodeFacts facts, bool isEnrolled, CancellationToken ct)
    {
        var renewals = new Signal();
        var fetcher = new SnapshotFetcher(_client, _edges.Time, _log) { OnRefused = renewals.Set };
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewed = RenewAsync(self.Who, facts, renewals, turn.Token);
        var links = new SessionLinks(
            fetcher, new AttachmentReporter(_client, _edges.Time, _log), new SnapshotFetcher(_client, _edges.Time, _log) { What = "names" })
        {
            OnBegun = () =>
            {
                _begun.TrySetResult();
                if (!isEnrolled)
                    renewals.Set();
            },
        };
        using (var session = new NodeSession(_options, _edges, facts, links, self.Node))
        {
            var running = session.RunAsync(self.Who.Credential, turn.Token);
            var first = await Task.WhenAny(running, renewed);
            await turn.CancelAsync();
            if (first == running)
                await running;
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        var identity = await renewed;
        Log.IdentityChanged(_log, identity.Node ?? default, self.Node);
        Leave(self.Node);
        return identity;
    }

    /// <summary>Enrols again whenever asked, which tells the control plane where the node is now. Ends when it is another node then.</summary>
    private async Task<Identity> RenewAsync(Identity identity, INodeFacts facts, Signal asked, CancellationToken ct)
    {
        while (true)
        {
            await asked.WaitAsync(ct);
            var renewed = await EnrolAsync(identity, facts, ct);
            if (renewed.Node != identity.Node)
                return renewed;
        }
    }

    private async Task<Identity> EnrolAsync(Identity identity, INodeFacts facts, CancellationToken ct)
    {
        var backoff = new Backoff(s_firstWait, s_longestWait);
        while (true)
        {
            try
            {
                var enrolled = identity with { Node = await _client.EnrolAsync(identity.Credential, facts.Read(), ct) };
                if (enrolled != identity)
                    enrolled.Save(_options.StateDir);
                Log.Enrolled(_log, _options.NodeName, enrolled.Node ?? default);
                return enrolled;
            }
            catch (HttpRequestException failure)
            {
                Log.EnrolFailed(_log, failure.Message);
                await Task.Delay(backoff.Next(), _edges.Time, ct);
            }
        }
    }

    /// <summary>Removes everything that a node held: its names derive from an id that nobody will have again.</summary>
    private void Leave(NodeId node)
    {
        using var kernel = _edges.OpenKernel(_options, node);
        var nothing = NodePlan.Empty(node);
        kernel.Apply(PlanDiff.Diff(nothing, kernel.Read(nothing)));
    }
}
