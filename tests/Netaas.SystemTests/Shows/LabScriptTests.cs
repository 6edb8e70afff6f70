using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>What deploy/lab.sh does to single nodes of an all-in-one.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class LabScriptTests(BlueNetwork blue) : IClassFixture<BlueNetwork>
{
    [Fact]
    public async Task A_node_whose_agent_was_killed_keeps_its_traffic_and_catches_up_when_it_starts()
    {
        await LabAsync("kill", "node-3");
        Assert.Equal(blue.Client.Address, await blue.Server.SeenFromAsync(blue.Client.NetnsPath, blue.Web.Address, 80));
        var late = await blue.Stack.Rest.PostAsync("pods?wait=ready&timeout=500ms", """{"name": "late", "network": "blue", "node": "node-3"}""");
        late.Expect(HttpStatusCode.Accepted);
        Assert.Equal("node-3", (string?)late["lagging"][0]?["node"]);

        await LabAsync("start", "node-3");
        await ReadyAsync("late");
        (await blue.Stack.Rest.DeleteAsync("pods/late?wait=ready&timeout=30s")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_isolated_node_is_cut_off_until_it_is_restored()
    {
        var node2 = await blue.UnderlayAddressAsync("node-2");
        await LabAsync("isolate", "node-2");
        Assert.False((await PingFromNode1Async(node2)).Succeeded);
        await LabAsync("restore", "node-2");
        Assert.True((await PingFromNode1Async(node2)).Succeeded);
    }

    [Fact]
    public async Task A_shell_on_a_node_stands_in_its_namespace()
    {
        var addresses = await blue.Stack.ScriptAsync("deploy/lab.sh", "shell", "node-1", "ip", "-o", "-4", "addr", "show", "eth0");
        Assert.Contains(" 172.31.0.11/24 ", addresses.Expect(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no node node-9 in this lab", "kill", "node-9")]
    [InlineData("this lab runs without a broker", "broker", "stop")]
    [InlineData("the agent of node-1 runs already", "start", "node-1")]
    public async Task What_can_not_be_done_is_explained(string message, params string[] arguments)
    {
        var refused = await blue.Stack.ScriptAsync("deploy/lab.sh", arguments);
        Assert.False(refused.Succeeded);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
    }

    private async Task LabAsync(params string[] arguments) => (await blue.Stack.ScriptAsync("deploy/lab.sh", arguments)).Expect();

    private Task<ShellResult> PingFromNode1Async(string address) =>
        Shell.InAsync(blue.Stack.NodeNetns("node-1"), "ping", "-c", "3", "-i", "0.2", "-W", "1", address);

    private Task ReadyAsync(string pod) => Patience.UntilAsync(
        async () => (string?)(await blue.Stack.Rest.GetAsync("pods/" + pod)).Expect(HttpStatusCode.OK)["status"]["phase"] == "Ready", seconds: 60);
}
