using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>What the CNI specification 1.1 asks of ADD: what it makes, and the result that says so.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniAddTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    [Theory]
    [InlineData("0.4.0")]
    [InlineData("1.0.0")]
    [InlineData("1.1.0")]
    public async Task Add_makes_the_interface_and_says_so_in_the_version_that_was_asked_for(string version)
    {
        await using var container = await Container.CreateAsync();
        var result = (await network.Near.AddAsync(container, network.Near.Configuration(version))).Expect();
        Assert.Equal((version, ""), ((string?)result.Body?["cniVersion"], result.Errors));
        var inside = Assert.Single(result.Body?["interfaces"]?.AsArray() ?? [], it => it?["sandbox"] is not null);
        Assert.Equal(("eth0", container.Netns), ((string?)inside?["name"], (string?)inside?["sandbox"]));
        var at = (int?)result.Body?["ips"]?[0]?["interface"];
        Assert.Equal("eth0", (string?)result.Body?["interfaces"]?[at ?? -1]?["name"]);
        Assert.Equal(version == "0.4.0" ? "4" : null, (string?)result.Body?["ips"]?[0]?["version"]);
        var link = (await container.RunAsync("ip", "-o", "link", "show", "eth0")).Expect();
        Assert.Contains((string?)inside?["mac"] ?? "none", link, StringComparison.Ordinal);
        if (version == "1.1.0")
            Assert.Contains($"mtu {(int?)inside?["mtu"]} ", link, StringComparison.Ordinal);
        else
            Assert.Null(inside?["mtu"]);
        Assert.Contains($"inet {result.Body?["ips"]?[0]?["address"]}", (await container.RunAsync("ip", "-o", "addr", "show", "eth0")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container, network.Near.Configuration(version))).ExpectNothing();
    }

    [Fact]
    public async Task The_result_names_the_nodes_end_of_the_interface_too()
    {
        await using var container = await Container.CreateAsync();
        var result = (await network.Near.AddAsync(container)).Expect();
        var host = Assert.Single(result.Body?["interfaces"]?.AsArray() ?? [], it => it?["sandbox"] is null);
        Assert.Contains("master nab", (await Shell.InAsync(network.Stack.NodeNetns("node-1"), "ip", "-o", "link", "show", (string?)host?["name"] ?? "")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Fact]
    public async Task The_routes_of_the_result_are_those_that_the_container_has()
    {
        await using var container = await Container.CreateAsync();
        var result = (await network.Near.AddAsync(container)).Expect();
        var route = Assert.Single(result.Body?["routes"]?.AsArray() ?? []);
        Assert.Equal(("0.0.0.0/0", (string?)result.Body?["ips"]?[0]?["gateway"]), ((string?)route?["dst"], (string?)route?["gw"]));
        Assert.StartsWith($"default via {route?["gw"]} dev eth0", (await container.RunAsync("ip", "route", "show", "default")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).ExpectNothing();

        var configuration = network.Near.Configuration();
        configuration["defaultRoute"] = false;
        Assert.Empty((await network.Near.AddAsync(container, configuration)).Expect().Body?["routes"]?.AsArray() ?? [null]);
        Assert.Empty((await container.RunAsync("ip", "route", "show", "default")).Expect());
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
    }

    [Fact]
    public async Task The_dns_of_the_result_is_the_runtimes_or_the_configurations_or_else_the_nodes_own()
    {
        await using var container = await Container.CreateAsync();
        var served = (await network.Near.AddAsync(container)).Expect().Body;
        Assert.Equal((string?)served?["ips"]?[0]?["gateway"], (string?)served?["dns"]?["nameservers"]?[0]);
        Assert.EndsWith(".default.netaas.internal", (string?)served?["dns"]?["search"]?[0], StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).ExpectNothing();

        var configuration = network.Near.Configuration();
        configuration["dns"] = JsonNode.Parse("""{"nameservers": ["192.0.2.53", "2001:db8::53"], "domain": "example.org", "search": ["example.org"], "options": ["ndots:3"]}""");
        var chosen = (await network.Near.AddAsync(container, configuration)).Expect();
        Assert.True(JsonNode.DeepEquals(configuration["dns"], chosen.Body?["dns"]), chosen.Text);
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();

        configuration["runtimeConfig"] = JsonNode.Parse("""{"dns": {"servers": ["192.0.2.54"], "searches": ["example.net"], "options": ["rotate"]}}""");
        var given = (await network.Near.AddAsync(container, configuration)).Expect().Body?["dns"];
        Assert.Equal(("192.0.2.54", "example.net", "rotate"), ((string?)given?["nameservers"]?[0], (string?)given?["search"]?[0], (string?)given?["options"]?[0]));
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
    }

    [Fact]
    public async Task An_interface_that_exists_is_an_error_whoever_made_it()
    {
        await using var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        (await network.Near.AddAsync(container)).ExpectError(101);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        await using var foreign = await Container.CreateAsync();
        (await foreign.RunAsync("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "other")).Expect();
        (await network.Near.AddAsync(foreign)).ExpectError(101);
        Assert.Contains("eth0@other", (await foreign.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_networks_of_one_container_are_two_interfaces_and_the_first_leads_to_everywhere()
    {
        await using var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        var second = (await network.Near.AddAsync(container with { Interface = "net1" })).Expect();
        Assert.Empty(second.Body?["routes"]?.AsArray() ?? [null]);
        Assert.Single((await container.RunAsync("ip", "route", "show", "default")).Expect().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        (await network.Near.DeleteAsync(container with { Interface = "net1" })).ExpectNothing();
        Assert.Contains("eth0", (await container.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Fact]
    public async Task What_a_plugin_before_it_made_is_passed_on_and_its_own_is_added()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["prevResult"] = JsonNode.Parse("""
            {"cniVersion": "1.1.0", "interfaces": [{"name": "lo0", "sandbox": "/x", "mtu": 65536}], "ips": [{"address": "192.0.2.1/32", "interface": 0}],
             "routes": [{"dst": "198.51.100.0/24", "gw": "192.0.2.9", "priority": 7}], "dns": {"nameservers": ["192.0.2.53"]}}
            """);
        var before = configuration["prevResult"]!.DeepClone();
        var result = (await network.Near.AddAsync(container, configuration)).Expect();
        foreach (var list in new[] { "interfaces", "ips", "routes" })
            Assert.True(JsonNode.DeepEquals(before[list]?[0], result.Body?[list]?[0]), result.Text);
        Assert.True(JsonNode.DeepEquals(before["dns"], result.Body?["dns"]), result.Text);
        Assert.Equal(["lo0", "eth0"], result.Body?["interfaces"]?.AsArray().Where(it => it?["sandbox"] is not null).Select(it => (string?)it?["name"]));
        Assert.Equal((2, "0.0.0.0/0"), ((int?)result.Body?["ips"]?[1]?["interface"], (string?)result.Body?["routes"]?[1]?["dst"]));
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Fact]
    public async Task Fields_that_it_does_not_know_and_arguments_that_make_no_sense_are_left_to_others()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["somebodyElses"] = new JsonObject { ["deep"] = new JsonArray(1, "two", null) };
        configuration["cni.dev/of-tomorrow"] = true;
        configuration["runtimeConfig"] = JsonNode.Parse("""{"bandwidth": {"ingressRate": 1000}, "infinibandGUID": "c2:11:22:33:44:55:66:77"}""");
        (await network.Near.AddAsync(container, configuration, "IgnoreUnknown=1;=;;FOO;BAR=;A=B=C")).Expect();
        (await network.Near.CallAsync("DEL", container, configuration, ";;=")).ExpectNothing();
    }
}
