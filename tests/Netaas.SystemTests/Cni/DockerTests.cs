using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>Docker's engine as Debian has it, on two nodes, with the agents as its plugins.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class DockerTests(DockerNodes docker) : IClassFixture<DockerNodes>
{
    private const string Server = "import http.server, socketserver; socketserver.TCPServer(('', 80), http.server.BaseHTTPRequestHandler).serve_forever()";

    private readonly AllInOneStack _stack = docker.Stack;

    [Fact]
    public async Task Containers_of_two_nodes_reach_each_other_publish_ports_resolve_services_and_are_endpoints_of_them()
    {
        var (near, far) = (docker.Near, docker.Far);
        var id = await near.StartAsync("docker-web", "--network blue -p 18093:80 --label app=docker", "python3", "-c", Server);
        var address = AddressOf(await near.InspectAsync("container", "docker-web"));
        await far.RunAsync("--network blue", "ping", "-c", "1", "-W", "5", address);
        var node = ((string?)(await _stack.Rest.GetAsync("nodes/node-1")).Expect(HttpStatusCode.OK)["underlayAddresses"][0] ?? "").Split('/')[0];
        (await Shell.InAsync(_stack.OutsideNetns, "curl", "-sS", "-o", "/dev/null", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", $"http://{node}:18093/")).Expect();

        var pod = await RecordedAsync("docker-web");
        Assert.Equal(("node", "docker", id), ((string?)pod["origin"], (string?)pod["source"]["runtime"], (string?)pod["source"]["containerId"]));
        Assert.Equal((address, "docker"), ((string?)pod["addresses"][0], (string?)pod["labels"]["app"]));

        var service = """{"name": "docked", "network": "docker", "selector": {"app": "docker"}, "ports": [{"port": 80, "targetPort": 80}]}""";
        var cluster = (string?)(await _stack.Rest.PostAsync("services?wait=ready", service)).Expect(HttpStatusCode.Created)["clusterIps"][0];
        await far.RunAsync("--network blue", "curl", "-sS", "-o", "/dev/null", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", $"http://{cluster}/");
        var gateway = (await far.RunAsync("--network blue", "ip", "route", "show", "default")).Split(' ')[2];
        await far.RunAsync(
            $"--network blue --dns {gateway} --dns-search docker.default.netaas.internal",
            "curl", "-sS", "-o", "/dev/null", "--retry", "20", "--retry-all-errors", "--retry-delay", "1", "http://docked/");

        await near.RemoveAsync("docker-web");
        await GoneAsync();
        (await _stack.Rest.DeleteAsync("services/docked?wait=ready")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_docker_says_of_a_network_is_so()
    {
        var near = docker.Near;
        Assert.Contains("blue netaas local", await near.CallAsync("network", "ls", "--format", "{{.Name}} {{.Driver}} {{.Scope}}"), StringComparison.Ordinal);
        await near.StartAsync("docker-shown", "--network blue", "sleep", "1000");
        var shown = await near.InspectAsync("network", "blue");
        var container = await near.InspectAsync("container", "docker-shown");
        Assert.Equal("10.84.0.0/16", (string?)shown["IPAM"]?["Config"]?[0]?["Subnet"]);
        var inside = $"/proc/{(int?)container["State"]?["Pid"]}/ns/net";
        Assert.Contains($"default via {(string?)container["NetworkSettings"]?["Networks"]?["blue"]?["Gateway"]} ", (await Shell.InAsync(inside, "ip", "route")).Expect(), StringComparison.Ordinal);
        Assert.Contains($"inet {(string?)shown["Containers"]?[(string?)container["Id"] ?? ""]?["IPv4Address"]} ", (await Shell.InAsync(inside, "ip", "-o", "addr")).Expect(), StringComparison.Ordinal);
        await near.RemoveAsync("docker-shown");
        await GoneAsync();
    }

    [Fact]
    public async Task Networks_that_docker_makes_are_networks_of_netaas_and_go_with_dockers()
    {
        var near = docker.Near;
        await near.NetworkAsync("chosen", "--ipam-opt", "network=chosen-by-docker", "--subnet", "10.85.0.0/16");
        Assert.Equal("10.85.0.0/16", (string?)(await _stack.Rest.GetAsync("networks/chosen-by-docker")).Expect(HttpStatusCode.OK)["podCidrs"][0]);
        await near.NetworkAsync("unnamed", "--subnet", "10.86.0.0/16");
        (await _stack.Rest.GetAsync("networks/docker-10-86-0-0-16")).Expect(HttpStatusCode.OK);
        foreach (var mistake in new[] { "--subnet 10.87.0.0/16 --ipam-opt network=docker", "--ipam-opt network=docker" })
        {
            var refused = await near.TryAsync(["network", "create", "-d", "netaas", "--ipam-driver", "netaas", .. mistake.Split(' '), "wrong"]);
            Assert.False(refused.Succeeded);
            Assert.Contains("10.84.0.0/16", refused.Errors, StringComparison.Ordinal);
        }
        await near.CallAsync("network", "rm", "chosen", "unnamed");
        foreach (var gone in new[] { "chosen-by-docker", "docker-10-86-0-0-16" })
            Assert.Equal(HttpStatusCode.NotFound, (await _stack.Rest.GetAsync("networks/" + gone)).Status);
    }

    [Fact]
    public async Task A_restart_of_the_engine_and_the_death_of_the_agent_leave_networks_that_work_and_nothing_else()
    {
        var (near, far) = (docker.Near, docker.Far);
        await near.StartAsync("docker-lasting", "--network blue -p 18094:80 --restart always --stop-timeout 1", "python3", "-c", Server);
        var before = AddressOf(await near.InspectAsync("container", "docker-lasting"));
        (await _stack.ScriptAsync("deploy/lab.sh", "kill", "node-1")).Expect();
        await far.RunAsync("--network blue", "ping", "-c", "1", "-W", "5", before);
        (await _stack.ScriptAsync("deploy/lab.sh", "start", "node-1")).Expect();
        await near.StopAsync();
        await near.StartAsync();
        await far.RunAsync("--network blue", "ping", "-c", "3", "-w", "30", AddressOf(await RunningAsync(near, "docker-lasting")));
        Assert.Single(await _stack.Rest.ListAsync("pods?network=docker"), pod => (string?)pod?["name"] == "docker-lasting" || ((string?)pod?["name"] ?? "").StartsWith("docker-lasting-", StringComparison.Ordinal));
        await near.RemoveAsync("docker-lasting");
        await GoneAsync();
        await near.CallAsync("network", "rm", "blue");
        Assert.DoesNotContain(await Kernel.LinksAsync(_stack.NodeNetns("node-1"), "veth"), link => link.Name.StartsWith("naf", StringComparison.Ordinal));
        await near.NetworkAsync("blue", "--subnet", DockerNodes.Range);
    }

    [Fact]
    public async Task Fifty_containers_are_started_and_removed_at_once_and_nothing_is_left()
    {
        var near = docker.Near;
        await near.RunAsync("--network blue", "true");
        var before = await Remains.SettledAsync(ReadAsync);
        var names = Enumerable.Range(1, 50).Select(number => $"docker-{number}").ToArray();
        await Parallel.ForEachAsync(names, async (name, _) => await near.StartAsync(name, "--network blue", "sleep", "1000"));
        var containers = (await near.InspectAsync("network", "blue"))["Containers"]?.AsObject() ?? [];
        Assert.Equal(names.Length, containers.Select(container => (string?)container.Value?["IPv4Address"]).Distinct().Count());
        await near.RemoveAsync(names);
        await Remains.NothingIsLeftAsync(before, ReadAsync);
        Assert.Equal(0, (await near.InspectAsync("network", "blue"))["Containers"]?.AsObject().Count);
    }

    private Task<string> ReadAsync() => Remains.ReadAsync(_stack, "node-1", "docker");

    private static string AddressOf(JsonNode container) => (string?)container["NetworkSettings"]?["Networks"]?["blue"]?["IPAddress"] ?? "";

    private static Task<JsonNode> RunningAsync(DockerEngine engine, string name) => Patience.FirstAsync(
        async () => await engine.InspectAsync("container", name) is var container && (bool?)container["State"]?["Running"] == true ? container : null, seconds: 60);

    private Task<RestAnswer> RecordedAsync(string name) => Patience.FirstAsync(
        async () => await _stack.Rest.GetAsync("pods/" + name) is { Status: HttpStatusCode.OK } pod ? pod : null, seconds: 60);

    /// <summary>No pod of the network is recorded any more.</summary>
    private Task GoneAsync() => Patience.UntilAsync(async () => (await _stack.Rest.ListAsync("pods?network=docker")).Count == 0);
}
