using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>An installation of its own: its API, its broker and its database are killed.</summary>
public sealed class ControlPlaneAwayTests(FleetStack stack) : IClassFixture<FleetStack>
{
    private const int Number = 50;

    [Fact]
    public async Task With_api_bus_and_database_dead_fifty_containers_of_a_runtime_and_fifty_of_docker_start_and_stop_and_the_record_hears_of_them_later()
    {
        foreach (var (name, range) in new[] { ("alone", "10.82.0.0/16"), ("docked", "10.88.0.0/16") })
            (await stack.Rest.PostAsync("networks?wait=ready", $$"""{"name": "{{name}}", "podCidrs": ["{{range}}"]}""")).Expect(HttpStatusCode.Created);
        var plugin = await CniPlugin.InstallAsync(stack, "node-1", "alone");
        await using var first = await Container.CreateAsync();
        var oldest = (await plugin.AddAsync(first)).Expect().Address;
        await using var docker = await DockerEngine.InstallAsync(stack, "node-1");
        await docker.NetworkAsync("docked", "--ipam-opt", "network=docked", "--subnet", "10.88.0.0/16");
        await LeasedAsync();
        foreach (var process in new[] { "api", "rabbitmq", "postgres" })
            (await Shell.RunAsync(["kill", "-9", $"{stack.Pids()[process]}"])).Expect();

        var containers = await Task.WhenAll(Enumerable.Range(0, Number).Select(_ => Container.CreateAsync()));
        (await plugin.CallAsync("STATUS", null)).ExpectNothing();
        var addresses = await AddAsync(plugin, containers);
        (await containers[0].RunAsync("ping", "-c", "1", "-W", "5", addresses[^1])).Expect();
        await Parallel.ForEachAsync(NamesOf(0, Number), async (name, _) => await docker.StartAsync(name, "--network docked", "sleep", "1000"));
        var docked = await DockedAsync(docker);
        Assert.Equal(Number, docked.Distinct().Count());
        await UseUpAsync(plugin);

        foreach (var container in containers.Take(Number / 2))
            (await plugin.DeleteAsync(container)).ExpectNothing();
        await docker.RemoveAsync(NamesOf(0, Number / 2));
        docked = await DockedAsync(docker);
        (await Shell.RunAsync(["kill", "-9", $"{stack.Pids()["agent-node-1"]}"])).Expect();

        await stack.UpAsync();
        await RecordedAsync("alone", [oldest, .. addresses.TakeLast(Number / 2)]);
        await RecordedAsync("docked", docked);
        (await containers[^1].RunAsync("ping", "-c", "1", "-W", "5", addresses[^2])).Expect();
        foreach (var container in containers.Append(first))
        {
            (await plugin.DeleteAsync(container)).ExpectNothing();
            await container.DisposeAsync();
        }
        await docker.RemoveAsync(NamesOf(Number / 2, Number));
        await RecordedAsync("alone", []);
        await RecordedAsync("docked", []);
    }

    private static string[] NamesOf(int from, int to) => [.. Enumerable.Range(from, to - from).Select(number => $"away-{number}")];

    /// <summary>Ten at a time.</summary>
    private static async Task<IReadOnlyList<string>> AddAsync(CniPlugin plugin, Container[] containers)
    {
        var addresses = new List<string>();
        foreach (var batch in containers.Chunk(10))
            addresses.AddRange((await Task.WhenAll(batch.Select(container => plugin.AddAsync(container)))).Select(result => result.Expect().Address));
        Assert.Equal(containers.Length, addresses.Distinct().Count());
        return addresses;
    }

    /// <summary>Until there is no address left, which the plugin says as the specification wants it.</summary>
    private static async Task UseUpAsync(CniPlugin plugin)
    {
        var more = new List<Container>();
        CniResult result;
        do
        {
            more.Add(await Container.CreateAsync());
            result = await plugin.AddAsync(more[^1]);
        }
        while (result.Status == 0);
        result.ExpectError(11);
        (await plugin.CallAsync("STATUS", null)).ExpectError(50);
        foreach (var container in more)
        {
            (await plugin.DeleteAsync(container)).ExpectNothing();
            await container.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<string>> DockedAsync(DockerEngine docker) =>
        [.. (await docker.InspectAsync("network", "docked"))["Containers"]?.AsObject().Select(container => ((string?)container.Value?["IPv4Address"] ?? "").Split('/')[0]) ?? []];

    /// <summary>The node has addresses enough for all of them, and the record knows of the first one.</summary>
    private async Task LeasedAsync()
    {
        await Patience.UntilAsync(async () => (await stack.Rest.ListAsync("pods?network=alone")).Count == 1);
        foreach (var network in new[] { "alone", "docked" })
            await Patience.UntilAsync(async () => (await HeldAsync(network)).Count(address => (string?)address?["pod"] is null) >= Number + 10);
    }

    /// <summary>The record has these pods and no others, and gave no address to two.</summary>
    private async Task RecordedAsync(string network, IEnumerable<string> addresses)
    {
        var wanted = string.Join(' ', addresses.Order(StringComparer.Ordinal));
        var recorded = "";
        await Patience.UntilAsync(async () =>
        {
            var pods = await stack.Rest.ListAsync($"pods?network={network}&limit=1000");
            recorded = string.Join(' ', pods.Select(pod => (string?)pod?["addresses"]?[0] ?? "").Order(StringComparer.Ordinal));
            return recorded == wanted;
        }, () => $"recorded {recorded}, wanted {wanted}");
        var held = (await HeldAsync(network)).Select(address => (string?)address?["address"]).ToList();
        Assert.Equal(held.Count, held.Distinct().Count());
    }

    private Task<JsonArray> HeldAsync(string network) => stack.Rest.ListAsync($"addresses?network={network}&node=node-1&limit=1000");
}
