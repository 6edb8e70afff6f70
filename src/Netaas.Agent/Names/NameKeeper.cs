using Microsoft.Extensions.Logging;
using Netaas.Agent.ControlPlane;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Names;

/// <summary>
/// Follows the view with the names that pods may ask for, in a task of its own: the kernel waits for no name. What comes while
/// the server is told is told in one go.
/// </summary>
/// <param name="onNews">Called when names can't be served any more, or can again.</param>
internal sealed class NameKeeper(NodeId node, NameOptions options, NameServer server, Action onNews, (TimeProvider Time, ILogger Log) edges)
{
    // One look at a file; a server that was killed is back before most resolvers ask a second time.
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Signal _news = new();
    private readonly NameTable _table = new(node, options.Domain);
    private readonly Backoff _backoff = new(s_firstRetry, s_longestRetry);
    private readonly HashSet<ItemKey> _changed = [];
    private NodeView? _view;
    private NodeView? _pods;

    // What a server from a former life of the agent has is unknown.
    private bool _isStale = true;
    private long? _failedAt;
    private TimeSpan _wait;
    private volatile Obstacle? _trouble;

    /// <summary>Why names are not served as they should be; null where they are.</summary>
    public Obstacle? Trouble => _trouble;

    /// <summary>Takes a view of which some items have changed; the kernel has it.</summary>
    public void Follow(NodeView view, IEnumerable<ItemKey> changed)
    {
        lock (_lock)
        {
            _view = view;
            _changed.UnionWith(changed);
        }
        _news.Set();
    }

    /// <summary>Takes the names of all pods, of which some have changed.</summary>
    public void FollowPods(NodeView pods, IEnumerable<ItemKey> changed)
    {
        lock (_lock)
        {
            _pods = pods;
            _changed.UnionWith(changed);
        }
        _news.Set();
    }

    /// <summary>Runs until cancelled, and leaves the server at work.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var news = _news.WaitAsync(ct).AsTask();
        while (true)
        {
            if (await Task.WhenAny(news, Task.Delay(s_betweenLooks, edges.Time, ct)) == news)
                news = _news.WaitAsync(ct).AsTask();
            ct.ThrowIfCancellationRequested();
            await TurnAsync(ct);
        }
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        if (Take() is not { } taken)
            return;
        var (isOther, changes) = _table.Update(taken.View, taken.Changed, taken.Pods);
        _isStale |= isOther;
        if (_failedAt is { } since && edges.Time.GetElapsedTime(since) < _wait)
        {
            _isStale |= changes.Length > 0;
            return;
        }
        try
        {
            if (_table.Networks.Count == 0 && _isStale)
                await server.StopAsync(ct);
            else if (_table.Networks.Count > 0 && (_isStale || !server.IsRunning))
                await server.ServeAsync(_table, ct);
            else
                foreach (var change in changes)
                    await server.UpdateAsync(change, ct);
            _isStale = false;
            _failedAt = null;
            _backoff.Reset();
            Tell(null);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // Whatever it was: all of it is told anew, as what the server has now is unknown.
            (_isStale, _failedAt, _wait) = (true, edges.Time.GetTimestamp(), _backoff.Next());
            Tell(new Obstacle("namesUnserved", $"Pods of this node can't resolve names: {failure.Message}"));
        }
    }

    private (NodeView View, NodeView? Pods, ItemKey[] Changed)? Take()
    {
        lock (_lock)
        {
            if (_view is null)
                return null;
            var changed = _changed.ToArray();
            _changed.Clear();
            return (_view, _pods, changed);
        }
    }

    private void Tell(Obstacle? trouble)
    {
        if (_trouble == trouble)
            return;
        _trouble = trouble;
        if (trouble is not null)
            Log.NamesUnserved(edges.Log, trouble.Message);
        onNews();
    }
}
