namespace Netaas.ApiTests;

public sealed class RefusalTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;
    private ScriptedAgent _two = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1, "172.31.0.0/24 192.0.2.0/24");
        _two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"vni":5000}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task An_overlapping_cidr_is_refused_with_the_network_that_holds_it_and_the_next_free_one()
    {
        var refused = (await _api.PostAsync("networks", """{"name":"red","podCidrs":["10.10.128.0/20"]}""")).Must(409);

        Assert.Equal("cidrOverlap", refused.Code);
        Assert.Equal("blue", refused["conflicts.0.name"]);
        var suggested = refused["suggestion"];
        (await _api.PostAsync("networks", $$"""{"name":"red","podCidrs":["{{suggested}}"]}""")).Must(201);
    }

    [Fact]
    public async Task A_cidr_that_a_node_has_a_route_to_is_refused_with_the_node()
    {
        var refused = (await _api.PostAsync("networks", """{"name":"red","podCidrs":["192.0.2.0/24"]}""")).Must(409);

        Assert.Equal("cidrOverlap", refused.Code);
        Assert.Equal("node-1", refused["conflicts.0.name"]);
    }

    [Fact]
    public async Task All_problems_of_a_request_are_named_at_once()
    {
        var refused = (await _api.PostAsync("networks", """
            {"name":"Red!","podCidrs":["10.20.1.2/16","10.30.0.0/33"],"vni":0,"mtu":"big","egress":"maybe","colour":"red","labels":{"a":1}}
            """)).Must(400);

        Assert.Equal(
            ["colour: unknownField", "egress: invalid", "labels.a: invalid", "mtu: outOfRange", "name: invalidName", "podCidrs[0]: hostBits", "podCidrs[1]: invalidCidr", "vni: outOfRange"],
            refused.Problems);
        Assert.Contains("10.20.0.0/16", refused["errors.1.message"] + refused["errors.2.message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_references_are_named_together_with_other_problems()
    {
        Assert.Equal(
            ["network: unknownNetwork", "node: unknownNode"],
            (await _api.PostAsync("pods", """{"name":"web","network":"nowhere","node":"node-9"}""")).Must(400).Problems);
        Assert.Equal(
            ["name: invalidName", "node: unknownNode"],
            (await _api.PostAsync("pods", """{"name":"-","network":"blue","node":"node-9"}""")).Must(400).Problems);
        Assert.Equal(
            ["nodes: unknownNode", "pod: unknownPod"],
            (await _api.PostAsync("port-mappings", """{"name":"m","nodes":["node-9"],"pod":"web","hostPort":80}""")).Must(400).Problems);
    }

    [Fact]
    public async Task Taken_names_addresses_and_vnis_are_refused_with_their_holders()
    {
        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1","addresses":["10.10.7.9"]}""")).Must(201);

        Assert.Equal("nameTaken", (await _api.PostAsync("networks", """{"name":"blue"}""")).Must(409).Code);
        Assert.Equal("vniTaken", (await _api.PostAsync("networks", """{"name":"red","vni":5000}""")).Must(409).Code);
        Assert.Equal("nameTaken", (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(409).Code);
        var taken = (await _api.PostAsync("pods", """{"name":"web2","network":"blue","node":"node-1","addresses":["10.10.7.9"]}""")).Must(409);
        Assert.Equal(("addressTaken", "web"), (taken.Code, taken["conflicts.0.name"]));
        var held = (await _api.PostAsync("pods", """{"name":"web2","network":"blue","node":"node-2","addresses":["10.10.7.10"]}""")).Must(409);
        Assert.Equal(("blockHeld", "node-1"), (held.Code, held["conflicts.0.name"]));
    }

    [Theory]
    [InlineData("10.10.7.0", "addresses: unusable")]
    [InlineData("10.10.7.1", "addresses: unusable")]
    [InlineData("10.10.7.255", "addresses: unusable")]
    [InlineData("10.11.0.5", "addresses: outsideNetwork")]
    [InlineData("fd00::5", "addresses: outsideNetwork")]
    [InlineData("10.10.7", "addresses[0]: invalidAddress")]
    public async Task An_address_that_no_pod_may_have_is_refused(string address, string problem) =>
        Assert.Equal([problem], (await _api.PostAsync("pods", $$"""{"name":"web","network":"blue","node":"node-1","addresses":["{{address}}"]}""")).Must(400).Problems);

    [Fact]
    public async Task A_port_taken_on_the_same_node_is_refused_with_the_owner()
    {
        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.PostAsync("port-mappings", """{"name":"first","nodes":["node-1"],"pod":"web","hostPort":8080,"targetPort":80}""")).Must(201);

        var everywhere = (await _api.PostAsync("port-mappings", """{"name":"second","pod":"web","hostPort":8080,"targetPort":80}""")).Must(409);
        Assert.Equal(("portTaken", "first"), (everywhere.Code, everywhere["conflicts.0.name"]));
        (await _api.PostAsync("port-mappings", """{"name":"one-address","nodes":["node-1"],"hostAddress":"172.31.0.11","pod":"web","hostPort":8080,"targetPort":80}""")).Must(409);
        (await _api.PostAsync("port-mappings", """{"name":"in-range","nodes":["node-1"],"pod":"web","hostPort":8000,"hostPortEnd":8100}""")).Must(409);

        (await _api.PostAsync("port-mappings", """{"name":"other-node","nodes":["node-2"],"pod":"web","hostPort":8080,"targetPort":80}""")).Must(201);
        (await _api.PostAsync("port-mappings", """{"name":"other-protocol","nodes":["node-1"],"protocol":"udp","pod":"web","hostPort":8080,"targetPort":80}""")).Must(201);
    }

    [Fact]
    public async Task A_network_without_a_free_address_says_so()
    {
        // /27 in blocks of /29: one for tunnels, three for pods with five addresses each.
        (await _api.PostAsync("networks", """{"name":"tiny","podCidrs":["10.20.0.0/27"],"nodePrefixLengths":[29]}""")).Must(201);
        for (var i = 0; i < 15; i++)
            (await _api.PostAsync("pods", $$"""{"name":"p{{i}}","network":"tiny","node":"node-1"}""")).Must(201);

        var refused = (await _api.PostAsync("pods", """{"name":"p15","network":"tiny","node":"node-1"}""")).Must(409);
        Assert.Equal(("noFreeAddress", "tiny"), (refused.Code, refused["conflicts.0.name"]));

        (await _api.DeleteAsync("pods/p3?wait=ready")).Must(204);
        (await _api.PostAsync("pods", """{"name":"p15","network":"tiny","node":"node-1"}""")).Must(201);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"name\":\"a\",}")]
    public async Task A_body_that_is_no_object_is_refused(string body) => (await _api.PostAsync("networks", body)).Must(400);

    [Fact]
    public async Task Nobody_gets_in_without_a_fitting_token()
    {
        (await _api.SendAsync(HttpMethod.Get, "networks", null, ("Authorization", "Bearer wrong"))).Must(401);
        _api.Client.DefaultRequestHeaders.Authorization = null;
        (await _api.GetAsync("networks")).Must(401);
        (await _api.SendAsync(HttpMethod.Get, "networks", null, ("Authorization", $"Bearer {_one.Credential}"))).Must(403);
        (await _api.SendAsync(HttpMethod.Get, $"nodes/{_two.Id}/snapshot", null, ("Authorization", $"Bearer {_one.Credential}"))).Must(404);
        (await _api.SendAsync(HttpMethod.Get, $"nodes/{_one.Id}/snapshot", null, ("Authorization", $"Bearer {_one.Credential}"))).Must(200);
    }

    [Fact]
    public async Task A_node_keeps_its_name_against_another_credential()
    {
        using var again = await ScriptedAgent.EnrolAsync(_api, "node-1", _one.Credential, ScriptedAgent.FactsOf(1));
        Assert.True(again.IsSuccessStatusCode);
        using var other = await ScriptedAgent.EnrolAsync(_api, "node-1", new string('x', 40), ScriptedAgent.FactsOf(1));
        Assert.Equal(System.Net.HttpStatusCode.Conflict, other.StatusCode);
    }
}
