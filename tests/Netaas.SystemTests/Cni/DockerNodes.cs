using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>An engine on each of two nodes, and a network of Netaas that both have as their network "blue".</summary>
public sealed class DockerNodes(AllInOneStack stack) : IAsyncLifetime
{
    public const string Range = "10.84.0.0/16";

    private DockerEngine? _near;
    private DockerEngine? _far;

    internal AllInOneStack Stack { get; } = stack;

    internal DockerEngine Near => _near ?? throw new InvalidOperationException("not installed");

    internal DockerEngine Far => _far ?? throw new InvalidOperationException("not installed");

    public async ValueTask InitializeAsync()
    {
        (await Stack.Rest.PostAsync(
            "networks?wait=ready", $$"""{"name": "docker", "podCidrs": ["{{Range}}"], "serviceCidrs": ["10.98.0.0/20"]}""")).Expect(HttpStatusCode.Created);
        _near = await DockerEngine.InstallAsync(Stack, "node-1");
        _far = await DockerEngine.InstallAsync(Stack, "node-2");
        foreach (var engine in new[] { _near, _far })
            await engine.NetworkAsync("blue", "--subnet", Range);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_near is not null)
                await _near.DisposeAsync();
        }
        finally
        {
            if (_far is not null)
                await _far.DisposeAsync();
            await Stack.Rest.DeleteAsync("networks/docker?cascade=true&wait=ready");
        }
    }
}
