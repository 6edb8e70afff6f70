using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>A network of two of the three nodes, which become three and two again.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class NodeSelectorTests(AllInOneStack stack) : IAsyncLifetime
{
    private const string Selector = """{"labels": {"rack": "r1"}}""";

    private string _vni = "";

    public async ValueTask InitializeAsync()
    {
        foreach (var node in new[] { "node-1", "node-3" })
            (await stack.Rest.PatchAsync($"nodes/{node}?wait=ready", Selector)).Expect(HttpStatusCode.OK);
        var made = (await stack.Rest.PostAsync(
            "networks?wait=ready", """{"name": "rack", "podCidrs": ["10.46.0.0/16"], "serviceCidrs": ["10.101.2.0/24"], "nodeSelector": {"rack": "r1"}}""")).Expect(HttpStatusCode.Created);
        _vni = $"{made["vni"]}";
    }

    public async ValueTask DisposeAsync()
    {
        (await stack.Rest.DeleteAsync("networks/rack?cascade=true&wait=ready&timeout=30s")).Expect(HttpStatusCode.NoContent);
        foreach (var node in new[] { "node-1", "node-2", "node-3" })
            (await stack.Rest.PatchAsync($"nodes/{node}", """{"labels": {"rack": null}}""")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_stands_on_its_members_alone_and_its_pods_reach_each_other_there()
    {
        Assert.Equal("node-1 node-3", await MembersAsync());
        var (one, other) = (await Pod.CreateAsync(stack, "one", "rack", "node-1"), await Pod.CreateAsync(stack, "other", "rack", "node-3"));
        (await Shell.InAsync(one.NetnsPath, "ping", "-c", "1", "-W", "2", other.Address)).Expect();
        Assert.False((await Shell.InAsync(stack.NodeNetns("node-2"), "ping", "-c", "1", "-W", "1", one.Address)).Succeeded);
        Assert.Empty((await stack.Rest.GetAsync("nodes/node-2/diff"))["steps"].AsArray());
        Assert.Equal("Ready", (string?)(await stack.Rest.GetAsync("nodes/node-2"))["status"]["phase"]);

        // Published without naming nodes: on those that know a way.
        (await stack.Rest.PostAsync("port-mappings?wait=ready", """{"name": "rack", "pod": "one", "hostPort": 18090, "targetPort": 80}""")).Expect(HttpStatusCode.Created);
        await using var server = await HttpServer.StartAsync(one.NetnsPath, 80);
        var seen = new List<string?>();
        foreach (var node in new[] { "node-1", "node-2", "node-3" })
            seen.Add(await server.SeenFromAsync(stack.OutsideNetns, $"{(await stack.Rest.GetAsync($"nodes/{node}"))["underlayAddresses"][0]}".Split('/')[0], 18090));
        Assert.Equal("198.51.100.2", seen[0]);
        Assert.Null(seen[1]);
        Assert.StartsWith("10.46.0.", seen[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_joins_and_leaves_by_its_labels_in_the_kernel_of_all()
    {
        var one = await Pod.CreateAsync(stack, "one", "rack", "node-1");
        (await stack.Rest.PatchAsync("nodes/node-2?wait=ready", Selector)).Expect(HttpStatusCode.OK);
        Assert.Equal(3, (int?)(await stack.Rest.GetAsync("networks/rack"))["status"]["nodes"]?["total"]);
        await UntilAsync("node-1 node-2 node-3");
        var joined = await Pod.CreateAsync(stack, "joined", "rack", "node-2");
        (await Shell.InAsync(joined.NetnsPath, "ping", "-c", "1", "-W", "2", one.Address)).Expect();

        var refused = (await stack.Rest.PatchAsync("nodes/node-2", """{"labels": {"rack": "r2"}}""")).Expect(HttpStatusCode.Conflict);
        Assert.Equal("joined", (string?)refused["conflicts"][0]?["name"]);
        (await stack.Rest.DeleteAsync("pods/joined?wait=ready")).Expect(HttpStatusCode.NoContent);
        (await stack.Rest.PatchAsync("nodes/node-2?wait=ready", """{"labels": {"rack": "r2"}}""")).Expect(HttpStatusCode.OK);
        await UntilAsync("node-1 node-3");
        Assert.False((await Shell.InAsync(stack.NodeNetns("node-2"), "ping", "-c", "1", "-W", "1", one.Address)).Succeeded);
        foreach (var node in new[] { "node-1", "node-2", "node-3" })
            Assert.Empty((await stack.Rest.GetAsync($"nodes/{node}/diff"))["steps"].AsArray());
    }

    /// <summary>The nodes that have the network's device.</summary>
    private async Task<string> MembersAsync()
    {
        var found = new List<string>();
        foreach (var node in new[] { "node-1", "node-2", "node-3" })
            if ((await Kernel.LinksAsync(stack.NodeNetns(node), "vxlan", int.Parse(_vni, System.Globalization.CultureInfo.InvariantCulture))).Count == 1)
                found.Add(node);
        return string.Join(' ', found);
    }

    private Task UntilAsync(string members) => Patience.UntilAsync(async () => await MembersAsync() == members, seconds: 20);
}
