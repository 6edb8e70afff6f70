using Microsoft.Extensions.Logging;
using Netaas.Agent.Attachments;
using Netaas.Agent.ControlPlane;
using Netaas.Agent.Health;
using Netaas.Agent.Names;
using Netaas.Agent.Peers;
using Netaas.Agent.Replicas;
using Netaas.Agent.Reporting;
using Netaas.Agent.Traffic;
using Netaas.Contracts;
using Netaas.Contracts.Attachments;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Kernel;

namespace Netaas.Agent;

/// <summary>
/// One node's loop: what arrives goes into the replica and its journal, what changed goes to the kernel, what came of it
/// is reported. Everything that arrives while the kernel is at work is taken in one go afterwards.
/// </summary>
internal sealed class NodeSession : IDisposable
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(60);

    // What a change of ours brings along is over by then, and what somebody else does is done.
    private static readonly TimeSpan s_untilLook = TimeSpan.FromMilliseconds(50);

    // A runtime that saw its call end without an answer has called again by then, or ended the container.
    private static readonly TimeSpan s_untilKept = TimeSpan.FromSeconds(3);

    // An update brings the addresses that somebody waits for sooner; this is for when none comes.
    private static readonly TimeSpan s_betweenServings = TimeSpan.FromMilliseconds(500);

    // To read back so many, at its start and whenever it looks at everything, an agent takes several times the memory that it needs
    // afterwards.
    private const int ManyItems = 1_000;

    private readonly AgentInbox _inbox;
    private readonly SessionDoors _doors;
    private readonly Backoff _backoff = new(s_firstRetry, s_longestRetry);
    private readonly AgentOptions _options;
    private readonly AgentEdges _edges;
    private readonly INodeFacts _facts;
    private readonly ILogger _log;
    private readonly NodeId _node;
    private readonly SavedReplica _saved;
    private readonly Reconciler _reconciler;
    private readonly Reporter _reporter;
    private readonly StateReplies _stateReplies;
    private readonly TrafficReplies _trafficReplies;
    private readonly SessionLinks _links;
    private readonly HealthProbe _probe;
    private readonly HealthChecks _health;
    private readonly HealthPorts _healthPorts;
    private readonly NodeNames _names;
    private readonly Neighborhood _peers;
    private readonly AttachmentBook _book;
    private readonly AttachmentDesk _desk;
    private readonly ApplySpans _spans;
    private readonly AuditPace _auditPace;

    private NodeFindings _found = NodeFindings.None;
    private long _appliedRevision;
    private long? _lastApplyMicroseconds;
    private bool _isRetryPlanned;
    private bool _isWaitPlanned;

    public NodeSession(AgentOptions options, AgentEdges edges, INodeFacts facts, SessionLinks links, NodeId node)
    {
        (_options, _edges, _facts, _links, _node) = (options, edges, facts, links, node);
        _log = edges.Logs.CreateLogger<NodeSession>();
        _inbox = new AgentInbox(edges.Time);
        _doors = new SessionDoors(options, edges, _inbox, _log);
        _spans = new ApplySpans(options.NodeName);
        _auditPace = new AuditPace(edges.Time);
        _reconciler = new Reconciler(node, OpenKernel, edges.Time, _log);
        _saved = new SavedReplica(options.StateDir, node, _log);
        _reporter = new Reporter(edges.Bus, edges.Time, _log);
        _stateReplies = new StateReplies(edges.Bus, node, edges.Time, _log);
        _trafficReplies = new TrafficReplies(edges.Bus, node, options.HostNetns, _log);
        _probe = new HealthProbe(options.HostNetns);
        _health = new HealthChecks(node, _probe.LookAsync, () => _inbox.Put(new AgentEvent.HealthChanged()), edges.Time);
        _healthPorts = new HealthPorts(node, options.HostNetns);
        _names = new NodeNames(options, edges, node, links.Names, () => _inbox.Put(new AgentEvent.NamesChanged()));
        _peers = new Neighborhood(options, edges, () => _inbox.Put(new AgentEvent.PeersChanged()));
        _book = new AttachmentBook(node, new AttachmentStore(options.StateDir));
        _desk = new AttachmentDesk(node, _book, options, edges.Time, _log)
        {
            Tell = links.Attachments.Tell,
            NamesIn = _names.OfferIn,
            Listeners = () => ListenerFollower.Now(_facts, _found.Listeners, _log),
        };
    }

    /// <summary>Runs until cancelled, and leaves the node's data plane as it is.</summary>
    public async Task RunAsync(string credential, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var helpers = Task.CompletedTask;
        try
        {
            await BeginAsync();
            helpers = Task.Run(() => HelpAsync(credential, ending.Token), CancellationToken.None);
            _links.OnBegun();
            _inbox.PutLater(s_untilKept, new AgentEvent.LeftoversDue());
            while (await _inbox.WaitAsync(ct))
                Turn();
        }
        finally
        {
            await ending.CancelAsync();
            await helpers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _names.Dispose();
        _peers.Dispose();
        _health.Dispose();
        _healthPorts.Dispose();
        _probe.Dispose();
        _reconciler.Dispose();
        _saved.Dispose();
        _book.Dispose();
    }

    /// <summary>What goes on beside the loop. It begins after the node was brought in order, which it would hold up.</summary>
    private Task HelpAsync(string credential, CancellationToken ct) => Task.WhenAll(
        _reporter.RunAsync(ct),
        _links.Snapshots.RunAsync(_node, credential, TakeSnapshot, ct),
        _links.Attachments.RunAsync((_node, credential), _inbox.AskUntoldAsync, TakeTold, ct),
        _inbox.PutEveryAsync(_options.AuditInterval, new AgentEvent.AuditDue(), ct),
        ListenerFollower.RunAsync(_facts, _edges.Time, _log, now => _inbox.Put(new AgentEvent.ListenersChanged(now)), ct),
        _names.RunAsync(credential, ct),
        _peers.RunAsync(ct),
        _doors.ServeNodeAsync(ct),
        _doors.ServeDockerAsync(ct),
        _doors.ListenAsync(_node, _links.Snapshots.Ask, ct));

    /// <summary>Looks at the node, and brings it to what the saved replica wants.</summary>
    private async Task BeginAsync()
    {
        // Beside each other, as each takes a while.
        _reconciler.Prepare();
        var finding = Task.Run(() => NodeFindings.Of(_facts), CancellationToken.None);
        _saved.Load();
        var began = _edges.Time.GetTimestamp();
        if (_saved.Replica.HasView)
        {
            Log.ReplicaReady(_log, _saved.Replica.Revision, _saved.Replica.View.Items.Count, "the node's disk");
            var view = _book.Over(_saved.Replica.View, _saved.Replica.Revision);
            Follow(view, view.Items.Keys.ToHashSet());
        }
        _found = await finding;
        if (!_saved.Replica.HasView)
            return;
        Settle(began);
        _links.Attachments.Tell();
    }

    private void Turn()
    {
        long? arrivedAt = null;
        var (retry, audit, look, isNews) = (false, false, false, false);
        while (_inbox.TryTake(out var happened))
            switch (happened)
            {
                case AgentEvent.UpdateArrived update:
                    arrivedAt ??= update.ArrivedAt;
                    _spans.Begin(update.Update, _edges.Time.GetUtcNow() - _edges.Time.GetElapsedTime(update.ArrivedAt));
                    if (!_saved.Take(update.Update))
                        _links.Snapshots.Ask();
                    break;
                case AgentEvent.SnapshotArrived snapshot:
                    arrivedAt ??= snapshot.ArrivedAt;
                    Take(snapshot.Snapshot);
                    break;
                case AgentEvent.RetryDue:
                    (retry, _isRetryPlanned) = (true, false);
                    break;
                case AgentEvent.AuditDue:
                    audit = true;
                    break;
                case AgentEvent.StateAsked asked:
                    _stateReplies.Send(asked.Request, _reconciler, _saved.Replica.Revision);
                    break;
                case AgentEvent.TrafficAsked asked:
                    _trafficReplies.Send(asked.Request, _saved.Replica.View);
                    break;
                case AgentEvent.ListenersChanged now:
                    (_found, isNews) = (_found with { Listeners = now.Listeners }, true);
                    break;
                case AgentEvent.HealthChanged or AgentEvent.NamesChanged or AgentEvent.PeersChanged:
                    isNews = true;
                    break;
                case AgentEvent.KernelTold:
                    look = true;
                    break;
                case AgentEvent.LocalAsked asked:
                    _desk.Take(asked.Call, _saved.Replica);
                    break;
                case AgentEvent.LocalAnswered answered:
                    _desk.Answered(answered.Pod, answered.IsDelivered);
                    break;
                case AgentEvent.UntoldAsked asked:
                    asked.Untold.TrySetResult(_desk.Untold());
                    break;
                case AgentEvent.Told { Answer: { } answer } told:
                    _desk.Take(told.Sync, answer);
                    break;
                case AgentEvent.Told:
                    _desk.ControlPlaneIsAway();
                    break;
                case AgentEvent.LeftoversDue:
                    _desk.KeepLeftovers();
                    GiveBack(GC.MaxGeneration, GCCollectionMode.Aggressive);
                    break;
                case AgentEvent.WaitOver:
                    _isWaitPlanned = false;
                    // What a lease stands in comes by the bus, which may be away while the API is not.
                    if (_desk.IsWaiting)
                        _links.Snapshots.Ask();
                    break;
                default:
                    throw new InvalidOperationException($"{happened} is no event.");
            }
        // What the kernel tells is mostly of changes of ours: nothing to report.
        isNews |= arrivedAt is not null || retry || audit;
        _desk.Serve(_saved.Replica);
        if (_saved.Replica.HasView)
            isNews |= Reconcile(retry, audit, look);
        if (isNews)
            Settle(arrivedAt);
        PlanWait();
    }

    /// <returns>Whether something is different from before.</returns>
    private bool Reconcile(bool retry, bool audit, bool look)
    {
        if (audit)
        {
            _found = NodeFindings.Of(_facts) with { Listeners = _found.Listeners };
            _desk.KeepLeftovers();
            _links.Attachments.Tell();
        }
        var isNews = Update();
        // Whatever else is due: the kernel tells of nothing more before it was asked what it has told of.
        if (look)
            isNews |= _reconciler.Look();
        // What fails may do so because of something else that was lost: a retry looks at everything too.
        if (retry || (audit && _auditPace.IsDue))
        {
            _auditPace.Run(_reconciler.Audit);
            GiveBack(generation: 1, GCCollectionMode.Forced);
        }
        // What could not be made is taken back at once, and what lost its namespace ends.
        if (_desk.Settle(_reconciler) | (audit && _desk.EndUntaken(_reconciler)))
            isNews |= Update();
        return isNews;
    }

    /// <summary>The runtime itself would wait until as much again has gathered as a core's cache holds.</summary>
    private void GiveBack(int generation, GCCollectionMode mode)
    {
        if (_saved.Replica.View.Items.Count > ManyItems)
            GC.Collect(generation, mode);
    }

    /// <summary>Brings to the kernel what the record says and what the node knows beyond it.</summary>
    /// <returns>Whether there was anything.</returns>
    private bool Update()
    {
        _book.Follow(_saved.Replica.View, _saved.Replica.Revision);
        HashSet<ItemKey> changed = [.. _saved.Replica.TakeChanged(), .. _book.TakeChanged()];
        if (changed.Count == 0 && !_peers.IsMoved && _reconciler.IsKernelKnown)
            return false;
        Follow(_book.Over(_saved.Replica.View, _saved.Replica.Revision), changed);
        return changed.Count > 0;
    }

    private void Follow(NodeView recorded, HashSet<ItemKey> changed)
    {
        var view = _peers.Over(recorded, changed);
        _desk.See(view, changed);
        _reconciler.Update(view, changed);
        _health.Follow(view, changed);
        _healthPorts.Follow(view, changed);
        _names.Follow(view, changed);
    }

    /// <summary>After the kernel was worked on: says so, and plans what is left.</summary>
    private void Settle(long? arrivedAt)
    {
        if (_saved.Replica.HasView && _reconciler.IsKernelKnown)
            _appliedRevision = _saved.Replica.Revision;
        if (arrivedAt is { } since)
            _lastApplyMicroseconds = (long)_edges.Time.GetElapsedTime(since).TotalMicroseconds;
        PlanRetry();
        _reporter.Set(new NodeReport(
            _node, Guid.Empty, 0, _saved.Replica.Revision, _appliedRevision, _reconciler.Failures(_saved.Replica.Revision), _found.Facts,
            _lastApplyMicroseconds is { } last ? new NodeStats(_reconciler.ObjectsOwned, _reconciler.DriftRepaired, last) : null)
        {
            Drift = _reconciler.Drift,
            Listeners = _found.Listeners,
            Health = _health.Found,
            Obstacles = [.. _found.Obstacles, .. _names.Troubles, .. _peers.Troubles, .. _healthPorts.Troubles],
            DeadPeers = _peers.Dead,
            Answered = _peers.Answered,
            Names = _names.Offers,
            Traces = _spans.End(_appliedRevision),
        });
    }

    private INodeKernel OpenKernel()
    {
        var kernel = _edges.OpenKernel(_options, _node);
        kernel.Watch(() => _inbox.PutLater(s_untilLook, new AgentEvent.KernelTold()));
        return kernel;
    }

    private void PlanRetry()
    {
        if (!_reconciler.HasTroubles)
        {
            _backoff.Reset();
            return;
        }
        if (_isRetryPlanned)
            return;
        _isRetryPlanned = true;
        _inbox.PutLater(_backoff.Next(), new AgentEvent.RetryDue());
    }

    private void PlanWait()
    {
        if (!_desk.IsWaiting || _isWaitPlanned)
            return;
        _isWaitPlanned = true;
        _inbox.PutLater(s_betweenServings, new AgentEvent.WaitOver());
    }

    private void Take(NodeSnapshot snapshot)
    {
        _saved.Take(snapshot);
        Log.ReplicaReady(_log, _saved.Replica.Revision, _saved.Replica.View.Items.Count, "the control plane");
    }

    private ValueTask TakeSnapshot(NodeSnapshot snapshot)
    {
        _inbox.Put(new AgentEvent.SnapshotArrived(snapshot, _edges.Time.GetTimestamp()));
        return ValueTask.CompletedTask;
    }

    private void TakeTold(AttachmentSync sync, AttachmentSyncAnswer? answer) => _inbox.Put(new AgentEvent.Told(sync, answer));
}
