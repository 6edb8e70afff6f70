using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>podman as Debian has it, on two nodes; and containers and programs without any plugin.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class PodmanTests(AllInOneStack stack) : IAsyncLifetime
{
    private const string Server = "import http.server, socketserver; socketserver.TCPServer(('', 80), http.server.BaseHTTPRequestHandler).serve_forever()";
    private const string Address = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";

    private Podman? _near;
    private Podman? _far;

    [Fact]
    public async Task Containers_of_two_nodes_reach_each_other_publish_ports_resolve_services_and_are_endpoints_of_them()
    {
        var (near, far) = await InstallAsync();
        await near.StartAsync("podman-web", "-p 18091:80", "python3", "-c", Server);
        var address = await near.InspectAsync("podman-web", Address);
        (await far.RunAsync("", "ping", "-c", "1", "-W", "5", address)).Expect();

        // Any answer of the server will do: it knows no method.
        var node = ((string?)(await stack.Rest.GetAsync("nodes/node-1")).Expect(HttpStatusCode.OK)["underlayAddresses"][0] ?? "").Split('/')[0];
        (await Shell.InAsync(stack.OutsideNetns, "curl", "-sS", "-o", "/dev/null", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", $"http://{node}:18091/")).Expect();

        await RecordedAsync("podman-web");
        (await stack.Rest.PatchAsync("pods/podman-web", """{"labels": {"app": "podman"}}""")).Expect(HttpStatusCode.OK);
        var service = """{"name": "podman", "network": "podman", "selector": {"app": "podman"}, "ports": [{"port": 80, "targetPort": 80}]}""";
        var cluster = (string?)(await stack.Rest.PostAsync("services?wait=ready", service)).Expect(HttpStatusCode.Created)["clusterIps"][0];
        (await far.RunAsync("", "curl", "-sS", "-o", "/dev/null", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", $"http://{cluster}/")).Expect();
        foreach (var name in new[] { "podman", "podman.podman.default.netaas.internal" })
            (await far.RunAsync("", "curl", "-sS", "-o", "/dev/null", "--retry", "20", "--retry-all-errors", "--retry-delay", "1", $"http://{name}/")).Expect();

        await near.RemoveAsync("podman-web");
        await GoneAsync("podman-web");
        (await stack.Rest.DeleteAsync("services/podman?wait=ready")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Fifty_containers_are_started_and_removed_at_once_and_nothing_is_left()
    {
        var (near, _) = await InstallAsync();
        (await near.RunAsync("", "true")).Expect();
        var before = await Remains.SettledAsync(ReadAsync);
        var names = Enumerable.Range(1, 50).Select(number => $"crowd-{number}").ToArray();
        await Parallel.ForEachAsync(names, async (name, _) => await near.StartAsync(name, "", "sleep", "1000"));
        var addresses = (await stack.Rest.ListAsync("pods?network=podman&limit=1000")).Select(pod => (string?)pod?["addresses"]?[0]).ToHashSet();
        foreach (var name in new[] { names[0], names[^1] })
            Assert.Contains(await near.InspectAsync(name, Address), addresses);
        Assert.Equal(names.Length, addresses.Count);
        await near.RemoveAsync(names);
        await Remains.NothingIsLeftAsync(before, ReadAsync);
    }

    [Fact]
    public async Task Without_a_plugin_a_container_joins_a_pods_namespace()
    {
        var (near, _) = await InstallAsync();
        var pod = await Pod.CreateAsync(stack, "joined", "podman", "node-1");
        Assert.Contains($"inet {pod.Address}/", (await near.RunAsync("--network ns:" + pod.NetnsPath, "ip", "-o", "addr", "show", "eth0")).Expect(), StringComparison.Ordinal);
        (await stack.Rest.DeleteAsync("pods/joined?wait=ready")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Without_a_plugin_a_container_with_no_network_is_adopted_through_its_namespace()
    {
        var (near, _) = await InstallAsync();
        await near.StartAsync("lonely", "--network none", "sleep", "1000");
        var netns = $"/proc/{await near.InspectAsync("lonely", "{{.State.Pid}}")}/ns/net";
        var body = $$"""{"name": "adopted", "network": "podman", "node": "node-1", "netnsPath": "{{netns}}"}""";
        var address = (string?)(await stack.Rest.PostAsync("pods?wait=ready", body)).Expect(HttpStatusCode.Created)["addresses"][0];
        Assert.Contains($"inet {address}/", (await Shell.InAsync(netns, "ip", "-o", "addr", "show", "eth0")).Expect(), StringComparison.Ordinal);
        (await stack.Rest.DeleteAsync("pods/adopted?wait=ready")).Expect(HttpStatusCode.NoContent);
        Assert.DoesNotContain("eth0", (await Shell.InAsync(netns, "ip", "-o", "link")).Expect(), StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync() => (await stack.Rest.PostAsync(
        "networks?wait=ready", """{"name": "podman", "podCidrs": ["10.81.0.0/16"], "serviceCidrs": ["10.97.0.0/20"]}""")).Expect(HttpStatusCode.Created);

    public async ValueTask DisposeAsync()
    {
        foreach (var podman in new[] { _near, _far })
            if (podman is not null)
                await podman.DisposeAsync();
        await stack.Rest.DeleteAsync("networks/podman?cascade=true&wait=ready");
    }

    private async Task<(Podman Near, Podman Far)> InstallAsync() =>
        (_near = await Podman.InstallAsync(stack, "node-1", "podman"), _far = await Podman.InstallAsync(stack, "node-2", "podman"));

    private Task<string> ReadAsync() => Remains.ReadAsync(stack, "node-1", "podman");

    private Task RecordedAsync(string name) => AnswersAsync(name, HttpStatusCode.OK);

    private Task GoneAsync(string name) => AnswersAsync(name, HttpStatusCode.NotFound);

    private Task AnswersAsync(string name, HttpStatusCode status) =>
        Patience.UntilAsync(async () => (await stack.Rest.GetAsync("pods/" + name)).Status == status, seconds: 30);
}
