using System.Globalization;
using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>Names in pods over the whole stack: pods of one network on two nodes, one of another network beside them.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class NameTests(AllInOneStack stack) : IAsyncLifetime
{
    private Pod _one = Pod.None;
    private Pod _two = Pod.None;

    public async ValueTask InitializeAsync()
    {
        (await stack.Rest.PostAsync("networks", """{"name": "mall", "podCidrs": ["10.21.0.0/16"], "serviceCidrs": ["10.97.0.0/20"]}""")).Expect(HttpStatusCode.Created);
        (await stack.Rest.PostAsync("networks", """{"name": "vault", "podCidrs": ["10.22.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        foreach (var service in new[]
        {
            """{"name": "shop", "network": "mall", "selector": {"app": "shop"}, "ports": [{"name": "http", "port": 80}], "clusterIps": ["10.97.0.10"]}""",
            """{"name": "each", "network": "mall", "type": "headless", "selector": {"app": "shop"}, "ports": [{"name": "http", "port": 8080}]}""",
            """{"name": "away", "network": "mall", "type": "externalName", "externalName": "www.example.net"}""",
        })
            (await stack.Rest.PostAsync("services?wait=ready", service)).Expect(HttpStatusCode.Created);
        _one = await Pod.CreateAsync(stack, "one", "mall", "node-1");
        _two = await Pod.CreateAsync(stack, "two", "mall", "node-2");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var network in new[] { "mall", "vault" })
            (await stack.Rest.DeleteAsync($"networks/{network}?cascade=true&wait=ready&timeout=30s")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Every_form_of_a_name_resolves_on_every_node_and_no_other_networks_does()
    {
        await using var outside = await OutsideResolver.StartAsync(stack.OutsideNetns);
        foreach (var pod in new[] { _one, _two })
            (await stack.Rest.PatchAsync($"pods/{pod.Name}", """{"labels": {"app": "shop"}}""")).Expect(HttpStatusCode.OK);
        foreach (var pod in new[] { _one, _two })
        {
            foreach (var name in new[] { "shop", "shop.mall", "shop.mall.default.netaas.internal" })
                await AwaitAsync("10.97.0.10", () => ResolveAsync(pod, name));
            await AwaitAsync($"{_one.Address} {_two.Address}", () => ResolveAsync(pod, "each"));
            await AwaitAsync("203.0.113.9", () => ResolveAsync(pod, "away"));
            await AwaitAsync("203.0.113.9", () => ResolveAsync(pod, "somebody.example.com"));
            await AwaitAsync(GatewayOf(pod), () => ResolveAsync(pod, "host.netaas.internal"));
            await AwaitAsync(_one.Address, () => ResolveAsync(pod, "one"));
            await AwaitAsync(_two.Address, () => ResolveAsync(pod, "two.mall"));
            await AwaitAsync("two.mall.default.netaas.internal", () => PodResolver.NameAsync(pod, pod.ResolverSettings, _two.Address));
            await AwaitAsync("shop.mall.default.netaas.internal", () => PodResolver.NameAsync(pod, pod.ResolverSettings, "10.97.0.10"));
            Assert.Equal(
                $"0 0 8080 {_one.Address.Replace('.', '-')}.each.mall.default.netaas.internal.\n0 0 8080 {_two.Address.Replace('.', '-')}.each.mall.default.netaas.internal.\n",
                (await Shell.InAsync(pod.NetnsPath, "sh", "-c", $"dig +short @{GatewayOf(pod)} SRV _http._tcp.each.mall.default.netaas.internal | sort")).Expect());
        }

        var stranger = await Pod.CreateAsync(stack, "stranger", "vault", "node-1");
        await AwaitAsync(stranger.Address, () => ResolveAsync(stranger, "stranger"));
        Assert.Null(await ResolveAsync(stranger, "shop.mall.default.netaas.internal"));
        Assert.Null(await ResolveAsync(_one, "stranger.vault.default.netaas.internal"));
        // Nor by asking the other network's server.
        Assert.Null(await PodResolver.ResolveAsync(stranger, _one.ResolverSettings, "shop.mall.default.netaas.internal"));
    }

    [Fact]
    public async Task Names_follow_endpoints_and_outlive_the_agent_and_the_server()
    {
        (await stack.Rest.PatchAsync("pods/one", """{"labels": {"app": "shop"}}""")).Expect(HttpStatusCode.OK);
        await AwaitAsync(_one.Address, () => ResolveAsync(_two, "each"));
        (await stack.Rest.PatchAsync("pods/two", """{"labels": {"app": "shop"}}""")).Expect(HttpStatusCode.OK);
        await AwaitAsync($"{_one.Address} {_two.Address}", () => ResolveAsync(_two, "each"));
        (await stack.Rest.PatchAsync("pods/one", """{"drain": true}""")).Expect(HttpStatusCode.OK);
        await AwaitAsync(_two.Address, () => ResolveAsync(_two, "each"));

        var server = await ServerAsync("node-2");
        (await stack.ScriptAsync("deploy/lab.sh", "kill", "node-2")).Expect();
        Assert.Equal("10.97.0.10", await ResolveAsync(_two, "shop"));
        (await stack.Rest.PatchAsync("pods/one", """{"drain": false}""")).Expect(HttpStatusCode.OK);
        (await stack.ScriptAsync("deploy/lab.sh", "start", "node-2")).Expect();
        await AwaitAsync($"{_one.Address} {_two.Address}", () => ResolveAsync(_two, "each"));
        Assert.Equal(server, await ServerAsync("node-2"));

        System.Diagnostics.Process.GetProcessById(server).Kill();
        await AwaitAsync($"{_one.Address} {_two.Address}", () => ResolveAsync(_two, "each"));
        Assert.NotEqual(server, await ServerAsync("node-2"));
        (await stack.Rest.DeleteAsync("services/each?wait=ready")).Expect(HttpStatusCode.NoContent);
        await AwaitAsync(null, () => ResolveAsync(_two, "each"));
    }

    private static Task<string?> ResolveAsync(Pod pod, string name) => PodResolver.ResolveAsync(pod, pod.ResolverSettings, name);

    private static string GatewayOf(Pod pod) => pod.Address[..pod.Address.LastIndexOf('.')] + ".1";

    private async Task<int> ServerAsync(string node) =>
        int.Parse(await File.ReadAllTextAsync(Path.Combine(stack.RunFolder, "agents", node, "names", "named.pid")), CultureInfo.InvariantCulture);

    private static async Task AwaitAsync(string? wanted, Func<Task<string?>> ask)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        string? got;
        while ((got = await ask()) != wanted)
            Assert.False(limit.IsCancellationRequested, $"wanted {wanted}, got {got}");
    }
}
