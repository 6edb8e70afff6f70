using System.Net;
using Netaas.Contracts;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>What passes to a service, as two nodes say.</summary>
public sealed class TrafficTests : OneNode
{
    private ScriptedAgent _two = null!;

    protected override async Task PrepareAsync()
    {
        _two = await JoinAsync("node-2", 2);
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/29"]}""")).Must(201);
        (await Api.PostAsync("services?wait=ready", """{"name":"api","network":"blue","selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080}]}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"web-1","network":"blue","node":"node-1","addresses":["10.10.1.2"],"labels":{"app":"web"}}""")).Must(201);
    }

    [Fact]
    public async Task What_all_nodes_lead_to_an_endpoint_is_summed_and_one_that_was_a_pods_before_has_no_name()
    {
        Node.Traffic = [Share("10.10.1.2", 2), Share("10.10.1.9", 1)];
        _two.Traffic = [Share("10.10.1.2", 3)];
        var traffic = (await Api.GetAsync("services/api/traffic")).Must(200);
        Assert.Equal(("6", "60", "600"), (traffic["total.connections"], traffic["total.packetsIn"], traffic["total.bytesOut"]));
        Assert.Equal(
            ("web-1", "10.10.1.2", "80", "8080", "5", "250"),
            (traffic["endpoints.0.pod"], traffic["endpoints.0.address"], traffic["endpoints.0.port"], traffic["endpoints.0.targetPort"], traffic["endpoints.0.traffic.connections"], traffic["endpoints.0.traffic.bytesIn"]));
        Assert.Equal((null, "1"), (traffic["endpoints.1.pod"], traffic["endpoints.1.traffic.connections"]));
        Assert.Empty(traffic.Find("silent")!.AsArray());
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_named_and_the_others_count()
    {
        Node.Traffic = [Share("10.10.1.2", 2)];
        _two.Traffic = null;
        var traffic = (await Api.GetAsync("services/api/traffic")).Must(200);
        Assert.Equal(("2", "node-2"), (traffic["total.connections"], traffic["silent.0"]));
        (await Api.GetAsync("services/other/traffic")).Must(404);
    }

    private static TrafficShare Share(string address, int connections) =>
        new(TransportProtocol.Tcp, 80, IPAddress.Parse(address), 8080, connections, 10 * connections, 50 * connections, 10 * connections, 100 * connections);
}
