using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>Containers of the plugin as pods of Netaas, with the capabilities of the specification's conventions.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniPodTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    [Fact]
    public async Task Containers_of_two_nodes_reach_each_other_and_are_recorded_with_where_they_came_from()
    {
        await using var near = await Container.CreateAsync();
        await using var far = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["labels"] = JsonNode.Parse("""{"app": "none", "tier": "front"}""");
        configuration["runtimeConfig"] = JsonNode.Parse("""{"aliases": {"pods": ["shop-alias"], "another": ["not-this"]}}""");
        (await network.Near.AddAsync(near, configuration, "IgnoreUnknown=1;K8S_POD_NAME=cni-near;K8S_POD_NAMESPACE=team;NETAAS_LABELS=app=shop")).Expect();
        var there = (await network.Far.AddAsync(far)).Expect();
        (await near.RunAsync("ping", "-c", "1", "-W", "5", there.Address)).Expect();
        var pod = await network.RecordedAsync(near, pod => (string?)pod["status"]["phase"] == "Ready");
        Assert.Equal(("cni-near", "node", near.Id + "/eth0", "cni"), ((string?)pod["name"], (string?)pod["origin"], (string?)pod["attachmentId"], (string?)pod["source"]["runtime"]));
        Assert.Equal(("shop", "front", "team"), ((string?)pod["labels"]["app"], (string?)pod["labels"]["tier"], (string?)pod["labels"]["namespace"]));
        Assert.Equal((near.Netns, "shop-alias"), ((string?)pod["status"]["netnsPath"], (string?)Assert.Single(pod["source"]["aliases"]?.AsArray() ?? [])));
        (await network.Near.DeleteAsync(near)).ExpectNothing();
        (await network.Far.DeleteAsync(far)).ExpectNothing();
        await network.GoneAsync(near);
    }

    [Fact]
    public async Task A_port_is_published()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse("""{"portMappings": [{"hostPort": 18080, "containerPort": 80, "protocol": "tcp"}]}""");
        (await network.Near.AddAsync(container, configuration)).Expect();
        await using var server = await HttpServer.StartAsync(container.Netns, 80);
        var node = ((string?)(await network.Stack.Rest.GetAsync("nodes/node-1")).Expect(HttpStatusCode.OK)["underlayAddresses"][0] ?? "").Split('/')[0];
        Assert.NotNull(await server.SeenFromAsync(network.Stack.OutsideNetns, node, 18080));
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
    }

    [Fact]
    public async Task Asked_for_addresses_and_macs_are_had()
    {
        await using var first = await Container.CreateAsync();
        var block = (await network.Near.AddAsync(first)).Expect().Address;
        await using var container = await Container.CreateAsync();
        var wanted = block[..(block.LastIndexOf('.') + 1)] + "200";
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse($$"""{"ips": ["{{wanted}}/24"], "mac": "02:00:00:00:be:ef"}""");
        var result = (await network.Near.AddAsync(container, configuration)).Expect();
        Assert.Equal(wanted, result.Address);
        Assert.Contains("02:00:00:00:be:ef", (await container.RunAsync("ip", "-o", "link", "show", "eth0")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        (await network.Near.DeleteAsync(first)).ExpectNothing();
    }

    [Fact]
    public async Task A_pod_whose_namespace_vanishes_is_removed_with_that_reason()
    {
        var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        var pod = await network.RecordedAsync(container);
        await container.DisposeAsync();
        await network.GoneAsync(container);
        var changes = await network.Stack.Rest.ListAsync($"changes?kind=pod&resource={pod["id"]}&limit=1");
        Assert.Contains(container.Netns, (string?)changes[0]?["reason"], StringComparison.Ordinal);
    }
}
