namespace Netaas.ApiTests;

/// <summary>The UDP ports of VXLAN, beside all else that takes ports of nodes.</summary>
public sealed class VxlanPortTests : OneNode
{
    private const string Vx = """{"name":"vx","podCidrs":["10.60.0.0/16"],"vxlanPort":31000}""";

    protected override async Task PrepareAsync()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/24"]}""")).Must(201);
        (await Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
    }

    [Theory]
    [InlineData("port-mappings", "hostPort", """{"name":"other","pod":"web","hostPort":31000,"protocol":"udp","targetPort":80}""")]
    [InlineData("port-mappings", "hostPort", """{"name":"other","pod":"web","hostPort":30990,"hostPortEnd":31010,"protocol":"udp","targetPort":80}""")]
    [InlineData("services", "ports[0].nodePort", """{"name":"other","network":"blue","type":"nodePort","selector":{"a":"b"},"ports":[{"port":1,"protocol":"udp","nodePort":31000}]}""")]
    [InlineData("pods", "ports[0].port", """{"name":"other","node":"node-1","mode":"host","ports":[{"port":31000,"protocol":"udp"}]}""")]
    public async Task Who_wants_the_port_of_a_network_is_refused_with_the_network_and_the_network_with_who_has_its_port(string path, string field, string body)
    {
        (await Api.PostAsync("networks?wait=ready", Vx)).Must(201);
        var refused = (await Api.PostAsync(path, body)).Must(409);
        Assert.Equal(("portTaken", field, "network", "vx"), (refused.Code, refused["errors.0.field"], refused["conflicts.0.kind"], refused["conflicts.0.name"]));
        Assert.Contains("network 'vx'", refused["detail"], StringComparison.Ordinal);
        // TCP is another space.
        (await Api.PostAsync(path, body.Replace("udp", "tcp", StringComparison.Ordinal).Replace("other", "tcp", StringComparison.Ordinal))).Must(201);

        (await Api.DeleteAsync("networks/vx?wait=ready")).Must(204);
        (await Api.PostAsync(path, body)).Must(201);
        var late = (await Api.PostAsync("networks", Vx)).Must(409);
        Assert.Equal(("portTaken", "vxlanPort", path[..^1], "other"), (late.Code, late["errors.0.field"], late["conflicts.0.kind"], late["conflicts.0.name"]));
        (await Api.PostAsync("networks", """{"name":"vx","podCidrs":["10.60.0.0/16"],"encapsulation":"none","vxlanPort":31000}""")).Must(201);
    }

    [Fact]
    public async Task The_usual_port_is_one_too_on_nodes_that_come_later_and_until_the_last_network_of_it_is_gone()
    {
        const string mapping = """{"name":"m","pod":"web","nodes":["node-2"],"hostPort":4789,"protocol":"udp","targetPort":80}""";
        await JoinAsync("node-2", 2);
        (await Api.PostAsync("networks?wait=ready", """{"name":"red","podCidrs":["10.11.0.0/16"]}""")).Must(201);
        Assert.Equal("blue", (await Api.PostAsync("port-mappings", mapping)).Must(409)["conflicts.0.name"]);
        (await Api.DeleteAsync("networks/blue?cascade=true&wait=ready")).Must(204);
        (await Api.PostAsync("pods", """{"name":"web","network":"red","node":"node-1"}""")).Must(201);
        Assert.Equal("red", (await Api.PostAsync("port-mappings", mapping)).Must(409)["conflicts.0.name"]);
    }

    [Fact]
    public async Task What_is_of_another_project_is_not_named()
    {
        (await Api.PostAsync("networks", Vx)).Must(201);
        (await Api.PostAsync("port-mappings", """{"name":"m","pod":"web","hostPort":6000,"protocol":"udp","targetPort":80}""")).Must(201);
        (await Api.PostAsync("projects", """{"name":"mine"}""")).Must(201);
        var mine = Api.As((await Api.PostAsync("tokens?project=mine", """{"name":"boss","role":"admin"}""")).Must(201)["secret"]!);
        (await mine.PostAsync("networks", """{"name":"red","podCidrs":["10.11.0.0/16"],"serviceCidrs":["10.97.0.0/24"]}""")).Must(201);

        Hidden(await mine.PostAsync("networks", """{"name":"other","podCidrs":["10.12.0.0/16"],"vxlanPort":6000}"""), "'m'");
        Hidden(await mine.PostAsync("pods", """{"name":"other","node":"node-1","mode":"host","ports":[{"port":31000,"protocol":"udp"}]}"""), "vx");
        Hidden(await mine.PostAsync("services", """{"name":"other","network":"red","type":"nodePort","selector":{"a":"b"},"ports":[{"port":1,"protocol":"udp","nodePort":31000}]}"""), "vx");
        (await mine.PostAsync("pods", """{"name":"own","network":"red","node":"node-1"}""")).Must(201);
        Hidden(await mine.PostAsync("port-mappings", """{"name":"other","pod":"own","hostPort":31000,"protocol":"udp","targetPort":80}"""), "vx");
        // Of the networks that have a port its own is the one to name.
        Assert.Equal("red", (await mine.PostAsync("port-mappings", """{"name":"other","pod":"own","hostPort":4789,"protocol":"udp","targetPort":80}""")).Must(409)["conflicts.0.name"]);

        static void Hidden(Reply reply, string name)
        {
            Assert.Empty(reply.Must(409).Find("conflicts")?.AsArray() ?? []);
            Assert.Contains("in use", reply["detail"], StringComparison.Ordinal);
            Assert.DoesNotContain(name, reply["detail"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_networks_and_mappings_that_want_a_port_at_once_only_one_kind_has_it()
    {
        for (var port = 6000; port < 6008; port++)
        {
            var contenders = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0
                ? Api.PostAsync("networks", $$"""{"name":"n-{{port}}-{{i}}","podCidrs":["10.{{100 + i}}.{{port - 6000}}.0/24"],"vxlanPort":{{port}}}""")
                : Api.PostAsync("port-mappings", $$"""{"name":"m-{{port}}-{{i}}","pod":"web","hostPort":{{port}},"protocol":"udp","targetPort":80}""")));
            Assert.All(contenders, reply => Assert.Contains(reply.Status, new[] { 201, 409 }));
            var (networks, mappings) = (contenders.Where((_, i) => i % 2 == 0).Count(Made), contenders.Where((_, i) => i % 2 == 1).Count(Made));
            Assert.Contains((networks, mappings), new[] { (3, 0), (0, 1) });
        }

        static bool Made(Reply reply) => reply.Status == 201;
    }

    [Fact]
    public async Task The_migration_claims_for_networks_that_stood_before_and_leaves_what_is_published_already()
    {
        await JoinAsync("node-2", 2);
        (await Api.PostAsync("networks", Vx)).Must(201);
        await ExecuteAsync("DELETE FROM host_ports WHERE owner_kind = 'network'; DROP INDEX networks_vxlan_port");
        (await Api.PostAsync("port-mappings", """{"name":"m","pod":"web","nodes":["node-1"],"hostPort":31000,"protocol":"udp","targetPort":80}""")).Must(201);
        await ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "migrations", "0051_vxlan_ports.sql")));

        (await Api.GetAsync("port-mappings/m")).Must(200);
        Assert.Equal("vx", (await Api.PostAsync("port-mappings", """{"name":"late","pod":"web","nodes":["node-2"],"hostPort":31000,"protocol":"udp","targetPort":80}""")).Must(409)["conflicts.0.name"]);
        Assert.Equal("blue", (await Api.PostAsync("port-mappings", """{"name":"late","pod":"web","hostPort":4789,"protocol":"udp","targetPort":80}""")).Must(409)["conflicts.0.name"]);
        await JoinAsync("node-3", 3);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Api.Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
