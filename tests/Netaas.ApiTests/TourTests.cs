using Netaas.Core.View;

namespace Netaas.ApiTests;

public sealed class TourTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_pod_is_ready_when_its_node_has_verified_it_and_all_know_the_way()
    {
        await using var one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        await using var two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);

        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        var pod = (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        var mapping = (await _api.PostAsync("port-mappings?wait=ready", """{"name":"web-http","nodes":["node-1"],"hostPort":8080,"pod":"web","targetPort":80}""")).Must(201);

        Assert.Equal("10.10.1.2", pod["addresses.0"]);
        Assert.Equal("Ready", pod["status.phase"]);
        Assert.Equal("Ready", mapping["status.phase"]);
        Assert.Contains(one.View.Values, item => item is PodItem { Name: "web" });
        Assert.DoesNotContain(two.View.Values, item => item is PodItem);
        Assert.Contains(two.View.Values, item => item is MemberItem member && member.Node == one.Id && member.Blocks.Count == 1);
    }

    [Fact]
    public async Task A_deleted_network_lets_go_of_its_cidr()
    {
        await using var one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        var refused = (await _api.DeleteAsync("networks/blue")).Must(409);
        Assert.Equal("web", refused["conflicts.0.name"]);

        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        (await _api.DeleteAsync("networks/blue?wait=ready")).Must(204);

        (await _api.GetAsync("networks/blue")).Must(404);
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
    }
}
