using Netaas.ApiTests;

namespace Netaas.WebTests;

/// <summary>The real API with the built page, and nodes whose agents are scripted.</summary>
public sealed class PageHost : IAsyncDisposable
{
    /// <summary>Well below the time after which a node counts as away.</summary>
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _end = new();
    private readonly List<ScriptedAgent> _nodes = [];
    private readonly HashSet<string> _silent = [];
    private Task _reports = Task.CompletedTask;

    private PageHost(ApiHost api) => Api = api;

    public ApiHost Api { get; }

    public string Url => Api.App.Urls.First();

    public ScriptedAgent this[int node] => _nodes[node - 1];

    public static async Task<PageHost> StartAsync(int nodes)
    {
        var host = new PageHost(await ApiHost.StartAsync(webRoot: BuiltPage()));
        for (var number = 1; number <= nodes; number++)
            host._nodes.Add(await ScriptedAgent.JoinAsync(host.Api, $"node-{number}", number));
        host._reports = host.ReportAsync();
        return host;
    }

    /// <summary>The node's agent says nothing from now on.</summary>
    public void Silence(ScriptedAgent node)
    {
        lock (_silent)
            _silent.Add(node.Name);
    }

    public async Task SpeakAsync(ScriptedAgent node)
    {
        lock (_silent)
            _silent.Remove(node.Name);
        await node.ReportAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reports;
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await Api.DisposeAsync();
        _end.Dispose();
    }

    /// <summary>Agents report at intervals, whether or not anything changes.</summary>
    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(ReportInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
                foreach (var node in _nodes.Where(node => node.IsObedient && !IsSilent(node)))
                    await node.ReportAsync();
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private bool IsSilent(ScriptedAgent node)
    {
        lock (_silent)
            return _silent.Contains(node.Name);
    }

    private static string BuiltPage()
    {
        var page = Path.Combine(Checkout.Folder, "web", "dist");
        return File.Exists(Path.Combine(page, "index.html")) ? page
            : throw new InvalidOperationException($"The page is not built: run npm ci and npm run build in {Path.GetDirectoryName(page)}.");
    }
}
