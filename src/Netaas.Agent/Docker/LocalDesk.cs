using Netaas.Contracts.Local;

namespace Netaas.Agent.Docker;

/// <summary>The agent's own desk, asked as any runtime asks.</summary>
internal sealed class LocalDesk(Func<LocalRequest, Task<LocalAnswer>> ask)
{
    public const string Runtime = "docker";

    public Task<LocalAnswer> TryAsync(LocalRequest request, CancellationToken ct) => ask(request).WaitAsync(ct);

    /// <exception cref="DockerRefusal">It could not be done.</exception>
    public async Task<LocalAnswer> AskAsync(LocalRequest request, CancellationToken ct)
    {
        var answer = await TryAsync(request, ct);
        return answer.Failure == LocalFailure.None ? answer : throw new DockerRefusal(answer.Message ?? answer.Failure.ToString());
    }
}
