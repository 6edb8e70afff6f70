using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>A network for containers, and the plugin on two nodes.</summary>
public sealed class CniNetwork(AllInOneStack stack) : IAsyncLifetime
{
    public const string Name = "containers";

    internal AllInOneStack Stack { get; } = stack;

    internal CniPlugin Near => _near ?? throw new InvalidOperationException("not installed");

    internal CniPlugin Far => _far ?? throw new InvalidOperationException("not installed");

    private CniPlugin? _near;
    private CniPlugin? _far;

    public async ValueTask InitializeAsync()
    {
        (await Stack.Rest.PostAsync("networks?wait=ready", $$"""{"name": "{{Name}}", "podCidrs": ["10.80.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        _near = await CniPlugin.InstallAsync(Stack, "node-1", Name);
        _far = await CniPlugin.InstallAsync(Stack, "node-2", Name);
    }

    /// <summary>The pod as recorded, once it is; agents record after they have answered.</summary>
    internal Task<RestAnswer> RecordedAsync(Container container, Func<RestAnswer, bool>? isAsked = null) => Patience.FirstAsync(async () =>
    {
        var found = (await Stack.Rest.ListAsync("pods?limit=1000")).FirstOrDefault(pod => (string?)pod?["source"]?["containerId"] == container.Id);
        return found is not null && await Stack.Rest.GetAsync($"pods/{found["id"]}") is { Status: HttpStatusCode.OK } pod && isAsked?.Invoke(pod) != false ? pod : null;
    }, seconds: 30);

    /// <summary>There is nothing in a container but its loopback, once the agent has done what it answered before.</summary>
    internal async Task EmptyAsync(Container container)
    {
        (await Near.CallAsync("STATUS", null)).ExpectNothing();
        Assert.Single((await container.RunAsync("ip", "-o", "link")).Expect().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    internal Task GoneAsync(Container container) => Patience.UntilAsync(
        async () => (await Stack.Rest.ListAsync("pods?limit=1000")).All(pod => (string?)pod?["source"]?["containerId"] != container.Id), seconds: 30);

    public async ValueTask DisposeAsync() => (await Stack.Rest.DeleteAsync($"networks/{Name}?cascade=true&wait=ready&timeout=60s")).Expect(HttpStatusCode.NoContent);
}
