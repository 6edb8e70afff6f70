using System.Text.Json.Nodes;

namespace Netaas.ApiTests;

public sealed class ApplyTests : IAsyncLifetime
{
    internal const string Shop = """
        {"resources": [
          {"kind": "port-mapping", "name": "web-http", "pod": "web", "nodes": ["node-1"], "hostPort": 8080, "targetPort": 80, "labels": {"app": "shop"}},
          {"kind": "pod", "name": "web", "network": "blue", "node": "node-1", "labels": {"app": "shop"}},
          {"kind": "pod", "name": "db", "network": "blue", "node": "node-2", "labels": {"app": "shop"}},
          {"kind": "network", "name": "blue", "podCidrs": ["10.10.0.0/16"], "labels": {"app": "shop"}}
        ], "prune": {"app": "shop"}}
        """;

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
    public async Task A_set_in_any_order_is_applied_and_a_second_time_changes_nothing()
    {
        var first = (await _api.PostAsync("apply?wait=ready", Shop)).Must(200);
        Assert.Equal(["blue", "web", "db", "web-http"], Names(first, "created"));
        var revision = await LastRevisionAsync(_api);

        var second = (await _api.PostAsync("apply?wait=ready", Shop)).Must(200);

        Assert.Equal(["blue", "web", "db", "web-http"], Names(second, "unchanged"));
        Assert.Empty(Names(second, "created").Concat(Names(second, "changed")).Concat(Names(second, "deleted")));
        Assert.Equal(revision, await LastRevisionAsync(_api));
    }

    [Fact]
    public async Task A_plan_tells_each_resource_as_it_is_and_as_it_would_be()
    {
        (await _api.PostAsync("apply?wait=ready", Shop)).Must(200);
        var revision = await LastRevisionAsync(_api);
        var changed = Shop.Replace("\"node-2\", ", "\"node-2\", \"weight\": 7, ", StringComparison.Ordinal).Replace("web-http", "web-https", StringComparison.Ordinal).Replace("8080", "8443", StringComparison.Ordinal);

        var plan = (await _api.PostAsync("apply?dryRun=true", changed)).Must(200);

        // A weight of 1 is the default, and left out.
        Assert.Equal(("db", null, "7"), (plan["changed.0.before.name"], plan["changed.0.before.weight"], plan["changed.0.after.weight"]));
        Assert.Equal((null, "8443"), (plan["created.0.before"], plan["created.0.after.hostPort"]));
        Assert.Equal(("8080", null), (plan["deleted.0.before.hostPort"], plan["deleted.0.after"]));
        Assert.Null(plan["unchanged.0.after"]);
        (await _api.PostAsync("apply?wait=ready", changed)).Must(200);
        var back = (await _api.PostAsync($"changes/{revision}/rollback?dryRun=true", "{}")).Must(200);
        Assert.Equal(("7", "db", null), (back["changed.0.before.weight"], back["changed.0.after.name"], back["changed.0.after.weight"]));
    }

    [Fact]
    public async Task What_is_labelled_and_not_in_the_set_is_pruned()
    {
        (await _api.PostAsync("apply?wait=ready", Shop)).Must(200);
        (await _api.PostAsync("pods", """{"name":"other","network":"blue","node":"node-1"}""")).Must(201);

        var pruned = (await _api.PostAsync("apply?wait=ready", """
            {"resources": [{"kind": "network", "name": "blue", "labels": {"app": "shop"}}, {"kind": "pod", "name": "db", "network": "blue", "node": "node-2", "labels": {"app": "shop", "tier": "data"}}],
             "prune": {"app": "shop"}}
            """)).Must(200);

        Assert.Equal(["web-http", "web"], Names(pruned, "deleted"));
        Assert.Equal(["db"], Names(pruned, "changed"));
        Assert.Equal(["blue"], Names(pruned, "unchanged"));
        (await _api.GetAsync("pods/other")).Must(200);
    }

    [Fact]
    public async Task All_problems_of_a_set_are_named_and_nothing_is_stored()
    {
        (await _api.PostAsync("apply", Shop)).Must(200);
        var before = await LastRevisionAsync(_api);

        var refused = (await _api.PostAsync("apply", """
            {"resources": [
              {"kind": "network", "name": "green", "podCidrs": ["10.10.0.0/24"]},
              {"kind": "network", "name": "blue", "podCidrs": ["10.99.0.0/16"]},
              {"kind": "network", "name": "yellow"},
              {"kind": "pod", "name": "new", "network": "blue", "node": "node-9"}
            ]}
            """)).Must(409);

        Assert.Equal(["resources[0].podCidrs[0]: cidrOverlap", "resources[1].podCidrs: immutable", "resources[3].node: unknownNode"], refused.Problems);
        Assert.Equal(before, await LastRevisionAsync(_api));
        (await _api.GetAsync("networks/yellow")).Must(404);

        Assert.Equal(
            ["resources[0].colour: unknownField", "resources[0].name: invalidName", "resources[1].kind: unknownKind", "resources[3].name: duplicate"],
            (await _api.PostAsync("apply", """
                {"resources": [{"kind": "network", "name": "Ä", "colour": 1}, {"kind": "volume", "name": "x"}, {"kind": "pod", "name": "a", "node": "node-1"}, {"kind": "pod", "name": "a", "node": "node-1"}]}
                """)).Must(400).Problems);
    }

    [Fact]
    public async Task A_dry_run_shows_the_kernel_objects_of_each_node_and_stores_nothing()
    {
        var plan = (await _api.PostAsync("apply?dryRun=true", Shop)).Must(200);

        Assert.Equal(["blue", "web", "db", "web-http"], Names(plan, "created"));
        var one = ((JsonArray)plan.Find("nodes.0.create")!).Select(line => line!.ToString()).ToList();
        Assert.Equal("node-1", plan["nodes.0.node"]);
        Assert.Contains(one, line => line.StartsWith("vxlan ", StringComparison.Ordinal));
        Assert.Contains(one, line => line.Contains("10.10.1.2", StringComparison.Ordinal) && line.StartsWith("pod ", StringComparison.Ordinal));
        Assert.Contains(one, line => line.Contains("8080", StringComparison.Ordinal));
        (await _api.GetAsync("networks/blue")).Must(404);
        Assert.Equal(0, await CountAsync("addresses"));

        (await _api.PostAsync("apply?wait=ready", Shop)).Must(200);
        var nothing = (await _api.PostAsync("apply?dryRun=true", Shop)).Must(200);
        Assert.Empty((JsonArray)nothing.Find("nodes")!);
    }

    [Fact]
    public async Task A_dry_run_shows_nothing_of_what_others_write_meanwhile()
    {
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"first","network":"blue","node":"node-1"}""")).Must(201);
        using var over = new CancellationTokenSource();
        var others = Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                (await _api.PostAsync("pods", $$"""{"name":"other-{{writer}}-{{i}}","node":"node-1"}""")).Must(201);
                (await _api.DeleteAsync($"pods/other-{writer}-{i}")).Must(204);
            }
        }));

        for (var i = 0; i < 20; i++)
        {
            var plan = (await _api.PostAsync("apply?dryRun=true", """{"resources": [{"kind": "network", "name": "blue", "egress": "none"}]}""")).Must(200);
            Assert.Equal(["node-1"], ((JsonArray)plan.Find("nodes")!).Select(node => node!["node"]!.ToString()));
            Assert.DoesNotContain("pod ", plan.Find("nodes")!.ToJsonString(), StringComparison.Ordinal);
        }
        await over.CancelAsync();
        await others;
    }

    [Fact]
    public async Task The_same_set_sent_twice_at_once_is_applied_once()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.PostAsync("apply", Shop)));

        Assert.Single(replies, reply => Names(reply.Must(200), "created").Any());
        Assert.All(replies, reply => Assert.Equal(4, Names(reply, "created").Concat(Names(reply, "unchanged")).Count()));
    }

    [Fact]
    public async Task Projects_pools_and_reservations_are_applied_and_pruned_by_who_may_write_them()
    {
        const string set = """
            {"resources": [
              {"kind": "reservation", "pool": "lab", "cidr": "10.200.4.0/24", "note": "printers", "labels": {"set": "base"}},
              {"kind": "network", "name": "office", "podCidrs": ["10.210.0.0/16"], "labels": {"set": "base"}},
              {"kind": "pool", "name": "lab", "purpose": "pods", "cidr": "10.200.0.0/16", "labels": {"set": "base"}},
              {"kind": "project", "name": "team", "quotas": {"pods": 5}, "labels": {"set": "base"}}
            ], "prune": {"set": "base"}}
            """;
        Assert.Equal(["team", "lab", "10.200.4.0/24", "office"], Places(await _api.PostAsync("apply?dryRun=true", set), "created"));
        Assert.Equal(["team", "lab", "10.200.4.0/24", "office"], Places(await _api.PostAsync("apply", set), "created"));
        Assert.Equal(["team", "lab", "10.200.4.0/24", "office"], Places(await _api.PostAsync("apply", set), "unchanged"));
        Assert.Equal("printers", (await _api.GetAsync("pools/lab/reservations")).Must(200)["items.0.note"]);
        Assert.Equal("5", (await _api.GetAsync("projects/team")).Must(200)["quotas.pods"]);

        var changed = set.Replace("printers", "cameras", StringComparison.Ordinal).Replace("\"pods\": 5", "\"pods\": 6", StringComparison.Ordinal);
        Assert.Equal(["team", "10.200.4.0/24"], Places(await _api.PostAsync("apply", changed), "changed"));
        Assert.Equal(
            ["resources[0].cidr: outsidePool"],
            (await _api.PostAsync("apply", """{"resources": [{"kind": "reservation", "pool": "lab", "cidr": "10.1.0.0/24"}]}""")).Must(400).Problems);

        var ours = _api.As((await _api.PostAsync("tokens", """{"name":"ours","role":"operator"}""")).Must(201)["secret"]!);
        Assert.Equal(
            ["resources[0].kind: unknownKind"],
            (await ours.PostAsync("apply", """{"resources": [{"kind": "pool", "name": "mine", "purpose": "pods", "cidr": "10.201.0.0/16"}]}""")).Must(400).Problems);
        Assert.Equal(["office"], Places(await ours.PostAsync("apply", """{"resources": [], "prune": {"set": "base"}}"""), "deleted"));
        Assert.Equal(["10.200.4.0/24", "lab", "team"], Places(await _api.PostAsync("apply", """{"resources": [], "prune": {"set": "base"}}"""), "deleted"));
        (await _api.GetAsync("pools/lab")).Must(404);
    }

    [Fact]
    public async Task A_token_of_a_set_shows_its_secret_to_who_made_it_and_to_nobody_after()
    {
        const string Set = """{"resources": [{"kind": "token", "name": "pipeline", "role": "operator", "labels": {"set": "ci"}}]}""";
        Assert.Null((await _api.PostAsync("apply?dryRun=true", Set)).Must(200)["created.0.secret"]);
        var made = (await _api.PostAsync("apply", Set, ("Idempotency-Key", "once"))).Must(200);
        (await _api.As(made["created.0.secret"]!).GetAsync("networks")).Must(200);

        Assert.Null((await _api.PostAsync("apply", Set, ("Idempotency-Key", "once"))).Must(200)["created.0.secret"]);
        var again = (await _api.PostAsync("apply", Set)).Must(200);
        Assert.Equal(["pipeline"], Names(again, "unchanged"));
        Assert.Null(again["unchanged.0.secret"]);
        Assert.Equal(
            ["resources[0].kind: unknownKind"],
            (await _api.As(made["created.0.secret"]!).PostAsync("apply", Set)).Must(400).Problems);

        Assert.Equal(["pipeline"], Names((await _api.PostAsync("apply", """{"resources": [], "prune": {"set": "ci"}}""")).Must(200), "deleted"));
        (await _api.As(made["created.0.secret"]!).GetAsync("networks")).Must(401);
    }

    /// <summary>Names in the order of the answer; a reservation's is its id, and is told by its CIDR here.</summary>
    private static IEnumerable<string?> Places(Reply reply, string effect) => ((JsonArray)reply.Must(200).Find(effect)!)
        .Select(one => $"{one?["kind"]}" == "reservation" ? "10.200.4.0/24" : one?["name"]?.ToString());

    internal static Task<long> LastRevisionAsync(ApiHost api) => ScalarAsync(api, "SELECT max(revision) FROM changes");

    internal static IEnumerable<string?> Names(Reply reply, string effect) => ((JsonArray)reply.Find(effect)!).Select(one => one?["name"]?.ToString());

    private Task<long> CountAsync(string from) => ScalarAsync(_api, $"SELECT count(*) FROM {from}");

    private static async Task<long> ScalarAsync(ApiHost api, string sql)
    {
        await using var command = api.Data.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
