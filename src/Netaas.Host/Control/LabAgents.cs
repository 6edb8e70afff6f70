using Netaas.Lab;

namespace Netaas.Host.Control;

/// <summary>
/// The agents of a lab inside one process, each of which can be killed and started by itself. An isolated node's agent is
/// taken away too: with its node's cable out it would reach nobody, and inside this process it would not notice.
/// </summary>
internal sealed class LabAgents(LabLayout layout, Func<LabNode, CancellationToken, Task> run) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, Running> _running = [];

    public async Task StartAllAsync(CancellationToken ct)
    {
        foreach (var node in layout.Nodes)
            await ObeyAsync($"start {node.Name}", ct);
    }

    /// <returns><see cref="ControlSocket.Ok"/>, or a line that says more.</returns>
    public async Task<string> ObeyAsync(string order, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            return order.Split(' ') switch
            {
                ["status"] => $"agents running: {string.Join(' ', _running.Keys.Order(StringComparer.Ordinal))}",
                ["kill" or "isolate", var node] => await StopAsync(node),
                ["start" or "restore", var node] => Start(node),
                _ => $"there is no order '{order}'",
            };
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running.Values.Select(EndAsync));
        _one.Dispose();
    }

    private string Start(string name)
    {
        if (layout.Nodes.FirstOrDefault(node => node.Name == name) is not { } found)
            return $"the lab has no node {name}";
        if (_running.ContainsKey(name))
            return $"the agent of {name} runs already";
        var stop = new CancellationTokenSource();
        _running[name] = new Running(stop, Task.Run(() => run(found, stop.Token), CancellationToken.None));
        return ControlSocket.Ok;
    }

    private async Task<string> StopAsync(string name)
    {
        if (!_running.Remove(name, out var agent))
            return $"the agent of {name} does not run";
        await EndAsync(agent);
        return ControlSocket.Ok;
    }

    private static async Task EndAsync(Running agent)
    {
        await agent.Stop.CancelAsync();
        await agent.Task;
        agent.Stop.Dispose();
    }

    private sealed record Running(CancellationTokenSource Stop, Task Task);
}
