using System.Text.Json.Nodes;

namespace Netaas.ApiTests;

/// <summary>Going back to an earlier revision, which is an apply of what was then.</summary>
public sealed class RollbackTests : TwoNodes
{
    [Fact]
    public async Task A_rollback_by_an_operator_leaves_what_the_project_may_hold()
    {
        (await Api.PostAsync("projects", """{"name":"team","quotas":{"pods":5}}""")).Must(201);
        var operators = Api.As((await Api.PostAsync("tokens?project=team", """{"name":"ours","role":"operator"}""")).Must(201)["secret"]!);
        (await operators.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        var good = await ApplyTests.LastRevisionAsync(Api);
        (await Api.PatchAsync("projects/team", """{"quotas":{"pods":2}}""")).Must(200);
        (await operators.PostAsync("networks", """{"name":"red"}""")).Must(201);

        Assert.Equal(["red"], ApplyTests.Names((await operators.PostAsync($"changes/{good}/rollback", "")).Must(200), "deleted"));
        Assert.Equal("2", (await Api.GetAsync("projects/team")).Must(200)["quotas.pods"]);
    }

    [Fact]
    public async Task A_rollback_makes_a_pod_anew_that_has_come_to_another_node_since()
    {
        (await Api.PostAsync("apply?wait=ready", ApplyTests.Shop)).Must(200);
        (await Api.PostAsync("pods?wait=ready", """{"name":"side","mode":"shared","sharedWith":"web","node":"node-1"}""")).Must(201);
        var good = await ApplyTests.LastRevisionAsync(Api);
        var web = (await Api.GetAsync("pods/web")).Must(200);
        (await Api.DeleteAsync("pods/web?cascade=true&wait=ready")).Must(204);
        (await Api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-2"}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"side","mode":"shared","sharedWith":"web","node":"node-2"}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"late","mode":"shared","sharedWith":"web","node":"node-2"}""")).Must(201);
        (await Api.PostAsync("port-mappings", """{"name":"web-http","pod":"web","nodes":["node-2"],"hostPort":8080,"targetPort":80}""")).Must(201);
        (await Api.PostAsync("port-mappings", """{"name":"web-late","pod":"web","nodes":["node-2"],"hostPort":8081,"targetPort":80}""")).Must(201);

        (await Api.PostAsync($"changes/{good}/rollback?dryRun=true", "")).Must(200);
        Assert.Equal("node-2", (await Api.GetAsync("pods/web")).Must(200)["node"]);
        var back = (await Api.PostAsync($"changes/{good}/rollback?wait=ready", "")).Must(200);

        Assert.Contains("web", ApplyTests.Names(back, "changed"));
        var now = (await Api.GetAsync("pods/web")).Must(200);
        Assert.Equal((web["node"], web["addresses.0"], web["mac"]), (now["node"], now["addresses.0"], now["mac"]));
        Assert.Equal(("node-1", "web"), ((await Api.GetAsync("pods/side")).Must(200)["node"], (await Api.GetAsync("pods/side"))["sharedWith"]));
        Assert.Equal("node-1", (await Api.GetAsync("port-mappings/web-http")).Must(200)["nodes.0"]);
        (await Api.GetAsync("pods/late")).Must(404);
        (await Api.GetAsync("port-mappings/web-late")).Must(404);
    }

    [Fact]
    public async Task A_rollback_says_what_to_do_about_a_network_that_was_made_anew_and_can_not_become_the_one_that_it_was()
    {
        (await Api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        var good = await ApplyTests.LastRevisionAsync(Api);
        (await Api.DeleteAsync("networks/blue?wait=ready")).Must(204);
        (await Api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.11.0.0/16"]}""")).Must(201);

        var refused = (await Api.PostAsync($"changes/{good}/rollback", "")).Must(409);

        Assert.Equal(("immutable", "blue"), (refused.Code, refused["conflicts.0.name"]));
        Assert.Contains("podCidrs", refused["detail"], StringComparison.Ordinal);
        Assert.Contains("delete it, with what stands in it, and roll back again", refused["detail"], StringComparison.Ordinal);
        (await Api.DeleteAsync("networks/blue?cascade=true&wait=ready")).Must(204);
        (await Api.PostAsync($"changes/{good}/rollback", "")).Must(200);
        Assert.Equal("10.10.0.0/16", (await Api.GetAsync("networks/blue")).Must(200)["podCidrs.0"]);
    }

    [Fact]
    public async Task The_record_goes_back_to_what_it_was_at_a_revision()
    {
        (await Api.PostAsync("apply?wait=ready", ApplyTests.Shop)).Must(200);
        var good = await ApplyTests.LastRevisionAsync(Api);
        var web = (await Api.GetAsync("pods/web")).Must(200);
        (await Api.DeleteAsync("pods/web?cascade=true&wait=ready")).Must(204);
        (await Api.PatchAsync("networks/blue", """{"egress":"none"}""")).Must(200);
        (await Api.PostAsync("pods?wait=ready", """{"name":"stray","network":"blue","node":"node-1"}""")).Must(201);

        var plan = (await Api.PostAsync($"changes/{good}/rollback?dryRun=true", "")).Must(200);
        var back = (await Api.PostAsync($"changes/{good}/rollback?wait=ready", "")).Must(200);

        foreach (var reply in new[] { plan, back })
        {
            Assert.Equal(["web", "web-http"], ApplyTests.Names(reply, "created"));
            Assert.Equal(["blue"], ApplyTests.Names(reply, "changed"));
            Assert.Equal(["stray"], ApplyTests.Names(reply, "deleted"));
        }
        Assert.Equal(web["addresses.0"], (await Api.GetAsync("pods/web")).Must(200)["addresses.0"]);
        Assert.Equal("masquerade", (await Api.GetAsync("networks/blue"))["egress"]);
        (await Api.PostAsync("changes/999999/rollback", "")).Must(404);
        var history = (await Api.GetAsync("changes?resource=web&limit=2")).Must(200);
        Assert.Equal(["create", "delete"], ((JsonArray)history.Find("items")!).Select(change => change!["action"]!.ToString()));
        Assert.Equal("admin", history["items.0.actor"]);
    }
}
