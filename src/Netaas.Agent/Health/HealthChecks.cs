using System.Collections.Concurrent;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Health;

/// <summary>
/// Looks at the endpoints of this node whose services want it, each in its own time. It only says what it finds: what nodes do
/// with it comes back with the services.
/// </summary>
/// <param name="look">Says what is wrong with a target; null for nothing.</param>
/// <param name="onNews">Called when one is found to be other than before.</param>
internal sealed class HealthChecks(NodeId node, Func<HealthTarget, CancellationToken, Task<string?>> look, Action onNews, TimeProvider time) : IDisposable
{
    private readonly Dictionary<ServiceId, Dictionary<HealthTarget, Running>> _byService = [];
    private readonly ConcurrentDictionary<HealthTarget, EndpointHealth> _found = [];

    /// <summary>What has been found, of those that have been looked at.</summary>
    public EquatableList<EndpointHealth> Found =>
        [.. _found.Values.OrderBy(it => it.Service.Value).ThenBy(it => it.Address.ToString(), StringComparer.Ordinal)];

    /// <summary>Begins and ends looking, as services of a view have changed.</summary>
    public void Follow(NodeView view, IEnumerable<ItemKey> changed)
    {
        foreach (var key in changed)
            if (key.Kind == ItemKind.Service)
                Follow(new ServiceId(key.Id), view.Find<ServiceItem>(key) is { } service ? [.. HealthTarget.Of(service, node)] : []);
    }

    public void Dispose()
    {
        foreach (var service in _byService.Keys.ToList())
            Follow(service, []);
    }

    private void Follow(ServiceId service, HashSet<HealthTarget> wanted)
    {
        var running = _byService.GetValueOrDefault(service) ?? [];
        foreach (var target in running.Keys.Except(wanted).ToList())
        {
            running[target].Ending.Cancel();
            running.Remove(target);
            _found.TryRemove(target, out _);
        }
        foreach (var target in wanted.Except(running.Keys).ToList())
            running[target] = Begin(target);
        if (running.Count == 0)
            _byService.Remove(service);
        else
            _byService[service] = running;
    }

    private Running Begin(HealthTarget target)
    {
        var ending = new CancellationTokenSource();
        return new Running(ending, Task.Run(() => RunAsync(target, ending.Token), ending.Token));
    }

    private async Task RunAsync(HealthTarget target, CancellationToken ct)
    {
        var verdict = new HealthVerdict(target.Check.Threshold);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(target.Check.IntervalSeconds), time);
        do
        {
            if (!verdict.Note(await look(target, ct)) || ct.IsCancellationRequested)
                continue;
            _found[target] = new EndpointHealth(target.Service, target.Address.Address, verdict.IsHealthy == true, verdict.Message);
            onNews();
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private sealed record Running(CancellationTokenSource Ending, Task Task);
}
