using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Netaas.Api.Status;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Services of type loadBalancer: their addresses, and who answers for them.</summary>
public sealed class LoadBalancerTests : OneNode
{
    protected override async Task PrepareAsync()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/24"]}""")).Must(201);
        (await Api.PostAsync("networks", """{"name":"dual","podCidrs":["10.11.0.0/16","fd00:11::/48"],"serviceCidrs":["10.97.0.0/24","fd00:97::/112"]}""")).Must(201);
        (await Api.PostAsync("pools", """{"name":"lab","purpose":"external","cidr":"172.31.0.8/29"}""")).Must(201);
    }

    [Fact]
    public async Task Addresses_are_given_or_the_next_free_ones_of_a_pool_that_a_node_stands_in_and_each_is_given_once()
    {
        var first = (await Api.PostAsync("services?wait=ready", Service("a"))).Must(201);
        Assert.Equal("172.31.0.9", first["loadBalancerIps.0"]);
        Assert.NotNull(first["ports.0.nodePort"]);
        Assert.Equal("172.31.0.10", (await Api.PostAsync("services", Service("b"))).Must(201)["loadBalancerIps.0"]);
        // 172.31.0.11 is the node's own, and one is reserved.
        (await Api.PostAsync("pools/lab/reservations", """{"cidr":"172.31.0.12/32"}""")).Must(201);
        Assert.Equal("172.31.0.13", (await Api.PostAsync("services", Service("c"))).Must(201)["loadBalancerIps.0"]);
        Assert.Equal("172.31.0.14", (await Api.PostAsync("services", Service("d", """ "loadBalancerIps":["172.31.0.14"],"""))).Must(201)["loadBalancerIps.0"]);
        // That pool is used up: the next one, whose subnet no node stands in.
        Assert.Equal("203.0.113.1", (await Api.PostAsync("services", Service("e"))).Must(201)["loadBalancerIps.0"]);

        var taken = (await Api.PostAsync("services", Service("x", """ "loadBalancerIps":["172.31.0.9"],"""))).Must(409);
        Assert.Equal(("addressTaken", "a"), (taken.Code, taken["conflicts.0.name"]));
        foreach (var (address, code) in new[] { ("172.31.0.11", "outsidePools"), ("172.31.0.12", "outsidePools"), ("172.31.0.8", "outsidePools"), ("192.0.2.1", "outsidePools"), ("2001:db8::1", "otherFamily") })
            Assert.Equal([$"loadBalancerIps[0]: {code}"], (await Api.PostAsync("services", Service("x", $$""" "loadBalancerIps":["{{address}}"],"""))).Must(400).Problems);

        // What is deleted holds its address until the nodes have let go.
        (await Api.DeleteAsync("services/a?wait=ready")).Must(204);
        Assert.Equal("172.31.0.9", (await Api.PostAsync("services", Service("f"))).Must(201)["loadBalancerIps.0"]);
        Assert.Equal("f", (await Api.GetAsync("holders?address=172.31.0.9")).Must(200)["items.0.name"]);
    }

    [Theory]
    [InlineData("pools/lab/reservations", "cidr", """{"cidr":"172.31.0.8/30"}""")]
    [InlineData("networks", "podCidrs[0]", """{"name":"red","podCidrs":["203.0.113.0/24"]}""")]
    [InlineData("networks", "serviceCidrs[0]", """{"name":"red","podCidrs":["10.20.0.0/16"],"serviceCidrs":["203.0.113.0/24"]}""")]
    [InlineData("networks", "podCidrs[0]", """{"name":"red","type":"bridge","podCidrs":["203.0.113.0/24"]}""")]
    public async Task A_range_around_an_address_that_a_service_has_is_refused_with_the_service(string path, string field, string body)
    {
        var inside = path == "networks" ? "203.0.113.9" : "172.31.0.9";
        (await Api.PostAsync("services", Service("a", $$""" "loadBalancerIps":["{{inside}}"],"""))).Must(201);
        var refused = (await Api.PostAsync(path, body)).Must(409);
        Assert.Equal(("cidrOverlap", field, "service", "a"), (refused.Code, refused["errors.0.field"], refused["conflicts.0.kind"], refused["conflicts.0.name"]));
        Assert.Contains("load-balancer address of service 'a'", refused["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reservation_that_leaves_its_range_open_goes_around_addresses_that_are_given()
    {
        (await Api.PostAsync("services", Service("a", """ "loadBalancerIps":["203.0.113.1"],"""))).Must(201);
        Assert.Equal("203.0.113.2/31", (await Api.PostAsync("pools/external/reservations", """{"prefixLength":31}""")).Must(201)["cidr"]);
    }

    [Fact]
    public async Task A_service_keeps_an_address_around_which_something_has_come_to_stand()
    {
        (await Api.PostAsync("services", Service("a", """ "loadBalancerIps":["172.31.0.9"],"""))).Must(201);
        // As made before such ranges were refused.
        await using (var command = Api.Data.CreateCommand("INSERT INTO network_cidrs (id, purpose, cidr, node_prefix_length) VALUES (gen_random_uuid(), 'reserved', '172.31.0.8/30', 0)"))
            await command.ExecuteNonQueryAsync();
        (await Api.PatchAsync("services/a", """{"labels":{"tier":"front"}}""")).Must(200);
        Assert.Equal(["loadBalancerIps[0]: outsidePools"], (await Api.PatchAsync("services/a", """{"loadBalancerIps":["172.31.0.10"]}""")).Must(400).Problems);
    }

    [Fact]
    public async Task Of_a_service_and_a_range_that_want_an_address_at_once_one_has_it()
    {
        for (var i = 1; i < 8; i++)
        {
            var contenders = await Task.WhenAll(
                Api.PostAsync("services", Service($"s{i}", $$""" "loadBalancerIps":["203.0.113.{{i * 2}}"],""")),
                Api.PostAsync("pools/external/reservations", $$"""{"cidr":"203.0.113.{{i * 2}}/31"}"""));
            Assert.Single(contenders, reply => reply.Status == 201);
        }
    }

    [Fact]
    public async Task Addresses_are_listed_with_their_holder_and_count_in_their_pool_which_stays_around_them()
    {
        (await Api.PostAsync("services?wait=ready", Service("a"))).Must(201);
        (await Api.PostAsync("services?wait=ready", Service("b", """ "loadBalancerIps":["172.31.0.14"],"""))).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        var held = (await Api.GetAsync("addresses?network=blue")).Must(200).Find("items")!.AsArray();
        Assert.Contains(held, item => $"{item!["holder"]}" == "pod");
        Assert.Equal(
            [("172.31.0.9", "a"), ("172.31.0.14", "b")],
            held.Where(item => $"{item!["holder"]}" == "loadBalancer").Select(item => ($"{item!["address"]}", $"{item!["service"]}")));
        Assert.Equal(["172.31.0.14"], (await Api.GetAsync("addresses?service=b")).Must(200).Find("items")!.AsArray().Select(item => $"{item!["address"]}"));
        Assert.Empty((await Api.GetAsync("addresses?node=node-1&service=b")).Must(200).Find("items")!.AsArray());

        // One after the other, whatever they are of.
        var cursor = "";
        var paged = new List<string>();
        do
        {
            var page = (await Api.GetAsync($"addresses?network=blue&limit=1{cursor}")).Must(200);
            paged.AddRange(page.Find("items")!.AsArray().Select(item => $"{item!["address"]}"));
            cursor = page["nextCursor"] is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(held.Select(item => $"{item!["address"]}"), paged);

        Assert.Equal(("8", "2"), ((await Api.GetAsync("pools/lab")).Must(200)["status.utilization.total"], (await Api.GetAsync("pools/lab")).Must(200)["status.utilization.used"]));
        var narrowed = (await Api.PatchAsync("pools/lab", """{"cidr":"172.31.0.8/30"}""")).Must(409);
        Assert.Equal(("inUse", "b"), (narrowed.Code, narrowed["conflicts.0.name"]));
        Assert.Equal("a", (await Api.DeleteAsync("pools/lab")).Must(409)["conflicts.0.name"]);
    }

    [Fact]
    public async Task A_project_may_hold_no_more_addresses_than_its_quota()
    {
        (await Api.PostAsync("projects", """{"name":"small","quotas":{"loadBalancerIps":1}}""")).Must(201);
        (await Api.PostAsync("networks?project=small", """{"name":"red","podCidrs":["10.12.0.0/16"],"serviceCidrs":["10.95.0.0/24"]}""")).Must(201);
        (await Api.PostAsync("services?project=small&wait=ready", Service("a", network: "red"))).Must(201);
        var refused = (await Api.PostAsync("services?project=small", Service("b", network: "red"))).Must(409);
        Assert.Equal("quotaExceeded", refused.Code);
        Assert.Contains("may hold 1 load-balancer addresses", refused["detail"], StringComparison.Ordinal);
        Assert.Equal("1", (await Api.GetAsync("projects/small")).Must(200)["status.usage.loadBalancerIps"]);
        // Another address in its place is one, too.
        (await Api.PatchAsync("services/a?project=small&wait=ready", """{"loadBalancerIps":["172.31.0.14"]}""")).Must(200);
        (await Api.DeleteAsync("services/a?project=small&wait=ready")).Must(204);
        (await Api.PostAsync("services?project=small", Service("b", network: "red"))).Must(201);
    }

    [Fact]
    public async Task A_service_of_both_families_has_an_address_of_each_that_a_pool_is_for()
    {
        Assert.Equal(["172.31.0.9"], Addresses((await Api.PostAsync("services", Service("one", network: "dual"))).Must(201)));
        (await Api.PostAsync("pools", """{"name":"lab6","purpose":"external","cidr":"2001:db8:31::1:0/112"}""")).Must(201);
        // No node stands in a subnet of that family.
        Assert.Equal(["172.31.0.10", "2001:db8:31::1:1"], Addresses((await Api.PostAsync("services?wait=ready", Service("two", network: "dual"))).Must(202)));
        Assert.Equal([IPAddress.Parse("172.31.0.10"), IPAddress.Parse("2001:db8:31::1:1")], Item("two").LoadBalancerIps);
    }

    [Fact]
    public async Task A_type_may_change_and_what_was_given_stays_until_it_does()
    {
        (await Api.PostAsync("services", Service("a", """ "loadBalancerSourceRanges":["198.51.100.0/24"],"externalTrafficPolicy":"local","""))).Must(201);
        var port = (await Api.GetAsync("services/a")).Must(200)["healthCheckNodePort"];
        Assert.NotNull(port);
        // Recorded, and no node may answer: none has an endpoint.
        var put = (await Api.PutAsync("services/a?wait=ready", Service("a", """ "externalTrafficPolicy":"local","sessionAffinity":"clientIp","""))).Must(202);
        Assert.Equal(("172.31.0.9", port, 0), (put["loadBalancerIps.0"], put["healthCheckNodePort"], put.Find("loadBalancerSourceRanges")!.AsArray().Count));
        Assert.Equal(port, Item("a").HealthPort.ToString());
        Assert.Equal("a", (await Api.PostAsync("pods", $$"""{"name":"host","node":"node-1","mode":"host","ports":[{"port":{{port}}}]}""")).Must(409)["conflicts.0.name"]);

        Assert.Equal("172.31.0.14", (await Api.PatchAsync("services/a?wait=ready", """{"loadBalancerIps":["172.31.0.14"],"externalTrafficPolicy":"cluster","healthCheckNodePort":null}""")).Must(200)["loadBalancerIps.0"]);
        Assert.Null((await Api.GetAsync("services/a")).Must(200)["healthCheckNodePort"]);
        Assert.Equal("172.31.0.9", (await Api.PostAsync("services", Service("b"))).Must(201)["loadBalancerIps.0"]);
        var plain = (await Api.PatchAsync("services/a?wait=ready", """{"type":"clusterIp","loadBalancerIps":null,"ports":[{"port":80}]}""")).Must(200);
        Assert.Empty(Addresses(plain));
        Assert.Empty(Item("a").LoadBalancerIps);
        Assert.Equal("172.31.0.10", (await Api.PatchAsync("services/a", """{"type":"loadBalancer"}""")).Must(200)["loadBalancerIps.0"]);
    }

    [Fact]
    public async Task What_was_allocated_gives_way_to_a_patch_that_leaves_no_place_for_it_and_not_to_a_patch_that_names_it()
    {
        (await Api.PostAsync("services", Service("a", """ "externalTrafficPolicy":"local","""))).Must(201);
        Assert.NotNull((await Api.GetAsync("services/a")).Must(200)["healthCheckNodePort"]);
        Assert.Equal(["healthCheckNodePort: mismatch"], (await Api.PatchAsync("services/a", """{"externalTrafficPolicy":"cluster","healthCheckNodePort":30100}""")).Must(400).Problems);
        var alike = (await Api.PatchAsync("services/a", """{"externalTrafficPolicy":"cluster"}""")).Must(200);
        Assert.Equal((null, "172.31.0.9"), (alike["healthCheckNodePort"], alike["loadBalancerIps.0"]));

        (await Api.PatchAsync("services/a", """{"externalTrafficPolicy":"local"}""")).Must(200);
        Assert.Equal(["loadBalancerIps: mismatch"], (await Api.PatchAsync("services/a", """{"type":"nodePort","loadBalancerIps":["172.31.0.9"]}""")).Must(400).Problems);
        var published = (await Api.PatchAsync("services/a?wait=ready", """{"type":"nodePort"}""")).Must(200);
        Assert.Equal((0, null), (Addresses(published).Count(), published["healthCheckNodePort"]));
        Assert.NotNull(published["ports.0.nodePort"]);
        Assert.Equal("172.31.0.9", (await Api.PostAsync("services", Service("b"))).Must(201)["loadBalancerIps.0"]);
        Assert.Null((await Api.PatchAsync("services/b", """{"type":null}""")).Must(200)["ports.0.nodePort"]);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_all_at_once()
    {
        Assert.Equal(
            ["healthCheckNodePort: mismatch", "loadBalancerIps: mismatch", "loadBalancerSourceRanges: mismatch"],
            (await Api.PostAsync("services", """{"name":"x","network":"blue","selector":{"a":"b"},"ports":[{"port":80}],"loadBalancerIps":["172.31.0.9"],"loadBalancerSourceRanges":["10.0.0.0/8"],"healthCheckNodePort":30100}""")).Must(400).Problems);
        Assert.Equal(
            ["healthCheckNodePort: duplicate", "loadBalancerIps[1]: duplicateFamily", "loadBalancerSourceRanges[1]: duplicate"],
            (await Api.PostAsync("services", """{"name":"x","network":"blue","type":"loadBalancer","selector":{"a":"b"},"externalTrafficPolicy":"local","ports":[{"port":80,"nodePort":30100}],"loadBalancerIps":["172.31.0.9","172.31.0.10"],"loadBalancerSourceRanges":["10.0.0.0/8","10.1.0.0/16"],"healthCheckNodePort":30100}""")).Must(400).Problems);
    }

    [Fact]
    public async Task The_status_says_who_answers_and_a_condition_that_nobody_does_and_why()
    {
        Node.Answered = [];
        (await Api.PostAsync("services?wait=ready", Service("far", """ "loadBalancerIps":["203.0.113.7"],"""))).Must(202);
        (await Api.PostAsync("services?wait=ready&timeout=500ms", Service("near"))).Must(202);
        var far = (await Api.GetAsync("services/far")).Must(200);
        Assert.Equal(("Degraded", "NoLoadBalancerNode", "noNodeInSubnet"), (far["status.phase"], far["status.conditions.0.type"], far["status.conditions.0.reason"]));
        var near = (await Api.GetAsync("services/near")).Must(200);
        Assert.Equal(("unanswered", null), (near["status.conditions.0.reason"], near["status.loadBalancer.0.node"]));

        Node.Answered = [IPAddress.Parse("172.31.0.9")];
        await ReportedAsync(Node);
        near = (await Api.GetAsync("services/near")).Must(200);
        Assert.Equal(("Ready", "172.31.0.9", "node-1"), (near["status.phase"], near["status.loadBalancer.0.address"], near["status.loadBalancer.0.node"]));

        // Another finds that node dead, and has the address.
        await using var two = await ScriptedAgent.JoinAsync(Api, "node-2", 2);
        (two.DeadPeers, two.Answered) = ([Node.Id], [IPAddress.Parse("172.31.0.9")]);
        await ReportedAsync(two);
        Assert.Equal("node-2", (await Api.GetAsync("services/near")).Must(200)["status.loadBalancer.0.node"]);
    }

    [Fact]
    public async Task A_set_with_one_is_planned_and_applied_and_a_plan_takes_no_address()
    {
        const string Set = """{"resources":[{"kind":"service","name":"web","network":"blue","type":"loadBalancer","selector":{"app":"web"},"ports":[{"port":80}]}]}""";
        (await Api.PostAsync("apply?dryRun=true", Set)).Must(200);
        (await Api.PostAsync("apply", Set)).Must(200);
        Assert.Equal("172.31.0.9", (await Api.GetAsync("services/web")).Must(200)["loadBalancerIps.0"]);
    }

    [Fact]
    public async Task Who_waits_waits_until_a_node_answers_for_the_address()
    {
        Node.Answered = [];
        var set = $$"""{"resources":[{"kind":"service",{{Service("c")[1..]}}]}""";
        Func<Task<Reply>>[] writes =
        [
            () => Api.PostAsync("services?wait=ready&timeout=20s", Service("a")),
            () => Api.PutAsync("services/b?wait=ready&timeout=20s", Service("b")),
            () => Api.PostAsync("apply?wait=ready&timeout=20s", set),
            () => Api.PatchAsync("services/a?wait=ready&timeout=20s", """{"loadBalancerIps":["172.31.0.14"]}"""),
        ];
        foreach (var write in writes)
        {
            Node.Answered = [];
            var revision = Node.Received;
            var sent = write();
            await Node.UntilAsync(() => Node.Received > revision);
            // What it says first is that it has the service and doesn't answer yet.
            await Node.ReportAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(300));
            Assert.False(sent.IsCompleted);
            Node.Answered = null;
            await Node.ReportAsync();
            var answer = (await sent).Must((await sent).Status is 201 ? 201 : 200);
            if (answer["name"] is not null)
                Assert.Equal(("Ready", "node-1"), (answer["status.phase"], answer["status.loadBalancer.0.node"]));
        }
    }

    [Fact]
    public async Task Who_waits_is_told_at_once_where_no_node_can_answer_and_at_the_timeout_where_none_has()
    {
        Node.Answered = [];
        var since = TimeProvider.System.GetTimestamp();
        var far = (await Api.PostAsync("services?wait=ready&timeout=60s", Service("far", """ "loadBalancerIps":["203.0.113.7"],"""))).Must(202);
        Assert.Null(far["lagging.0.node"]);
        Assert.Contains("No healthy node stands in the subnet of 203.0.113.7", far["lagging.0.reason"], StringComparison.Ordinal);
        // Only nodes with endpoints may, and there are none.
        var alone = (await Api.PostAsync("services?wait=ready&timeout=60s", Service("alone", """ "externalTrafficPolicy":"local","""))).Must(202);
        Assert.Contains("none in its subnet has a ready endpoint", alone["lagging.0.reason"], StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 0, 30);
        var near = (await Api.PostAsync("services?wait=ready&timeout=500ms", Service("near"))).Must(202);
        Assert.Equal("Degraded", near["status.phase"]);
        Assert.Contains("No node answers for 172.31.0.10", near["lagging.0.reason"], StringComparison.Ordinal);

        // A pod that comes in the same set is waited for.
        Node.Answered = null;
        const string Set = """
            {"resources":[
             {"kind":"service","name":"web","network":"blue","type":"loadBalancer","externalTrafficPolicy":"local","selector":{"app":"front"},"ports":[{"port":80}]},
             {"kind":"pod","name":"front","network":"blue","node":"node-1","labels":{"app":"front"}}]}
            """;
        (await Api.PostAsync("apply?wait=ready&timeout=30s", Set)).Must(200);
        Assert.Equal("node-1", (await Api.GetAsync("services/web")).Must(200)["status.loadBalancer.0.node"]);
    }

    [Fact]
    public async Task Subscribers_hear_that_a_service_is_ready_when_a_node_answers_for_it()
    {
        Node.Answered = [];
        await using var events = await EventReader.OpenAsync(Api.Client, "0");
        (await Api.PostAsync("services?wait=ready&timeout=500ms", Service("a"))).Must(202);
        Node.Answered = null;
        await Node.ReportAsync();
        var phases = new List<string?>();
        while (phases.LastOrDefault() != "Ready")
            if (JsonNode.Parse((await events.NextAsync())?.Data ?? "")! is var told && (string?)told["type"] == "status" && (string?)told["name"] == "a")
                phases.Add((string?)told["phase"]);
        Assert.Equal(["Degraded", "Ready"], phases.Where(phase => phase != "Pending"));
    }

    private static string Service(string name, string more = "", string network = "blue") =>
        $$"""{"name":"{{name}}","network":"{{network}}","type":"loadBalancer","selector":{"app":"web"},{{more}}"ports":[{"port":80}]}""";

    private static IEnumerable<string> Addresses(Reply answer) => answer.Find("loadBalancerIps")!.AsArray().Select(it => it!.GetValue<string>());

    private ServiceItem Item(string name) => Node.View.Values.OfType<ServiceItem>().Single(service => service.Name == name);

    private async Task ReportedAsync(ScriptedAgent agent)
    {
        var board = Api.App.Services.GetRequiredService<NodeBoard>();
        var wanted = agent.Answered;
        await agent.ReportAsync();
        for (var changed = board.Changed; board.Nodes[agent.Id].Report?.Answered != wanted; changed = board.Changed)
            await changed;
    }
}
