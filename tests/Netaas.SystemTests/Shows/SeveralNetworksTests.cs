using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>A pod in two networks, with pods of each on its node and on another.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class SeveralNetworksTests(AllInOneStack stack) : IAsyncLifetime
{
    private const int Port = 8080;

    public async ValueTask InitializeAsync()
    {
        (await stack.Rest.PostAsync("networks", """{"name": "front", "podCidrs": ["10.44.0.0/16"], "serviceCidrs": ["10.101.0.0/24"]}""")).Expect(HttpStatusCode.Created);
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "back", "podCidrs": ["10.45.0.0/16"], "serviceCidrs": ["10.101.1.0/24"]}""")).Expect(HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var network in new[] { "front", "back" })
            (await stack.Rest.DeleteAsync($"networks/{network}?cascade=true&wait=ready&timeout=30s")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task It_is_reached_in_each_by_its_address_there_and_reaches_all_nodes_of_each()
    {
        var both = await CreateAsync();
        await using var server = await HttpServer.StartAsync(both.Netns, Port);
        foreach (var node in new[] { "node-1", "node-3" })
        {
            var (front, back) = (await Pod.CreateAsync(stack, $"f-{node}", "front", node), await Pod.CreateAsync(stack, $"b-{node}", "back", node));
            Assert.Equal(front.Address, await server.SeenFromAsync(front.NetnsPath, both.Front, Port));
            Assert.Equal(back.Address, await server.SeenFromAsync(back.NetnsPath, both.Back, Port));
            Assert.Null(await server.SeenFromAsync(front.NetnsPath, both.Back, Port));
            Assert.Null(await server.SeenFromAsync(back.NetnsPath, both.Front, Port));

            await using var one = await HttpServer.StartAsync(front.NetnsPath, Port);
            await using var other = await HttpServer.StartAsync(back.NetnsPath, Port);
            Assert.Equal(both.Front, await one.SeenFromAsync(both.Netns, front.Address, Port));
            Assert.Equal(both.Back, await other.SeenFromAsync(both.Netns, back.Address, Port));
        }
    }

    [Fact]
    public async Task Its_default_route_is_the_first_ones_and_no_interface_sends_with_anothers_address()
    {
        var both = await CreateAsync();
        var routes = (await Shell.InAsync(both.Netns, "ip", "-4", "route")).Expect();
        Assert.Contains("dev eth0", Assert.Single(routes.Split('\n'), line => line.StartsWith("default", StringComparison.Ordinal)), StringComparison.Ordinal);
        (await Shell.InAsync(both.Netns, "ping", "-c", "1", "-W", "2", "198.51.100.2")).Expect();

        var peer = await Pod.CreateAsync(stack, "peer", "back", "node-1");
        (await Shell.InAsync(both.Netns, "ping", "-c", "1", "-W", "2", peer.Address)).Expect();
        Assert.False((await Shell.InAsync(both.Netns, "ping", "-c", "1", "-W", "1", "-I", both.Front, peer.Address)).Succeeded);
        // An address of its own on another of its interfaces is not its own there.
        (await Shell.InAsync(both.Netns, "ip", "route", "add", $"{peer.Address}/32", "dev", "eth1", "src", both.Front)).Expect();
        Assert.False((await Shell.InAsync(both.Netns, "ping", "-c", "1", "-W", "1", peer.Address)).Succeeded);
    }

    [Fact]
    public async Task Services_select_it_in_their_own_network_a_published_port_leads_to_it_and_names_find_it()
    {
        var both = await CreateAsync();
        await using var server = await HttpServer.StartAsync(both.Netns, Port);
        var (front, back) = (await Pod.CreateAsync(stack, "f", "front", "node-3"), await Pod.CreateAsync(stack, "b", "back", "node-3"));
        foreach (var (network, client) in new[] { ("front", front), ("back", back) })
        {
            var made = (await stack.Rest.PostAsync(
                "services?wait=ready",
                $$$"""{"name": "both-{{{network}}}", "network": "{{{network}}}", "selector": {"app": "both"}, "ports": [{"port": 80, "targetPort": {{{Port}}}}]}""")).Expect(HttpStatusCode.Created);
            Assert.Equal(client.Address, await AwaitAnswerAsync(server, client.NetnsPath, $"{made["clusterIps"][0]}", 80));
            Assert.Equal(network == "front" ? both.Front : both.Back, await AwaitNameAsync(client, $"both.{network}.default.netaas.internal"));
        }

        (await stack.Rest.PostAsync("port-mappings?wait=ready", $$"""{"name": "both", "pod": "both", "hostPort": 18080, "targetPort": {{Port}}}""")).Expect(HttpStatusCode.Created);
        var node = $"{(await stack.Rest.GetAsync("nodes/node-1"))["underlayAddresses"][0]}".Split('/')[0];
        Assert.Equal("198.51.100.2", await server.SeenFromAsync(stack.OutsideNetns, node, 18080));
    }

    [Fact]
    public async Task A_link_that_somebody_deletes_comes_back_and_a_deleted_pod_leaves_none()
    {
        var both = await CreateAsync();
        (await Shell.InAsync(both.Netns, "ip", "link", "delete", "eth1")).Expect();
        var peer = await Pod.CreateAsync(stack, "peer", "back", "node-3");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await Shell.InAsync(both.Netns, "ping", "-c", "1", "-W", "1", peer.Address)).Succeeded)
            limit.Token.ThrowIfCancellationRequested();

        (await stack.Rest.DeleteAsync("pods/both?wait=ready&timeout=30s")).Expect(HttpStatusCode.NoContent);
        Assert.DoesNotContain("-bot", (await Shell.InAsync(stack.NodeNetns("node-1"), "ip", "-br", "link")).Expect(), StringComparison.Ordinal);
        Assert.False(File.Exists(both.Netns));
    }

    private async Task<(string Netns, string Front, string Back)> CreateAsync()
    {
        var made = (await stack.Rest.PostAsync(
            "pods?wait=ready&timeout=30s",
            """{"name": "both", "node": "node-1", "labels": {"app": "both"}, "interfaces": [{"network": "front"}, {"network": "back"}]}""")).Expect(HttpStatusCode.Created);
        JsonNode links = made["interfaces"];
        return ($"{made["status"]["netnsPath"]}", $"{links[0]?["addresses"]?[0]}", $"{links[1]?["addresses"]?[0]}");
    }

    /// <summary>Names follow what the kernel has, in a task of their own.</summary>
    private static async Task<string> AwaitNameAsync(Pod pod, string name)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var asked = await Shell.InAsync(pod.NetnsPath, "dig", "+short", "+time=1", $"@{pod.Address[..pod.Address.LastIndexOf('.')]}.1", name);
            // A server that has only begun refuses a first question, which dig says on standard output too, and then asks again.
            if (asked.Succeeded && asked.Output.Trim() is [not ';', ..] answer)
                return answer;
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Nodes hear of endpoints by themselves, a moment after the service is there.</summary>
    private static async Task<string?> AwaitAnswerAsync(HttpServer server, string netns, string address, int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string? seen;
        while ((seen = await server.SeenFromAsync(netns, address, port)) is null)
            limit.Token.ThrowIfCancellationRequested();
        return seen;
    }
}
