namespace Netaas.ApiTests;

/// <summary>Tests that have an API of their own each, and one node in it; more where they have them join.</summary>
public abstract class OneNode : IAsyncLifetime
{
    private readonly List<ScriptedAgent> _nodes = [];
    private ApiHost? _api;

    protected ApiHost Api => _api ?? throw new InvalidOperationException("The test has not begun.");

    protected ScriptedAgent Node => _nodes.FirstOrDefault() ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>The API's time of day; null for that of the machine.</summary>
    protected virtual TimeProvider? Time => null;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync(time: Time);
        await JoinAsync("node-1", 1);
        await PrepareAsync();
    }

    protected async Task<ScriptedAgent> JoinAsync(string name, int number)
    {
        var node = await ScriptedAgent.JoinAsync(Api, name, number);
        _nodes.Add(node);
        return node;
    }

    /// <summary>What all of a class begin with.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var node in _nodes)
            await node.DisposeAsync();
        if (_api is not null)
            await _api.DisposeAsync();
    }
}
