using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>What the CNI specification 1.1 asks of plugins.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniSpecificationTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    [Theory]
    [InlineData("0.4.0")]
    [InlineData("1.0.0")]
    [InlineData("1.1.0")]
    public async Task Add_makes_the_interface_and_says_so_in_the_version_that_was_asked_for(string version)
    {
        await using var container = await Container.CreateAsync();
        var result = (await network.Near.AddAsync(container, network.Near.Configuration(version))).Expect();
        Assert.Equal(version, (string?)result.Body?["cniVersion"]);
        var inside = Assert.Single(result.Body?["interfaces"]?.AsArray() ?? [], it => it?["sandbox"] is not null);
        Assert.Equal(("eth0", container.Netns), ((string?)inside?["name"], (string?)inside?["sandbox"]));
        var at = (int?)result.Body?["ips"]?[0]?["interface"];
        Assert.Equal("eth0", (string?)result.Body?["interfaces"]?[at ?? -1]?["name"]);
        Assert.Equal(version == "0.4.0" ? "4" : null, (string?)result.Body?["ips"]?[0]?["version"]);
        Assert.Equal(version == "1.1.0", inside?["mtu"] is not null);
        var links = (await container.RunAsync("ip", "-o", "link", "show", "eth0")).Expect();
        Assert.Contains((string?)inside?["mac"] ?? "none", links, StringComparison.Ordinal);
        Assert.Contains($"inet {result.Body?["ips"]?[0]?["address"]}", (await container.RunAsync("ip", "-o", "addr", "show", "eth0")).Expect(), StringComparison.Ordinal);
        Assert.Contains($"default via {result.Body?["routes"]?[0]?["gw"]}", (await container.RunAsync("ip", "route")).Expect(), StringComparison.Ordinal);
        Assert.Equal((string?)result.Body?["ips"]?[0]?["gateway"], (string?)result.Body?["dns"]?["nameservers"]?[0]);
        Assert.EndsWith(".default.netaas.internal", (string?)result.Body?["dns"]?["search"]?[0], StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container, network.Near.Configuration(version))).Expect();
    }

    [Fact]
    public async Task Containers_of_two_nodes_reach_each_other_and_are_recorded_with_where_they_came_from()
    {
        await using var near = await Container.CreateAsync();
        await using var far = await Container.CreateAsync();
        (await network.Near.AddAsync(near, arguments: "IgnoreUnknown=1;K8S_POD_NAME=cni-near;NETAAS_LABELS=app=shop")).Expect();
        var there = (await network.Far.AddAsync(far)).Expect();
        (await near.RunAsync("ping", "-c", "1", "-W", "5", there.Address)).Expect();
        var pod = await network.RecordedAsync(near, pod => (string?)pod["status"]["phase"] == "Ready");
        Assert.Equal(("cni-near", "node", near.Id + "/eth0", "cni"), ((string?)pod["name"], (string?)pod["origin"], (string?)pod["attachmentId"], (string?)pod["source"]["runtime"]));
        Assert.Equal(("shop", near.Netns), ((string?)pod["labels"]["app"], (string?)pod["status"]["netnsPath"]));
        (await network.Near.DeleteAsync(near)).Expect();
        (await network.Far.DeleteAsync(far)).Expect();
        await network.GoneAsync(near);
    }

    [Fact]
    public async Task A_port_is_published_and_one_that_is_taken_is_refused()
    {
        await using var container = await Container.CreateAsync();
        await using var second = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse("""{"portMappings": [{"hostPort": 18080, "containerPort": 80, "protocol": "tcp"}]}""");
        (await network.Near.AddAsync(container, configuration)).Expect();
        await using var server = await HttpServer.StartAsync(container.Netns, 80);
        var node = ((string?)(await network.Stack.Rest.GetAsync("nodes/node-1")).Expect(HttpStatusCode.OK)["underlayAddresses"][0] ?? "").Split('/')[0];
        Assert.NotNull(await server.SeenFromAsync(network.Stack.OutsideNetns, node, 18080));
        (await network.Near.AddAsync(second, configuration.DeepClone().AsObject())).ExpectError(101);
        Assert.DoesNotContain("eth0", (await second.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container, configuration.DeepClone().AsObject())).Expect();
        (await network.Near.AddAsync(second, configuration.DeepClone().AsObject())).Expect();
        (await network.Near.DeleteAsync(second)).Expect();
    }

    [Fact]
    public async Task Asked_for_addresses_and_macs_are_had()
    {
        await using var first = await Container.CreateAsync();
        var block = (await network.Near.AddAsync(first)).Expect().Address;
        await using var container = await Container.CreateAsync();
        var wanted = block[..(block.LastIndexOf('.') + 1)] + "200";
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse($$"""{"ips": ["{{wanted}}/24"], "mac": "02:00:00:00:be:ef"}""");
        var result = (await network.Near.AddAsync(container, configuration)).Expect();
        Assert.Equal(wanted, result.Address);
        Assert.Contains("02:00:00:00:be:ef", (await container.RunAsync("ip", "-o", "link", "show", "eth0")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).Expect();
        (await network.Near.DeleteAsync(first)).Expect();
    }

    [Fact]
    public async Task Del_is_done_as_often_as_it_is_asked_for_with_its_namespace_or_without()
    {
        var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        (await network.Near.DeleteAsync(container)).Expect();
        (await network.Near.DeleteAsync(container)).Expect();
        (await network.Near.AddAsync(container)).Expect();
        await container.DisposeAsync();
        (await network.Near.DeleteAsync(container)).Expect();
        (await network.Near.DeleteAsync(container with { Netns = "" })).Expect();
        (await network.Near.DeleteAsync(container with { Id = "never-heard-of" })).Expect();
        await network.GoneAsync(container);
    }

    [Fact]
    public async Task An_interface_that_exists_is_an_error_whoever_made_it()
    {
        await using var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        (await network.Near.AddAsync(container)).ExpectError(101);
        (await network.Near.DeleteAsync(container)).Expect();
        await using var foreign = await Container.CreateAsync();
        (await foreign.RunAsync("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "other")).Expect();
        (await network.Near.AddAsync(foreign)).ExpectError(101);
        Assert.Contains("eth0@other", (await foreign.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_concurrent_adds_of_one_attachment_one_makes_it()
    {
        await using var container = await Container.CreateAsync();
        var results = await Task.WhenAll(network.Near.AddAsync(container), network.Near.AddAsync(container));
        Assert.Single(results, result => result.Status == 0);
        Assert.Contains(Assert.Single(results, result => result.Status != 0).Code, new int?[] { 11, 101 });
        (await network.Near.DeleteAsync(container)).Expect();
    }

    [Fact]
    public async Task A_plugin_that_is_killed_before_it_has_asked_leaves_nothing()
    {
        await using var container = await Container.CreateAsync();
        using (var killed = network.Near.Start("ADD", container))
        {
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        (await network.Near.AddAsync(container)).Expect();
        (await network.Near.DeleteAsync(container)).Expect();
    }

    [Fact]
    public async Task Two_networks_of_one_container_are_two_interfaces_and_the_first_leads_to_everywhere()
    {
        await using var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        var second = (await network.Near.AddAsync(container with { Interface = "net1" })).Expect();
        Assert.Empty(second.Body?["routes"]?.AsArray() ?? []);
        Assert.Single((await container.RunAsync("ip", "route", "show", "default")).Expect().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        (await network.Near.DeleteAsync(container with { Interface = "net1" })).Expect();
        (await network.Near.DeleteAsync(container)).Expect();
    }

    [Fact]
    public async Task Check_is_content_with_what_add_made_and_tells_of_another_result()
    {
        await using var container = await Container.CreateAsync();
        var made = (await network.Near.AddAsync(container)).Expect();
        var configuration = network.Near.Configuration();
        configuration["prevResult"] = made.Body?.DeepClone();
        (await network.Near.CallAsync("CHECK", container, configuration)).Expect();
        configuration["prevResult"]!["ips"]![0]!["address"] = "10.99.99.99/24";
        (await network.Near.CallAsync("CHECK", container, configuration.DeepClone().AsObject())).ExpectError(102);
        (await network.Near.CallAsync("CHECK", container, network.Near.Configuration())).ExpectError(7);
        (await network.Near.DeleteAsync(container)).Expect();
        configuration["prevResult"] = made.Body?.DeepClone();
        (await network.Near.CallAsync("CHECK", container, configuration)).ExpectError(3);
    }

    [Fact]
    public async Task Gc_ends_what_its_runtime_does_not_know_any_more_and_nothing_of_other_configurations()
    {
        await using var known = await Container.CreateAsync();
        await using var forgotten = await Container.CreateAsync();
        await using var other = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["name"] = "gc";
        (await network.Near.AddAsync(known, configuration)).Expect();
        (await network.Near.AddAsync(forgotten, configuration)).Expect();
        (await network.Near.AddAsync(other)).Expect();
        configuration["cni.dev/valid-attachments"] = new JsonArray(new JsonObject { ["containerID"] = known.Id, ["ifname"] = "eth0" });
        (await network.Near.CallAsync("GC", null, configuration)).Expect();
        await network.GoneAsync(forgotten);
        Assert.Contains("eth0", (await known.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
        Assert.Contains("eth0", (await other.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(known)).Expect();
        (await network.Near.DeleteAsync(other)).Expect();
    }

    [Fact]
    public async Task Status_says_whether_an_add_could_be_done()
    {
        (await network.Near.CallAsync("STATUS", null)).Expect();
        var nowhere = network.Near.Configuration();
        nowhere["socket"] = "/nowhere/agent.sock";
        (await network.Near.CallAsync("STATUS", null, nowhere)).ExpectError(50);
    }

    [Fact]
    public async Task Version_names_all_that_it_speaks()
    {
        var result = (await network.Near.CallAsync("VERSION", null)).Expect();
        Assert.Equal(["0.4.0", "1.0.0", "1.1.0"], result.Body?["supportedVersions"]?.AsArray().Select(it => (string?)it));
    }

    [Fact]
    public async Task Chained_behind_another_plugin_it_keeps_what_that_one_made()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["prevResult"] = JsonNode.Parse("""{"cniVersion": "1.1.0", "interfaces": [{"name": "lo0", "sandbox": "/x"}], "ips": [{"address": "192.0.2.1/32", "interface": 0}], "dns": {"nameservers": ["192.0.2.53"]}}""");
        var result = (await network.Near.AddAsync(container, configuration)).Expect();
        Assert.Equal(["lo0", "eth0"], result.Body?["interfaces"]?.AsArray().Where(it => it?["sandbox"] is not null).Select(it => (string?)it?["name"]));
        Assert.Equal("192.0.2.1/32", (string?)result.Body?["ips"]?[0]?["address"]);
        Assert.Equal(2, (int?)result.Body?["ips"]?[1]?["interface"]);
        Assert.Equal("192.0.2.53", (string?)result.Body?["dns"]?["nameservers"]?[0]);
        (await network.Near.DeleteAsync(container)).Expect();
    }

    public static TheoryData<string, string, string, string, int> Mistakes => new()
    {
        { "ADD", "", "eth0", "ok", 4 },
        { "ADD", "no spaces", "eth0", "ok", 4 },
        { "ADD", "c1", "", "ok", 4 },
        { "ADD", "c1", "sixteen-letters-", "ok", 4 },
        { "ADD", "c1", "eth0", "", 4 },
        { "ADD", "c1", "eth0", "/run/netns/not-there", 3 },
        { "DEL", "", "eth0", "ok", 4 },
        { "NONSENSE", "c1", "eth0", "ok", 4 },
        { "", "c1", "eth0", "ok", 4 },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task Mistakes_have_the_codes_of_the_specification(string command, string container, string @interface, string netns, int code)
    {
        await using var place = await Container.CreateAsync();
        (await network.Near.CallAsync(command, new Container(container, netns == "ok" ? place.Netns : netns) { Interface = @interface })).ExpectError(code);
    }

    [Theory]
    [InlineData("""{"cniVersion": "9.9.9", "name": "x"}""", 1)]
    [InlineData("""{"name": "x"}""", 1)]
    [InlineData("""{"cniVersion": "1.0.0"}""", 7)]
    [InlineData("""{"cniVersion": "1.0.0", "name": "x", "runtimeConfig": {"portMappings": 7}}""", 6)]
    [InlineData("not json", 6)]
    [InlineData("", 6)]
    public async Task Configurations_that_make_no_sense_have_the_codes_of_the_specification(string configuration, int code)
    {
        await using var container = await Container.CreateAsync();
        using var process = network.Near.Start("ADD", container);
        await process.StandardInput.WriteAsync(configuration);
        process.StandardInput.Close();
        (await CniPlugin.ResultAsync(process)).ExpectError(code);
    }

    [Fact]
    public async Task A_network_that_is_not_there_is_an_invalid_configuration_and_an_agent_that_is_not_there_is_to_be_tried_again()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["network"] = "nobody-knows";
        (await network.Near.AddAsync(container, configuration)).ExpectError(7);
        configuration["socket"] = "/nowhere/agent.sock";
        (await network.Near.AddAsync(container, configuration)).ExpectError(11);
    }

    [Fact]
    public async Task A_pod_whose_namespace_vanishes_is_removed_with_that_reason()
    {
        var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        var pod = await network.RecordedAsync(container);
        await container.DisposeAsync();
        await network.GoneAsync(container);
        var changes = await network.Stack.Rest.ListAsync($"changes?kind=pod&resource={pod["id"]}&limit=1");
        Assert.Contains(container.Netns, (string?)changes[0]?["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_containers_at_once_start_and_stop_and_nothing_is_left()
    {
        var containers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Container.CreateAsync()));
        var results = await Task.WhenAll(containers.Select(container => network.Near.AddAsync(container)));
        Assert.Equal(50, results.Select(result => result.Expect().Address).Distinct().Count());
        await Task.WhenAll(containers.Select(container => network.Near.DeleteAsync(container)));
        foreach (var container in containers)
            await network.GoneAsync(container);
        await Task.WhenAll(containers.Select(container => container.DisposeAsync().AsTask()));
        Assert.DoesNotContain(await Kernel.LinksAsync(network.Stack.NodeNetns("node-1"), "veth"), link => results.Any(result => (string?)result.Body?["interfaces"]?[0]?["name"] == link.Name));
    }
}
