using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cli;

/// <summary>What stands in deploy/examples, in each of its forms, and that packets go where it says.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class ExampleTests(AllInOneStack stack)
{
    private const string Folder = "deploy/examples";

    [Theory]
    [InlineData("netaas apply -f deploy/examples/three-tier/yaml --wait")]
    [InlineData("deploy/examples/three-tier/curl/apply.sh")]
    public async Task A_three_tier_application(string made)
    {
        var cli = await CommandLine.InstallAsync(stack);
        try
        {
            (await cli.TypeAsync(made)).Expect();
            Assert.StartsWith("no change", (await cli.TypeAsync($"netaas plan -f {Folder}/three-tier/yaml")).Expect(), StringComparison.Ordinal);
            var web = await PodAsync("web-1", "");
            await using var servers = await Example.ServeAsync(stack, ["web-1", "web-2", "logic-1", "logic-2"], 8080);
            var logic = (await stack.Rest.GetAsync("services/logic")).Expect(HttpStatusCode.OK)["clusterIps"][0];
            Assert.True(await ReachesAsync(web, $"http://{logic}/"), "a web server does not reach the application");
            var node = $"{(await stack.Rest.GetAsync("nodes/node-3")).Expect(HttpStatusCode.OK)["underlayAddresses"][0]}".Split('/')[0];
            Assert.True(await ReachesAsync(stack.OutsideNetns, $"http://{node}:30080/"), "the internet does not reach the web servers");
        }
        finally
        {
            (await cli.TypeAsync($"netaas delete -f {Folder}/three-tier/yaml --wait")).Expect();
        }
    }

    [Theory]
    [InlineData("netaas apply -f {0}/projects.yaml && netaas apply -f {0}/team-a.yaml -p team-a --wait && netaas apply -f {0}/team-b.yaml -p team-b --wait")]
    [InlineData("deploy/examples/two-projects/curl/apply.sh")]
    public async Task Two_projects_kept_apart(string made)
    {
        var cli = await CommandLine.InstallAsync(stack);
        const string folder = Folder + "/two-projects/yaml";
        try
        {
            (await cli.TypeAsync(made.Replace("{0}", folder, StringComparison.Ordinal))).Expect();
            Assert.Equal(2, (await stack.Rest.ListAsync("pods?project=team-a")).Count);
            var app = await PodAsync("app", "?project=team-a");
            Assert.True(await PingsAsync(app, await AddressAsync("worker", "team-a")), "pods of a project do not reach each other");
            Assert.False(await PingsAsync(app, await AddressAsync("app", "team-b")), "a pod reaches another project's");
        }
        finally
        {
            (await cli.TypeAsync($"for team in a b; do netaas delete -f {folder}/team-$team.yaml -p team-$team --wait || exit; done; netaas delete -f {folder}/projects.yaml")).Expect();
        }
    }

    private async Task<string> PodAsync(string name, string query) =>
        $"{(await stack.Rest.GetAsync($"pods/{name}{query}")).Expect(HttpStatusCode.OK)["status"]["netnsPath"]}";

    private async Task<string> AddressAsync(string name, string project) =>
        $"{(await stack.Rest.GetAsync($"pods/{name}?project={project}")).Expect(HttpStatusCode.OK)["addresses"][0]}";

    private static async Task<bool> PingsAsync(string netns, string address) => (await Shell.InAsync(netns, "ping", "-c", "1", "-W", "1", address)).Succeeded;

    private static Task<bool> ReachesAsync(string netns, string url) => Example.ReachesAsync(netns, url);
}

/// <summary>A published service in a fleet with two subnets.</summary>
[Collection(TwoSubnetsCollection.Name)]
public sealed class TwoSubnetExampleTests(TwoSubnetsStack stack)
{
    [Theory]
    [InlineData("netaas apply -f deploy/examples/published-service/yaml --wait")]
    [InlineData("deploy/examples/published-service/curl/apply.sh")]
    public async Task A_published_service_in_a_fleet_with_two_subnets(string made)
    {
        var cli = await CommandLine.InstallAsync(stack);
        try
        {
            (await cli.TypeAsync(made)).Expect();
            await using var servers = await Example.ServeAsync(stack, ["site-1", "site-2"], 8080);
            foreach (var node in await stack.Rest.ListAsync("nodes"))
            {
                var address = (node?["underlayAddresses"] as JsonArray ?? []).Select(one => $"{one}".Split('/')[0]).First(one => one.Contains('.'));
                Assert.True(await Example.ReachesAsync(stack.OutsideNetns, $"http://{address}:30090/"), $"not at {node?["name"]}");
            }
        }
        finally
        {
            (await cli.TypeAsync("netaas delete -f deploy/examples/published-service/yaml --wait")).Expect();
        }
    }
}

/// <summary>Web servers in an example's pods.</summary>
internal sealed class Example : IAsyncDisposable
{
    private readonly List<HttpServer> _servers = [];

    public static async Task<Example> ServeAsync(NetaasStack stack, IEnumerable<string> pods, int port)
    {
        var example = new Example();
        foreach (var pod in pods)
            example._servers.Add(await HttpServer.StartAsync($"{(await stack.Rest.GetAsync("pods/" + pod)).Expect(HttpStatusCode.OK)["status"]["netnsPath"]}", port));
        return example;
    }

    /// <summary>Refused connections are tried again: a service knows its pods a moment after they are ready.</summary>
    public static async Task<bool> ReachesAsync(string netns, string url) =>
        (await Shell.InAsync(netns, "curl", "-sS", "-m", "15", "--retry", "20", "--retry-all-errors", "--retry-max-time", "15", "-o", "/dev/null", url)).Succeeded;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}
