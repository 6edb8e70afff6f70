using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>An installation of its own: its API is killed.</summary>
public sealed class ControlPlaneAwayTests(FleetStack stack) : IClassFixture<FleetStack>
{
    private const int Number = 50;

    [Fact]
    public async Task With_the_api_dead_fifty_containers_start_an_agents_death_loses_none_and_the_record_hears_of_them_later()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "alone", "podCidrs": ["10.82.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        var plugin = await CniPlugin.InstallAsync(stack, "node-1", "alone");
        var first = await Container.CreateAsync();
        (await plugin.AddAsync(first)).Expect();
        await RecordedAsync(pods => pods.Count == 1);
        (await Shell.RunAsync(["kill", "-9", $"{stack.Pids()["api"]}"])).Expect();

        var containers = await Task.WhenAll(Enumerable.Range(0, Number).Select(_ => Container.CreateAsync()));
        (await plugin.CallAsync("STATUS", null)).Expect();
        var addresses = new List<string>();
        foreach (var batch in containers.Chunk(10))
            addresses.AddRange((await Task.WhenAll(batch.Select(container => plugin.AddAsync(container)))).Select(result => result.Expect().Address));
        Assert.Equal(Number, addresses.Distinct().Count());
        (await containers[0].RunAsync("ping", "-c", "1", "-W", "5", addresses[^1])).Expect();
        foreach (var container in containers.Take(Number / 2))
            (await plugin.DeleteAsync(container)).Expect();
        (await Shell.RunAsync(["kill", "-9", $"{stack.Pids()["agent-node-1"]}"])).Expect();

        await stack.UpAsync();
        var recorded = await RecordedAsync(pods => pods.Count == 1 + Number / 2);
        Assert.Equal(1 + Number / 2, recorded.Distinct().Count());
        Assert.Equal(addresses.TakeLast(Number / 2).Order(StringComparer.Ordinal), recorded.Except([await AddressOfAsync(first)]).Order(StringComparer.Ordinal));
        (await containers[^1].RunAsync("ping", "-c", "1", "-W", "5", addresses[^2])).Expect();
        foreach (var container in containers.Append(first))
        {
            (await plugin.DeleteAsync(container)).Expect();
            await container.DisposeAsync();
        }
        await RecordedAsync(pods => pods.Count == 0);
    }

    private static async Task<string> AddressOfAsync(Container container) =>
        (await container.RunAsync("bash", "-c", "ip -o -4 addr show eth0 | grep -oE '10[.0-9]+' | head -1")).Expect().Trim();

    /// <summary>The addresses of all pods, once they are as asked.</summary>
    private async Task<IReadOnlyList<string>> RecordedAsync(Func<IReadOnlyList<string>, bool> isAsked)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var pods = (await stack.Rest.ListAsync("pods?limit=1000")).Select(pod => (string?)pod?["addresses"]?[0] ?? "").ToList();
            if (isAsked(pods))
                return pods;
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
