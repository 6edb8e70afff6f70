namespace Netaas.ApiTests;

/// <summary>Tests that have an API of their own each, and one node in it.</summary>
public abstract class OneNode : IAsyncLifetime
{
    private ScriptedAgent? _node;
    private ApiHost? _api;

    protected ApiHost Api => _api ?? throw new InvalidOperationException("The test has not begun.");

    protected ScriptedAgent Node => _node ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        await PrepareAsync();
    }

    /// <summary>What all of a class begin with.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_node is not null)
            await _node.DisposeAsync();
        if (_api is not null)
            await _api.DisposeAsync();
    }
}
