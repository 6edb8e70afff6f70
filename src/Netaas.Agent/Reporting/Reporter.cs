using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core;

namespace Netaas.Agent.Reporting;

/// <summary>
/// Sends the latest report whenever there is a new one, and every <see cref="NodeReport.Interval"/> besides. It has its own
/// task: while the bus is away nobody else waits, and what piles up is one report.
/// </summary>
internal sealed class Reporter(Lazy<IBus> bus, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromMilliseconds(500);

    // One that was under way when the broker went may wait for ever.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Kept while the bus is away.</summary>
    private const int MostTraces = 256;

    private readonly Signal _news = new();
    private readonly Guid _incarnation = Guid.NewGuid();
    private long _sequence;
    private readonly ConcurrentQueue<string> _traces = new();
    private volatile NodeReport? _latest;

    public void Set(NodeReport report)
    {
        foreach (var context in report.Traces)
            if (_traces.Count < MostTraces)
                _traces.Enqueue(context);
        _latest = report with { Traces = [] };
        _news.Set();
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await _news.WaitAsync(NodeReport.Interval, time, ct);
            if (_latest is not { } report)
                continue;
            try
            {
                await bus.Value.Publish(report with { Incarnation = _incarnation, Sequence = ++_sequence, Traces = TakeTraces() }, ct).WaitAsync(s_patience, time, ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                // Whatever the transport has to say: a report is state, and a later one replaces it.
                Log.ReportFailed(log, failure.Message);
                await Task.Delay(s_afterFailure, time, ct);
            }
        }
    }

    /// <summary>Each goes with one report: those that came in between are of all that was applied until now.</summary>
    private EquatableList<string> TakeTraces()
    {
        var taken = new List<string>();
        while (_traces.TryDequeue(out var context))
            taken.Add(context);
        return taken.ToEquatableList();
    }
}
