using System.Diagnostics.Metrics;
using Netaas.Api.Status;
using Netaas.Contracts;

namespace Netaas.Api.Observability;

/// <summary>What the API measures of itself.</summary>
internal sealed class ApiMeter : IDisposable
{
    public const string Name = "Netaas.Api";

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _readiness;

    public ApiMeter(NodeBoard board, PoolFigures pools)
    {
        _requests = _meter.CreateHistogram<double>("http_request_duration", "s", "Time to answer a request, by route and status.");
        _readiness = _meter.CreateHistogram<double>("change_to_ready_duration", "s", "Time from sending a change to every node's having verified it.");
        _meter.CreateObservableGauge("outbox_lag", () => Math.Max(0, Settled - Sent), "revisions", "Revisions that are settled and not yet sent to the nodes.");
        _meter.CreateObservableGauge("pool_utilization", () => pools.Utilization, null, "How much of a pool is taken, from 0 to 1.");
        _meter.CreateObservableGauge("node_lag", () => Lag(board), "revisions", "Revisions sent to a node that it has not yet applied.");
        _meter.CreateObservableGauge("node_up", () => Up(board), null, "Whether a node's agent reports.");
        _meter.CreateObservableGauge("node_failures", () => Failures(board), null, "Items that a node's kernel does not hold as wanted.");
        _meter.CreateObservableGauge("node_objects", () => Stats(board, stats => stats.ObjectsOwned), null, "Kernel objects that a node's agent looks after.");
        _meter.CreateObservableGauge("node_drift_repaired", () => Stats(board, stats => stats.DriftRepaired), null, "Objects that somebody else had changed and the node's agent repaired, since it started.");
        _meter.CreateObservableGauge("node_last_apply", () => Stats(board, stats => stats.LastApplyMicroseconds), "us", "From the last change's arrival at a node to its read-back, in microseconds.");
    }

    /// <summary>The last revision of the change log that was read.</summary>
    public long Settled { get; set; }

    /// <summary>The last revision that was sent to the nodes.</summary>
    public long Sent { get; set; }

    public void Requested(string method, string route, int status, TimeSpan took) => _requests.Record(
        took.TotalSeconds,
        new KeyValuePair<string, object?>("method", method),
        new KeyValuePair<string, object?>("route", route),
        new KeyValuePair<string, object?>("status", status));

    public void BecameReady(string kind, TimeSpan took) => _readiness.Record(took.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Lag(NodeBoard board)
    {
        var highest = board.Nodes.Values.Select(node => node.Report?.ReceivedRevision ?? 0).DefaultIfEmpty().Max();
        return board.Nodes.Values.Select(node => new Measurement<long>(Math.Max(0, highest - node.AppliedRevision), Node(node)));
    }

    private static IEnumerable<Measurement<int>> Up(NodeBoard board) =>
        board.Nodes.Values.Select(node => new Measurement<int>(node.IsUp(board.Now) ? 1 : 0, Node(node)));

    private static IEnumerable<Measurement<int>> Failures(NodeBoard board) =>
        board.Nodes.Values.Select(node => new Measurement<int>(node.Failures.Count, Node(node)));

    private static IEnumerable<Measurement<long>> Stats(NodeBoard board, Func<NodeStats, long> figure) =>
        board.Nodes.Values.SelectMany(node => node.Report?.Stats is { } stats ? [new Measurement<long>(figure(stats), Node(node))] : Array.Empty<Measurement<long>>());

    private static KeyValuePair<string, object?> Node(NodeState node) => new("node", node.Name);
}
