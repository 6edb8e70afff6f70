using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Listens to what the kernel tells of changes in a node's namespace and inside its pods. Whose a change was is asked only of
/// elements, routes and neighbors, which we make by the ten thousand and read back: else what was said last of an object
/// either is what the plan wants, as it is after changes of our own, or is worth a look.
/// </summary>
internal sealed class KernelWatch : IDisposable
{
    private const RouteGroups Groups = RouteGroups.Links | RouteGroups.Addresses | RouteGroups.Routes | RouteGroups.Neighbors | RouteGroups.Ipv4Settings;

    private readonly Lock _lock = new();
    private readonly Dictionary<(ObjectKey Key, string Part), Told> _told = [];
    private readonly CancellationTokenSource _end = new();
    private readonly RouteMonitor _routes;
    private readonly RulesetMonitor _rules;
    private readonly Action _tell;
    private readonly HashSet<ObjectKey> _fallen = [];
    private bool _isSettingTouched;
    private bool _isMoreThanTold;
    private bool _isTold;
    private Exception? _failure;

    private KernelWatch(RouteMonitor routes, RulesetMonitor rules, Action tell) => (_routes, _rules, _tell) = (routes, rules, tell);

    public static KernelWatch Open(NodeSockets node, Action tell)
    {
        var routes = RouteMonitor.Open(node.Namespace, Groups, withPeers: true, own: node.Routes);
        var rules = RulesetMonitor.Open(node.Namespace, own: node.Elements);
        var watch = new KernelWatch(routes, rules, tell);
        // Behind the monitors, so that no link comes unseen between the two.
        var links = new ToldLinks(node.Routes.ListLinks());
        _ = Task.Run(() => watch.ReadRoutesAsync(links));
        _ = Task.Run(watch.ReadRulesAsync);
        return watch;
    }

    /// <summary>
    /// What of all that was told since the last time isn't as the plan wants it, each as wanted, or as told where it isn't.
    /// </summary>
    /// <returns>Null where more may have changed than was told.</returns>
    /// <exception cref="KernelLostException">Nothing is heard any more.</exception>
    public IReadOnlyCollection<KernelObject>? Take(NodePlan plan)
    {
        lock (_lock)
        {
            if (_failure is not null)
                throw new KernelLostException(_failure);
            var doubts = _told.Values
                .Where(told => !told.Agrees(plan.Find(told.Key)))
                .Select(told => plan.Find(told.Key) ?? told.Found)
                .OfType<KernelObject>()
                .Concat(_isSettingTouched ? plan.Objects.Where(wanted => wanted is SysctlObject) : [])
                .DistinctBy(it => it.Key)
                .ToList();
            var isMoreThanTold = _isMoreThanTold || _fallen.Any(key => plan.Find(key) is not null);
            _told.Clear();
            _fallen.Clear();
            (_isTold, _isSettingTouched, _isMoreThanTold) = (false, false, false);
            return isMoreThanTold ? null : doubts;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _routes.Dispose();
        _rules.Dispose();
        _end.Dispose();
    }

    private Task ReadRoutesAsync(ToldLinks links) => ReadAsync(_routes.ReadAsync(_end.Token), change =>
    {
        // Asked first: it compares with what was known of a link before.
        if (links.Fallen(change) is { } fallen)
            _fallen.Add(fallen);
        _isMoreThanTold |= change is ChangesLost;
        _isSettingTouched |= change is SettingChange { LinkIndex: null, Namespace: null };
        return links.Translate(change);
    });

    private Task ReadRulesAsync() => ReadAsync(_rules.ReadAsync(_end.Token), change =>
    {
        _isMoreThanTold |= ToldRules.IsMoreThanTold(change);
        return ToldRules.Translate(change);
    });

    /// <param name="translate">Called with the lock held.</param>
    private async Task ReadAsync<T>(IAsyncEnumerable<T> changes, Func<T, IEnumerable<Told>> translate)
    {
        try
        {
            await foreach (var change in changes)
                if (Note(() => translate(change)))
                    _tell();
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to know any more.
        }
        catch (Exception failure)
        {
            // Whatever it is: nothing is heard any more, and who relies on it has to learn that.
            lock (_lock)
                _failure = failure;
            _tell();
        }
    }

    /// <returns>Whether it is time to say that something was told.</returns>
    private bool Note(Func<IEnumerable<Told>> translate)
    {
        lock (_lock)
        {
            foreach (var told in translate())
                _told[(told.Key, told.Part)] = told;
            if (_isTold || (_told.Count == 0 && _fallen.Count == 0 && !_isMoreThanTold && !_isSettingTouched))
                return false;
            return _isTold = true;
        }
    }
}
