using System.Text.Json.Nodes;

namespace Netaas.ApiTests;

public sealed class ConventionTests : OneNode
{
    [Fact]
    public async Task A_parameter_that_does_not_exist_is_refused_before_anything_is_done()
    {
        (await Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        foreach (var query in new[] { "dry_run=true", "dry-run=true", "cascade=true&force=1" })
            Assert.All((await Api.DeleteAsync($"networks/blue?{query}")).Must(400).Problems, problem => Assert.EndsWith(": unknownParameter", problem, StringComparison.Ordinal));
        Assert.Equal(["dryrunn: unknownParameter"], (await Api.PostAsync("apply?dryrunn=true", """{"resources":[]}""")).Must(400).Problems);
        (await Api.GetAsync("networks/blue")).Must(200);

        (await Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await Api.DeleteAsync("networks/blue?cascade=True")).Must(204);
    }

    [Fact]
    public async Task One_PUT_sent_by_many_at_once_creates_once_and_is_refused_to_nobody()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Api.PutAsync("networks/many", """{"podCidrs":["10.44.0.0/16"]}""")));

        Assert.Single(replies, reply => reply.Status == 201);
        Assert.All(replies.Where(reply => reply.Status != 201), reply => reply.Must(200));
        Assert.Single(replies.Select(reply => reply["id"]).Distinct());
    }

    [Fact]
    public async Task Put_creates_then_changes_nothing_then_replaces()
    {
        var created = (await Api.PutAsync("networks/blue", """{"podCidrs":["10.10.0.0/16"],"labels":{"team":"a"}}""")).Must(201);
        var same = (await Api.PutAsync("networks/blue", """{"labels":{"team":"a"}}""")).Must(200);
        Assert.Equal(created["revision"], same["revision"]);
        Assert.Equal("10.10.0.0/16", same["podCidrs.0"]);

        var replaced = (await Api.PutAsync("networks/blue", """{"egress":"none"}""")).Must(200);
        Assert.Equal("none", replaced["egress"]);
        Assert.Null(replaced["labels.team"]);
        Assert.NotEqual(created.ETag, replaced.ETag);
    }

    [Fact]
    public async Task What_was_read_can_be_put_back_unchanged()
    {
        (await Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1","ports":[{"name":"http","port":80}]}""")).Must(201);
        (await Api.PostAsync("port-mappings", """{"name":"m","pod":"web","nodes":["node-1"],"hostPort":8080,"targetPort":80}""")).Must(201);
        foreach (var path in new[] { "networks/blue", "pods/web", "port-mappings/m" })
        {
            var read = (await Api.GetAsync(path)).Must(200);
            Assert.Equal(read["revision"], (await Api.PutAsync(path, read.Body!.ToJsonString())).Must(200)["revision"]);
        }
    }

    [Fact]
    public async Task A_field_that_cannot_change_is_refused_by_name()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);

        var refused = (await Api.PutAsync("networks/blue", """{"podCidrs":["10.11.0.0/16"],"vni":77}""")).Must(409);

        Assert.Equal("immutable", refused.Code);
        Assert.Equal(["podCidrs: immutable", "vni: immutable"], refused.Problems);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_fresh_one_is_not()
    {
        var created = (await Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await Api.PatchAsync("networks/blue", """{"labels":{"a":"b"}}""", ("If-Match", created.ETag!))).Must(200);

        (await Api.PatchAsync("networks/blue", """{"labels":{"a":"c"}}""", ("If-Match", created.ETag!))).Must(412);
        (await Api.PutAsync("networks/blue", "{}", ("If-Match", created.ETag!))).Must(412);
        (await Api.DeleteAsync("networks/blue", ("If-Match", created.ETag!))).Must(412);
        (await Api.PutAsync("networks/red", "{}", ("If-Match", "*"))).Must(412);

        var fresh = (await Api.GetAsync("networks/blue")).Must(200);
        (await Api.DeleteAsync("networks/blue", ("If-Match", fresh.ETag!))).Must(204);
    }

    [Fact]
    public async Task A_merge_patch_touches_only_what_it_names()
    {
        (await Api.PostAsync("networks", """{"name":"blue","labels":{"a":"1","b":"2"},"egress":"none"}""")).Must(201);

        var patched = (await Api.PatchAsync("networks/blue", """{"labels":{"a":null,"c":"3"},"egress":null}""")).Must(200);

        Assert.Equal("""{"b":"2","c":"3"}""", patched.Find("labels")!.ToJsonString());
        Assert.Equal("masquerade", patched["egress"]);
    }

    [Fact]
    public async Task A_dry_run_answers_as_if_and_stores_nothing()
    {
        var dry = (await Api.PostAsync("networks?dryRun=true", """{"name":"blue"}""")).Must(200);
        Assert.Equal("10.64.0.0/16", dry["podCidrs.0"]);
        (await Api.GetAsync("networks/blue")).Must(404);

        (await Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await Api.PostAsync("pods?dryRun=true", """{"name":"web","network":"blue","node":"node-1"}""")).Must(200);
        (await Api.GetAsync("pods/web")).Must(404);
    }

    [Theory]
    [InlineData("port-mappings/web-http")]
    [InlineData("services/web")]
    [InlineData("pods/web")]
    [InlineData("networks/blue")]
    [InlineData("pools/lab")]
    [InlineData("pools/lab/reservations/HELD")]
    [InlineData("projects/shop")]
    [InlineData("tokens/reader")]
    public async Task A_deletion_that_is_only_tried_answers_with_what_would_go_and_all_of_it_stays(string path)
    {
        (await Api.PostAsync("networks", """{"name":"blue","serviceCidrs":["10.96.0.0/24"]}""")).Must(201);
        (await Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await Api.PostAsync("services", """{"name":"web","network":"blue","selector":{"app":"web"},"ports":[{"port":80}]}""")).Must(201);
        (await Api.PostAsync("port-mappings", """{"name":"web-http","pod":"web","hostPort":8080}""")).Must(201);
        (await Api.PostAsync("pools", """{"name":"lab","purpose":"external","cidr":"172.20.0.0/16"}""")).Must(201);
        var held = (await Api.PostAsync("pools/lab/reservations", "{}")).Must(201)["id"];
        (await Api.PostAsync("projects", """{"name":"shop"}""")).Must(201);
        (await Api.PostAsync("tokens", """{"name":"reader","role":"viewer"}""")).Must(201);
        path = path.Replace("HELD", held, StringComparison.Ordinal);
        var present = (await Api.GetAsync(path)).Must(200);

        var dry = (await Api.DeleteAsync($"{path}?cascade=true&wait=ready&dryRun=true")).Must(200);

        Assert.Equal((present["id"], present["revision"], present.ETag), (dry["id"], dry["revision"], dry.ETag));
        Assert.Equal(present["revision"], (await Api.GetAsync(path)).Must(200)["revision"]);
        (await Api.GetAsync("port-mappings/web-http")).Must(200);
    }

    [Fact]
    public async Task A_PUT_that_is_to_create_alone_is_refused_where_the_resource_exists()
    {
        var created = (await Api.PutAsync("networks/blue", "{}", ("If-None-Match", "*"))).Must(201);
        var refused = (await Api.PutAsync("networks/blue", """{"egress":"none"}""", ("If-None-Match", "*"))).Must(412);
        Assert.Equal(("exists", created["id"]), (refused.Code, refused["conflicts.0.id"]));
        (await Api.PutAsync("networks/blue", """{"egress":"none"}""", ("If-None-Match", created.ETag!))).Must(412);
        (await Api.PatchAsync("networks/blue", """{"egress":"none"}""", ("If-None-Match", "*"))).Must(412);
        Assert.Equal(created["revision"], (await Api.GetAsync("networks/blue")).Must(200)["revision"]);
        (await Api.PutAsync("networks/blue", """{"egress":"none"}""", ("If-None-Match", "\"1\""))).Must(200);
    }

    [Fact]
    public async Task Of_many_PUTs_at_once_that_are_to_create_alone_one_does()
    {
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Api.PutAsync("networks/many", """{"podCidrs":["10.44.0.0/16"]}""", ("If-None-Match", "*"))));
        Assert.Single(replies, reply => reply.Status == 201);
        Assert.Equal(15, replies.Count(reply => reply.Status == 412));
    }

    [Fact]
    public async Task A_resource_is_found_by_name_and_by_id_and_then_no_more()
    {
        var created = (await Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        Assert.Equal(created["id"], (await Api.GetAsync("networks/blue")).Must(200)["id"]);
        Assert.Equal("blue", (await Api.GetAsync($"networks/{created["id"]}")).Must(200)["name"]);

        (await Api.DeleteAsync($"networks/{created["id"]}")).Must(204);
        (await Api.DeleteAsync("networks/blue")).Must(404);
        (await Api.GetAsync($"networks/{created["id"]}")).Must(404);
    }

    [Fact]
    public async Task A_list_is_paged_and_filtered_and_stays_right_while_rows_come_and_go()
    {
        (await Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        for (var i = 0; i < 10; i++)
            (await Api.PostAsync("pods", $$$"""{"name":"p{{{i}}}","network":"blue","node":"node-1","labels":{"odd":"{{{i % 2}}}"}}""")).Must(201);

        var first = (await Api.GetAsync("pods?limit=4")).Must(200);
        (await Api.DeleteAsync("pods/p0")).Must(204);
        (await Api.DeleteAsync("pods/p3")).Must(204);
        var second = (await Api.GetAsync($"pods?limit=4&cursor={first["nextCursor"]}")).Must(200);
        var third = (await Api.GetAsync($"pods?limit=4&cursor={second["nextCursor"]}")).Must(200);

        Assert.Equal(["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"], Names(first).Concat(Names(second)).Concat(Names(third)));
        Assert.Null(third["nextCursor"]);
        Assert.Equal(["p1", "p5", "p7", "p9"], Names(await Api.GetAsync("pods?label=odd=1&node=node-1&network=blue")));
        Assert.Equal(["p1", "p5", "p7", "p9"], Names(await Api.GetAsync("pods?label=odd=1&label=odd=1")));
        Assert.Empty(Names(await Api.GetAsync("pods?label=odd=0&label=odd=1")));
        Assert.Empty(Names(await Api.GetAsync("pods?node=node-2")));
        Assert.Equal(["colour: unknownParameter"], (await Api.GetAsync("pods?colour=red")).Must(400).Problems);
    }

    [Fact]
    public async Task Dependents_are_named_or_go_along()
    {
        (await Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await Api.PostAsync("port-mappings", """{"name":"m","pod":"web","hostPort":8080}""")).Must(201);

        Assert.Equal("m", (await Api.DeleteAsync("pods/web")).Must(409)["conflicts.0.name"]);
        (await Api.DeleteAsync("networks/blue?cascade=true&wait=ready")).Must(204);

        (await Api.GetAsync("pods/web")).Must(404);
        (await Api.GetAsync("port-mappings/m")).Must(404);
    }

    [Fact]
    public async Task A_pod_needs_no_more_than_a_name_and_a_node()
    {
        var pod = (await Api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1"}""")).Must(201);

        Assert.Equal("default", pod["network"]);
        Assert.Equal("Ready", pod["status.phase"]);
    }

    [Fact]
    public async Task A_port_left_out_is_the_next_free_one()
    {
        (await Api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);

        Assert.Equal("20000", (await Api.PostAsync("port-mappings", """{"name":"a","pod":"web","targetPort":80}""")).Must(201)["hostPort"]);
        Assert.Equal("20001", (await Api.PostAsync("port-mappings", """{"name":"b","pod":"web","targetPort":80}""")).Must(201)["hostPort"]);
    }

    [Fact]
    public async Task Waiting_tells_who_lags_and_why()
    {
        Node.IsObedient = false;
        var network = (await Api.PostAsync("networks?wait=ready&timeout=200ms", """{"name":"blue"}""")).Must(202);
        Assert.Equal("node-1", network["lagging.0.node"]);
        Assert.Equal("Pending", network["status.phase"]);

        await Node.ReportAsync();
        Node.IsObedient = true;
        (await Api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        Assert.Equal("Ready", (await Api.GetAsync("networks/blue"))["status.phase"]);
    }

    private static IEnumerable<string?> Names(Reply list) => ((JsonArray?)list.Find("items") ?? []).Select(item => item?["name"]?.ToString());
}
