namespace Netaas.ApiTests;

public sealed class CalculatorTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_subnet_is_described_with_what_was_asked_about_it()
    {
        var answer = (await _api.GetAsync("calculator/subnet?cidr=10.10.0.0/22&contains=10.10.3.9&contains=10.10.4.0/24&overlaps=10.0.0.0/8&split=24&supernet=16")).Must(200);

        Assert.Equal(("1024", "1021", "10.10.0.1", "10.10.3.255"), (answer["subnet.count"], answer["subnet.usable"], answer["subnet.gateway"], answer["subnet.broadcast"]));
        Assert.Equal(("true", "false"), (answer["contains.0.isContained"], answer["contains.1.isContained"]));
        Assert.Equal(("true", "inside"), (answer["overlaps.0.overlaps"], answer["overlaps.0.relation"]));
        Assert.Equal(("4", "10.10.3.0/24"), (answer["split.count"], answer["split.parts.3"]));
        Assert.Equal("10.10.0.0/16", answer["around"]);
        Assert.Equal("18446744073709551616", (await _api.GetAsync("calculator/subnet?cidr=fd00::/64&split=128")).Must(200)["split.count"]);
        Assert.Equal("256", (await _api.GetAsync("calculator/subnet?cidr=::/0&split=128")).Must(200).Find("split.parts")!.AsArray().Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task All_problems_of_a_question_are_named_at_once()
    {
        Assert.Equal(
            ["colour: unknownParameter", "contains: invalidCidr", "overlaps: hostBits", "split: outOfRange", "supernet: outOfRange"],
            (await _api.GetAsync("calculator/subnet?cidr=10.0.0.0/8&contains=x&overlaps=10.1.2.3/8&split=4&supernet=9&colour=red")).Must(400).Problems);
        Assert.Equal(["cidr: required"], (await _api.GetAsync("calculator/subnet")).Must(400).Problems.Where(problem => problem.EndsWith("required", StringComparison.Ordinal)));
        Assert.Equal(
            ["avoid[0]: invalidCidr", "colour: unknownField", "growthFactor: outOfRange", "nodes: outOfRange", "podsPerNode: required"],
            (await _api.PostAsync("calculator/plan", """{"nodes":0,"growthFactor":0.5,"avoid":["x"],"colour":"red"}""")).Must(400).Problems);
    }

    [Fact]
    public async Task A_plan_keeps_clear_of_what_is_recorded_reported_and_to_be_avoided_and_makes_a_network()
    {
        await using var node = await ScriptedAgent.JoinAsync(_api, "node-1", 1, "172.31.0.0/24 10.64.4.0/22");
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.64.0.0/22"],"serviceCidrs":["10.32.0.0/24"]}""")).Must(201);

        var plan = (await _api.PostAsync("calculator/plan", """{"nodes":3,"podsPerNode":200,"services":200,"avoid":["10.64.8.0/22"]}""")).Must(200);

        Assert.Equal(("10.64.12.0/22", "24", "10.32.1.0/24"), (plan["podCidrs.0"], plan["nodePrefixLengths.0"], plan["serviceCidrs.0"]));
        (await _api.PostAsync("networks", $$"""
            {"name":"red","podCidrs":["{{plan["podCidrs.0"]}}"],"nodePrefixLengths":[{{plan["nodePrefixLengths.0"]}}],"serviceCidrs":["{{plan["serviceCidrs.0"]}}"]}
            """)).Must(201);
    }

    [Fact]
    public async Task A_plan_without_room_says_what_is_missing() =>
        Assert.Equal("noRoom", (await _api.PostAsync("calculator/plan", """{"nodes":100000,"podsPerNode":60000}""")).Must(409).Code);
}
