using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Terraform;

/// <summary>The examples of deploy/examples as Terraform, applied as they stand and tried with packets.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class ExampleTests(AllInOneStack stack)
{
    [Fact]
    public async Task The_three_tiers_reach_the_database_by_its_service()
    {
        var workspace = await Example.ApplyAsync(stack, "three-tier");
        await using (var database = await HttpServer.StartAsync((await Example.PodAsync(stack, "db")).NetnsPath, 5432))
        {
            var service = (await stack.Rest.GetAsync("services/db")).Expect(HttpStatusCode.OK);
            var logic = await Example.PodAsync(stack, "logic-1");
            Assert.Equal(logic.Address, await database.SeenFromAsync(logic.NetnsPath, (string?)service["clusterIps"][0] ?? "", 5432));
        }
        await workspace.DestroyAsync();
    }

    [Fact]
    public async Task Two_projects_are_kept_apart()
    {
        var workspace = await Example.ApplyAsync(stack, "two-projects");
        var app = await Example.PodAsync(stack, "app?project=team-a");
        await using (var server = await HttpServer.StartAsync(app.NetnsPath, 80))
        {
            var own = await Example.PodAsync(stack, "worker?project=team-a");
            var other = await Example.PodAsync(stack, "worker?project=team-b");
            Assert.Equal(own.Address, await server.SeenFromAsync(own.NetnsPath, app.Address, 80));
            Assert.Null(await server.SeenFromAsync(other.NetnsPath, app.Address, 80));
        }
        await workspace.DestroyAsync();
    }
}

[Collection(TwoSubnetsCollection.Name)]
public sealed class TwoSubnetsExampleTests(TwoSubnetsStack stack)
{
    [Fact]
    public async Task The_published_service_answers_at_a_node_of_each_subnet()
    {
        var workspace = await Example.ApplyAsync(stack, "published-service");
        await using (var first = await HttpServer.StartAsync((await Example.PodAsync(stack, "site-1")).NetnsPath, 8080))
        await using (var second = await HttpServer.StartAsync((await Example.PodAsync(stack, "site-2")).NetnsPath, 8080))
        {
            foreach (var node in new[] { "node-3", "node-4" })
            {
                var found = (await stack.Rest.GetAsync("nodes/" + node)).Expect(HttpStatusCode.OK)["underlayAddresses"].AsArray();
                var address = found.Select(one => ((string?)one ?? "").Split('/')[0]).First(one => !one.Contains(':', StringComparison.Ordinal));
                (await Shell.InAsync(stack.OutsideNetns, "curl", "-sS", "-m", "5", "-o", "/dev/null", $"http://{address}:30090/")).Expect();
            }
        }
        await workspace.DestroyAsync();
    }
}

internal static class Example
{
    /// <summary>Applied, with nothing left to do.</summary>
    public static async Task<Workspace> ApplyAsync(NetaasStack stack, string name)
    {
        var configuration = await File.ReadAllTextAsync(Path.Combine(NetaasStack.Checkout, "deploy/examples", name, "terraform/main.tf"));
        var workspace = await Workspace.InitAsync(stack, configuration);
        await workspace.ApplyAsync();
        Assert.False(await workspace.HasChangesAsync());
        return workspace;
    }

    public static async Task<Pod> PodAsync(NetaasStack stack, string reference)
    {
        var pod = (await stack.Rest.GetAsync("pods/" + reference)).Expect(HttpStatusCode.OK);
        return new Pod(reference, (string?)pod["addresses"][0] ?? "", (string?)pod["status"]["netnsPath"] ?? "");
    }
}
