using System.Text.Json.Nodes;

namespace Netaas.ApiTests;

/// <summary>Going back to an earlier revision, which is an apply of what was then.</summary>
public sealed class RollbackTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;
    private ScriptedAgent _two = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        _two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_rollback_by_an_operator_leaves_what_the_project_may_hold()
    {
        (await _api.PostAsync("projects", """{"name":"team","quotas":{"pods":5}}""")).Must(201);
        var operators = _api.As((await _api.PostAsync("tokens?project=team", """{"name":"ours","role":"operator"}""")).Must(201)["secret"]!);
        (await operators.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        var good = await ApplyTests.LastRevisionAsync(_api);
        (await _api.PatchAsync("projects/team", """{"quotas":{"pods":2}}""")).Must(200);
        (await operators.PostAsync("networks", """{"name":"red"}""")).Must(201);

        Assert.Equal(["red"], ApplyTests.Names((await operators.PostAsync($"changes/{good}/rollback", "")).Must(200), "deleted"));
        Assert.Equal("2", (await _api.GetAsync("projects/team")).Must(200)["quotas.pods"]);
    }

    [Fact]
    public async Task A_rollback_makes_a_pod_anew_that_has_come_to_another_node_since()
    {
        (await _api.PostAsync("apply?wait=ready", ApplyTests.Shop)).Must(200);
        (await _api.PostAsync("pods?wait=ready", """{"name":"side","mode":"shared","sharedWith":"web","node":"node-1"}""")).Must(201);
        var good = await ApplyTests.LastRevisionAsync(_api);
        var web = (await _api.GetAsync("pods/web")).Must(200);
        (await _api.DeleteAsync("pods/web?cascade=true&wait=ready")).Must(204);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-2"}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"side","mode":"shared","sharedWith":"web","node":"node-2"}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"late","mode":"shared","sharedWith":"web","node":"node-2"}""")).Must(201);
        (await _api.PostAsync("port-mappings", """{"name":"web-http","pod":"web","nodes":["node-2"],"hostPort":8080,"targetPort":80}""")).Must(201);
        (await _api.PostAsync("port-mappings", """{"name":"web-late","pod":"web","nodes":["node-2"],"hostPort":8081,"targetPort":80}""")).Must(201);

        (await _api.PostAsync($"changes/{good}/rollback?dryRun=true", "")).Must(200);
        Assert.Equal("node-2", (await _api.GetAsync("pods/web")).Must(200)["node"]);
        var back = (await _api.PostAsync($"changes/{good}/rollback?wait=ready", "")).Must(200);

        Assert.Contains("web", ApplyTests.Names(back, "changed"));
        var now = (await _api.GetAsync("pods/web")).Must(200);
        Assert.Equal((web["node"], web["addresses.0"], web["mac"]), (now["node"], now["addresses.0"], now["mac"]));
        Assert.Equal(("node-1", "web"), ((await _api.GetAsync("pods/side")).Must(200)["node"], (await _api.GetAsync("pods/side"))["sharedWith"]));
        Assert.Equal("node-1", (await _api.GetAsync("port-mappings/web-http")).Must(200)["nodes.0"]);
        (await _api.GetAsync("pods/late")).Must(404);
        (await _api.GetAsync("port-mappings/web-late")).Must(404);
    }

    [Fact]
    public async Task A_rollback_says_what_to_do_about_a_network_that_was_made_anew_and_can_not_become_the_one_that_it_was()
    {
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        var good = await ApplyTests.LastRevisionAsync(_api);
        (await _api.DeleteAsync("networks/blue?wait=ready")).Must(204);
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.11.0.0/16"]}""")).Must(201);

        var refused = (await _api.PostAsync($"changes/{good}/rollback", "")).Must(409);

        Assert.Equal(("immutable", "blue"), (refused.Code, refused["conflicts.0.name"]));
        Assert.Contains("podCidrs", refused["detail"], StringComparison.Ordinal);
        Assert.Contains("delete it, with what stands in it, and roll back again", refused["detail"], StringComparison.Ordinal);
        (await _api.DeleteAsync("networks/blue?cascade=true&wait=ready")).Must(204);
        (await _api.PostAsync($"changes/{good}/rollback", "")).Must(200);
        Assert.Equal("10.10.0.0/16", (await _api.GetAsync("networks/blue")).Must(200)["podCidrs.0"]);
    }

    [Fact]
    public async Task The_record_goes_back_to_what_it_was_at_a_revision()
    {
        (await _api.PostAsync("apply?wait=ready", ApplyTests.Shop)).Must(200);
        var good = await ApplyTests.LastRevisionAsync(_api);
        var web = (await _api.GetAsync("pods/web")).Must(200);
        (await _api.DeleteAsync("pods/web?cascade=true&wait=ready")).Must(204);
        (await _api.PatchAsync("networks/blue", """{"egress":"none"}""")).Must(200);
        (await _api.PostAsync("pods?wait=ready", """{"name":"stray","network":"blue","node":"node-1"}""")).Must(201);

        var plan = (await _api.PostAsync($"changes/{good}/rollback?dryRun=true", "")).Must(200);
        var back = (await _api.PostAsync($"changes/{good}/rollback?wait=ready", "")).Must(200);

        foreach (var reply in new[] { plan, back })
        {
            Assert.Equal(["web", "web-http"], ApplyTests.Names(reply, "created"));
            Assert.Equal(["blue"], ApplyTests.Names(reply, "changed"));
            Assert.Equal(["stray"], ApplyTests.Names(reply, "deleted"));
        }
        Assert.Equal(web["addresses.0"], (await _api.GetAsync("pods/web")).Must(200)["addresses.0"]);
        Assert.Equal("masquerade", (await _api.GetAsync("networks/blue"))["egress"]);
        (await _api.PostAsync("changes/999999/rollback", "")).Must(404);
        var history = (await _api.GetAsync("changes?resource=web&limit=2")).Must(200);
        Assert.Equal(["create", "delete"], ((JsonArray)history.Find("items")!).Select(change => change!["action"]!.ToString()));
        Assert.Equal("admin", history["items.0.actor"]);
    }
}
