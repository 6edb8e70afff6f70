using System.Net;
using Netaas.Core.Addressing;

namespace Netaas.ApiTests;

public sealed class PoolTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_fresh_installation_has_a_pool_per_purpose_and_ipv6_space_of_its_own()
    {
        var pools = (await _api.GetAsync("pools")).Must(200).Find("items")!.AsArray().ToDictionary(pool => pool!["name"]!.ToString(), pool => pool!);

        Assert.Equal(["external", "pods", "services"], pools.Values.Select(pool => pool["purpose"]!.ToString()).Distinct().Order());
        Assert.Equal(("10.64.0.0/10", "10.32.0.0/12"), ($"{pools["pods"]["cidr"]}", $"{pools["services"]["cidr"]}"));
        var own = IPNetwork.Parse($"{pools["pods-ipv6"]["cidr"]}");
        Assert.True(IPNetwork.Parse("fd00::/8").Contains(own.BaseAddress) && own.PrefixLength == 48);

        await using var other = await ApiHost.StartAsync(isFresh: true);
        Assert.NotEqual(Cidr.Format(own), (await other.GetAsync("pools/pods-ipv6")).Must(200)["cidr"]);
    }

    [Fact]
    public async Task Pools_follow_the_conventions_of_every_kind()
    {
        var created = (await _api.PostAsync("pools", """{"name":"lab","purpose":"pods","cidr":"172.20.0.0/16"}""")).Must(201);
        Assert.Equal(("22", "65536", "0", "Ready"), (created["defaultPrefixLength"], created["status.utilization.total"], created["status.utilization.used"], created["status.phase"]));
        Assert.Equal(created["revision"], (await _api.PutAsync("pools/lab", created.Body!.ToJsonString())).Must(200)["revision"]);
        Assert.Equal("pool", (await _api.GetAsync("changes?resource=lab")).Must(200)["items.0.kind"]);

        Assert.Equal("immutable", (await _api.PatchAsync("pools/lab", """{"purpose":"services"}""")).Must(409).Code);
        (await _api.PatchAsync("pools/lab", """{"labels":{"a":"b"}}""", ("If-Match", created.ETag!))).Must(200);
        (await _api.PatchAsync("pools/lab", """{"labels":null}""", ("If-Match", created.ETag!))).Must(412);
        (await _api.DeleteAsync("pools/lab?dryRun=true")).Must(200);
        (await _api.DeleteAsync("pools/lab?wait=ready")).Must(204);
        (await _api.GetAsync("pools/lab")).Must(404);
    }

    [Fact]
    public async Task Pools_of_one_purpose_are_kept_apart_and_bad_ones_refused_with_all_that_is_wrong()
    {
        var refused = (await _api.PostAsync("pools", """{"name":"lab","purpose":"pods","cidr":"10.100.0.0/16"}""")).Must(409);
        Assert.Equal(("cidrOverlap", "pods"), (refused.Code, refused["conflicts.0.name"]));
        (await _api.PostAsync("pools", """{"name":"lab","purpose":"external","cidr":"10.100.0.0/16"}""")).Must(201);
        Assert.Equal("nameTaken", (await _api.PostAsync("pools", """{"name":"lab","purpose":"external","cidr":"10.101.0.0/16"}""")).Must(409).Code);

        Assert.Equal(
            ["cidr: hostBits", "colour: unknownField", "name: required", "purpose: invalid"],
            (await _api.PostAsync("pools", """{"purpose":"pets","cidr":"10.1.2.3/8","colour":"red"}""")).Must(400).Problems);
        Assert.Equal(
            ["cidr: reserved", "defaultPrefixLength: outOfRange"],
            (await _api.PostAsync("pools", """{"name":"x","purpose":"pods","cidr":"127.0.0.0/8","defaultPrefixLength":4}""")).Must(400).Problems);
    }

    [Fact]
    public async Task A_pool_stays_while_something_is_cut_from_it_and_keeps_around_it_when_it_changes()
    {
        (await _api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await _api.PostAsync("pools/pods/reservations", """{"note":"for the lab"}""")).Must(201);

        Assert.Equal("131072", (await _api.GetAsync("pools/pods")).Must(200)["status.utilization.used"]);
        var refused = (await _api.DeleteAsync("pools/pods")).Must(409);
        Assert.Equal(("hasDependents", "blue", "reservation"), (refused.Code, refused["conflicts.0.name"], refused["conflicts.1.kind"]));
        Assert.Equal("inUse", (await _api.PatchAsync("pools/pods", """{"cidr":"10.96.0.0/12"}""")).Must(409).Code);
        (await _api.PatchAsync("pools/pods", """{"cidr":"10.64.0.0/12"}""")).Must(200);

        (await _api.DeleteAsync("networks/blue?wait=ready")).Must(204);
        Assert.Equal("reservation", (await _api.DeleteAsync("pools/pods")).Must(409)["conflicts.0.kind"]);
        (await _api.DeleteAsync("pools/pods?cascade=true")).Must(204);
        Assert.Equal("poolExhausted", (await _api.PostAsync("networks", """{"name":"red"}""")).Must(409).Code);
    }

    [Fact]
    public async Task Looking_at_the_next_cidr_holds_nothing_and_a_reservation_holds_it()
    {
        Assert.Equal("10.64.0.0/20", (await _api.GetAsync("pools/pods/next?prefixLength=20")).Must(200)["cidr"]);
        Assert.Equal("10.64.0.0/16", (await _api.GetAsync("pools/pods/next")).Must(200)["cidr"]);
        Assert.Equal("10.64.0.0/16", (await _api.PostAsync("pools/pods/reservations?dryRun=true", "{}")).Must(200)["cidr"]);

        var held = (await _api.PostAsync("pools/pods/reservations", """{"prefixLength":18,"note":"for the lab"}""", ("Idempotency-Key", "one"))).Must(201);
        Assert.Equal("10.64.0.0/18", held["cidr"]);
        Assert.Equal(held["id"], (await _api.PostAsync("pools/pods/reservations", """{"prefixLength":18,"note":"for the lab"}""", ("Idempotency-Key", "one"))).Must(201)["id"]);
        Assert.Equal("10.64.64.0/20", (await _api.GetAsync("pools/pods/next?prefixLength=20")).Must(200)["cidr"]);
        Assert.Equal("10.65.0.0/16", (await _api.PostAsync("networks", """{"name":"blue"}""")).Must(201)["podCidrs.0"]);

        var refused = (await _api.PostAsync("networks", """{"name":"red","podCidrs":["10.64.32.0/19"]}""")).Must(409);
        Assert.Equal(("cidrOverlap", held["id"], "10.64.64.0/19"), (refused.Code, refused["conflicts.0.id"], refused["suggestion"]));
        Assert.Contains("for the lab", refused["detail"], StringComparison.Ordinal);
        var twice = (await _api.PostAsync("pools/pods/reservations", """{"cidr":"10.65.0.0/24"}""")).Must(409);
        Assert.Equal(("cidrOverlap", "blue", "10.64.64.0/24"), (twice.Code, twice["conflicts.0.name"], twice["suggestion"]));

        var path = $"pools/pods/reservations/{held["id"]}";
        Assert.Equal("for others", (await _api.PatchAsync(path, """{"note":"for others"}""")).Must(200)["note"]);
        Assert.Equal("immutable", (await _api.PatchAsync(path, """{"cidr":"10.66.0.0/24"}""")).Must(409).Code);
        Assert.Equal("for others", (await _api.GetAsync("pools/pods/reservations")).Must(200)["items.0.note"]);
        (await _api.GetAsync($"pools/services/reservations/{held["id"]}")).Must(404);
        (await _api.DeleteAsync(path)).Must(204);
        (await _api.PostAsync("networks", """{"name":"red","podCidrs":["10.64.32.0/19"]}""")).Must(201);
    }

    [Fact]
    public async Task A_reservation_outside_of_its_pool_and_a_length_that_does_not_fit_are_refused()
    {
        Assert.Equal(
            ["cidr: outsidePool", "prefixLength: mismatch", "prefixLength: outOfRange"],
            (await _api.PostAsync("pools/pods/reservations", """{"cidr":"10.0.0.0/16","prefixLength":5}""")).Must(400).Problems);
        Assert.Equal(["prefixLength: outOfRange"], (await _api.GetAsync("pools/pods/next?prefixLength=9")).Must(400).Problems);
        (await _api.GetAsync("pools/nowhere/next")).Must(404);
        (await _api.PostAsync("pools/nowhere/reservations", "{}")).Must(404);
    }

    [Fact]
    public async Task A_network_is_given_the_families_and_lengths_that_it_asks_for()
    {
        var network = (await _api.PostAsync("networks", """
            {"name":"blue","families":["ipv6","ipv4"],"podPrefixLengths":[60,20],"servicePrefixLengths":[112,24]}
            """)).Must(201);

        Assert.Equal(("10.64.0.0/20", "10.32.0.0/24", "24"), (network["podCidrs.0"], network["serviceCidrs.0"], network["nodePrefixLengths.0"]));
        var pods = (await _api.GetAsync("pools/pods-ipv6")).Must(200);
        Assert.Equal($"{IPNetwork.Parse(pods["cidr"]!).BaseAddress}/60", network["podCidrs.1"]);
        Assert.EndsWith("/112", network["serviceCidrs.1"], StringComparison.Ordinal);

        const string same = """{"families":["ipv4","ipv6"],"podPrefixLengths":[20,60],"servicePrefixLengths":[24,112]}""";
        Assert.Equal(network["revision"], (await _api.PutAsync("networks/blue", same)).Must(200)["revision"]);
        Assert.Equal(network["revision"], (await _api.PutAsync("networks/blue", "{}")).Must(200)["revision"]);
        Assert.Equal(["families: immutable"], (await _api.PutAsync("networks/blue", """{"families":["ipv4"]}""")).Must(409).Problems);
        Assert.Equal(
            ["families: invalid", "podPrefixLengths: mismatch", "servicePrefixLengths[0]: outOfRange"],
            (await _api.PostAsync("networks", """{"name":"red","families":["ipv4","ipv4"],"podPrefixLengths":[20],"servicePrefixLengths":[33,20]}""")).Must(400).Problems);
        Assert.Equal(["podPrefixLengths[0]: blockSize"], (await _api.PostAsync("networks", """{"name":"red","podPrefixLengths":[31]}""")).Must(400).Problems);
    }

    [Fact]
    public async Task Reservations_and_networks_made_side_by_side_never_share_an_address()
    {
        var cidrs = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i => i % 2 == 0
            ? IPNetwork.Parse((await _api.PostAsync("networks", $$"""{"name":"n{{i}}","podPrefixLengths":[{{18 + i % 5}}]}""")).Must(201)["podCidrs.0"]!)
            : IPNetwork.Parse((await _api.PostAsync("pools/pods/reservations", $$"""{"prefixLength":{{18 + i % 7}}}""")).Must(201)["cidr"]!)));

        for (var i = 0; i < cidrs.Length; i++)
            Assert.DoesNotContain(cidrs[..i], other => other.Overlaps(cidrs[i]));
    }
}
