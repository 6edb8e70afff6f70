using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>What the CNI specification 1.1 asks of DEL: it is done, whatever is left of what there was.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniDeleteTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    [Fact]
    public async Task Del_takes_away_the_interface_what_is_published_and_the_pod()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse("""{"portMappings": [{"hostPort": 18081, "containerPort": 80, "protocol": "tcp"}]}""");
        var result = (await network.Near.AddAsync(container, configuration)).Expect();
        Assert.Contains("18081", await RulesAsync(), StringComparison.Ordinal);
        configuration["prevResult"] = result.Body?.DeepClone();
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
        await network.GoneAsync(container);
        await network.EmptyAsync(container);
        Assert.DoesNotContain("18081", await RulesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Del_is_done_as_often_as_it_is_asked_for_and_for_what_never_was()
    {
        await using var container = await Container.CreateAsync();
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        (await network.Near.AddAsync(container)).Expect();
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        (await network.Near.DeleteAsync(container with { Interface = "net7" })).ExpectNothing();
        (await network.Near.DeleteAsync(container with { Id = "never-heard-of" })).ExpectNothing();
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"cniVersion": "1.1.0", "interfaces": [{"name": "eth7"}], "ips": [{"address": "192.0.2.7/24"}]}""")]
    public async Task Del_does_not_need_the_previous_result(string previous)
    {
        await using var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        var configuration = network.Near.Configuration();
        if (previous != "missing")
            configuration["prevResult"] = JsonNode.Parse(previous);
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
        await network.EmptyAsync(container);
    }

    [Theory]
    [InlineData("its path is not given", "", true)]
    [InlineData("it is gone", "same", false)]
    [InlineData("its path is not given and it is gone", "", false)]
    [InlineData("another path is given", "/run/netns/not-there", true)]
    public async Task Del_does_not_need_the_namespace(string why, string path, bool isThere)
    {
        await using var container = await Container.CreateAsync();
        var result = (await network.Near.AddAsync(container)).Expect();
        if (!isThere)
            await container.DisposeAsync();
        (await network.Near.DeleteAsync(path == "same" ? container : container with { Netns = path })).ExpectNothing();
        await network.GoneAsync(container);
        Assert.False((await Shell.InAsync(network.Stack.NodeNetns("node-1"), "ip", "link", "show", (string?)result.Body?["interfaces"]?[0]?["name"] ?? "")).Succeeded, why);
    }

    [Theory]
    [InlineData("ip link del eth0")]
    [InlineData("ip link set eth0 down; ip link set eth0 name renamed")]
    [InlineData("ip addr flush dev eth0")]
    public async Task Del_takes_what_somebody_has_left_of_it(string damage)
    {
        await using var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        (await container.RunAsync("bash", "-c", damage)).Expect();
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        await network.GoneAsync(container);
        await network.EmptyAsync(container);
    }

    [Fact]
    public async Task Del_is_done_after_an_add_that_failed_and_leaves_alone_what_stood_in_its_way()
    {
        await using var container = await Container.CreateAsync();
        (await container.RunAsync("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "other")).Expect();
        (await network.Near.AddAsync(container)).ExpectError(101);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        Assert.Contains("eth0@other", (await container.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
    }

    private async Task<string> RulesAsync() => (await Shell.InAsync(network.Stack.NodeNetns("node-1"), "nft", "list", "table", "inet", "netaas")).Expect();
}
