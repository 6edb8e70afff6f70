using System.Net;
using System.Threading.Channels;
using MassTransit;
using Netaas.Contracts;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>What nodes hear of names, and what pods show of them.</summary>
public sealed class NameTests : OneNode
{
    [Fact]
    public async Task All_nodes_hear_of_all_pods_names_in_one_chain_and_a_snapshot_has_the_same()
    {
        var heard = Channel.CreateUnbounded<NodeUpdate>();
        var endpoint = Api.Bus.ConnectReceiveEndpoint("somebody", shape => shape.Handler<NamesUpdate>(context => heard.Writer.WriteAsync(context.Message.Link).AsTask()));
        await endpoint.Ready;
        (await Api.PostAsync("pods", """{"name":"one","node":"node-1"}""")).Must(201);
        var one = await HearAsync(heard);
        (await Api.PostAsync("pods", """{"name":"two","node":"node-1"}""")).Must(201);
        var two = await HearAsync(heard);
        Assert.Equal((one.Revision, "one", "two"), (two.Previous, Name(one.Items.Single()), Name(two.Items.Single())));

        (await Api.DeleteAsync("pods/one")).Must(204);
        var gone = await HearAsync(heard);
        Assert.Equal((two.Revision, one.Items.Single().Key), (gone.Previous, gone.Removals.Single().Key));
        var snapshot = await Node.SnapshotAsync("names");
        Assert.Equal(two.Items, snapshot.Items);
        Assert.True(snapshot.Revision >= gone.Revision);
        await endpoint.StopAsync();
    }

    [Fact]
    public async Task A_pod_shows_what_its_node_offers_in_its_network()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        Assert.Null((await Api.GetAsync("pods/web")).Must(200).Body?["status"]?["dns"]);

        var network = Node.View.Values.OfType<NetworkItem>().Single();
        Assert.Equal("default", network.Project);
        Node.Names = [new NamesOffer(network.Id, [IPAddress.Parse("10.10.1.1")], ["blue.default.netaas.internal"])];
        (await Api.PostAsync("pods?wait=ready", """{"name":"side","mode":"shared","sharedWith":"web","node":"node-1"}""")).Must(201);
        foreach (var pod in new[] { "web", "side" })
            Assert.Equal(
                """{"nameservers":["10.10.1.1"],"search":["blue.default.netaas.internal"],"options":["ndots:2"]}""",
                (await Api.GetAsync($"pods/{pod}")).Must(200).Body?["status"]?["dns"]?.ToJsonString());
    }

    private static string Name(ViewItem item) => ((PodNameItem)item).Name;

    /// <summary>The next one that says something: a reminder says nothing.</summary>
    private static async Task<NodeUpdate> HearAsync(Channel<NodeUpdate> heard)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
            if (await heard.Reader.ReadAsync(limit.Token) is { } link && link.Items.Count + link.Removals.Count > 0)
                return link;
    }
}
