using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>Errors of the CNI specification 1.1: their form, their codes, and what their messages have to name.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniErrorTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    [Theory]
    [InlineData("ADD", "", "eth0", "ok", 4, "CNI_CONTAINERID")]
    [InlineData("ADD", "no spaces", "eth0", "ok", 4, "CNI_CONTAINERID")]
    [InlineData("ADD", "-dash", "eth0", "ok", 4, "CNI_CONTAINERID")]
    [InlineData("ADD", "a/b", "eth0", "ok", 4, "CNI_CONTAINERID")]
    [InlineData("ADD", "c1", "", "ok", 4, "CNI_IFNAME")]
    [InlineData("ADD", "c1", ".", "ok", 4, "CNI_IFNAME")]
    [InlineData("ADD", "c1", "..", "ok", 4, "CNI_IFNAME")]
    [InlineData("ADD", "c1", "a/b", "ok", 4, "CNI_IFNAME")]
    [InlineData("ADD", "c1", "a:b", "ok", 4, "CNI_IFNAME")]
    [InlineData("ADD", "c1", "a b", "ok", 4, "CNI_IFNAME")]
    [InlineData("ADD", "c1", "sixteen-letters-", "ok", 4, "CNI_IFNAME")]
    [InlineData("ADD", "c1", "eth0", "", 4, "CNI_NETNS")]
    [InlineData("ADD", "c1", "eth0", "/run/netns/not-there", 3, "/run/netns/not-there")]
    [InlineData("ADD", "c1", "eth0", "/etc/hostname", 3, "/etc/hostname")]
    [InlineData("CHECK", "c1", "eth0", "", 4, "CNI_NETNS")]
    [InlineData("CHECK", "c1", "", "ok", 4, "CNI_IFNAME")]
    [InlineData("DEL", "", "eth0", "ok", 4, "CNI_CONTAINERID")]
    [InlineData("DEL", "c1", "", "ok", 4, "CNI_IFNAME")]
    [InlineData("NONSENSE", "c1", "eth0", "ok", 4, "CNI_COMMAND")]
    [InlineData("add", "c1", "eth0", "ok", 4, "CNI_COMMAND")]
    [InlineData("", "c1", "eth0", "ok", 4, "CNI_COMMAND")]
    public async Task Mistakes_have_their_code_and_name_the_variable(string command, string container, string @interface, string netns, int code, string named)
    {
        await using var place = await Container.CreateAsync();
        var refused = await network.Near.CallAsync(command, new Container(container, netns == "ok" ? place.Netns : netns) { Interface = @interface });
        refused.ExpectError(code);
        Assert.Contains(named, (string?)refused.Body?["msg"], StringComparison.Ordinal);
        Assert.Equal("1.1.0", (string?)refused.Body?["cniVersion"]);
    }

    [Fact]
    public async Task All_that_is_missing_is_named_at_once()
    {
        foreach (var (command, names) in new[] { ("ADD", "CNI_CONTAINERID CNI_IFNAME CNI_NETNS"), ("CHECK", "CNI_CONTAINERID CNI_IFNAME CNI_NETNS"), ("DEL", "CNI_CONTAINERID CNI_IFNAME"), ("", "CNI_COMMAND") })
        {
            using var process = network.Near.Start(command.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["CNI_COMMAND"] = command });
            var refused = await CniPlugin.TellAsync(process, network.Near.Configuration().ToJsonString());
            refused.ExpectError(4);
            foreach (var name in names.Split(' '))
                Assert.Contains(name, (string?)refused.Body?["msg"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"cniVersion": "9.9.9", "name": "x"}""", 1)]
    [InlineData("""{"cniVersion": "0.3.1", "name": "x"}""", 1)]
    [InlineData("""{"cniVersion": "", "name": "x"}""", 1)]
    [InlineData("""{"name": "x"}""", 1)]
    [InlineData("""{"cniVersion": "1.0.0"}""", 7)]
    [InlineData("""{"cniVersion": "1.0.0", "name": ""}""", 7)]
    [InlineData("""{"cniVersion": "1.0.0", "name": "x", "runtimeConfig": {"portMappings": 7}}""", 6)]
    [InlineData("""{"cniVersion": "1.0.0", "name": "x", "network": {}}""", 6)]
    [InlineData("""{"cniVersion": "1.0.0", "name": "x", "runtimeConfig": {"aliases": {"x": "one"}}}""", 6)]
    [InlineData("""{"cniVersion": "1.0.0", "name": "x" """, 6)]
    [InlineData("null", 6)]
    [InlineData("[]", 6)]
    [InlineData("not json", 6)]
    [InlineData("", 6)]
    public async Task Configurations_that_make_no_sense_have_their_codes(string configuration, int code)
    {
        await using var container = await Container.CreateAsync();
        using var process = network.Near.Start("ADD", container);
        (await CniPlugin.TellAsync(process, configuration)).ExpectError(code);
    }

    [Fact]
    public async Task A_version_that_it_does_not_speak_is_named_with_those_that_it_does()
    {
        await using var container = await Container.CreateAsync();
        var refused = await network.Near.AddAsync(container, network.Near.Configuration("0.3.1"));
        refused.ExpectError(1);
        Assert.Contains("0.3.1", (string?)refused.Body?["msg"], StringComparison.Ordinal);
        Assert.Contains("0.4.0, 1.0.0, 1.1.0", (string?)refused.Body?["details"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_can_not_be_read_is_a_failure_of_input()
    {
        var read = await Shell.BashAsync($"CNI_COMMAND=STATUS exec {network.Near.Binary} < /");
        new CniResult(read.Status, JsonNode.Parse(read.Output), read.Output).ExpectError(5);
    }

    [Theory]
    [InlineData("""{"portMappings": [{"hostPort": 70000, "containerPort": 80, "protocol": "tcp"}]}""", 7, "70000")]
    [InlineData("""{"portMappings": [{"hostPort": 18082, "containerPort": 80, "protocol": "sctp"}]}""", 7, "sctp")]
    [InlineData("""{"ips": ["nonsense"]}""", 7, "nonsense")]
    [InlineData("""{"mac": "nonsense"}""", 7, "nonsense")]
    public async Task What_a_runtime_can_not_have_is_named_and_nothing_is_made(string runtime, int code, string named)
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse(runtime);
        var refused = await network.Near.AddAsync(container, configuration);
        refused.ExpectError(code);
        Assert.Contains(named, (string?)refused.Body?["msg"], StringComparison.Ordinal);
        await network.EmptyAsync(container);
    }

    [Fact]
    public async Task A_network_that_is_not_there_is_an_invalid_configuration_and_an_agent_that_is_not_there_is_to_be_tried_again()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["network"] = "nobody-knows";
        (await network.Near.AddAsync(container, configuration)).ExpectError(7);
        configuration["socket"] = "/nowhere/agent.sock";
        foreach (var command in new[] { "ADD", "DEL" })
            (await network.Near.CallAsync(command, container, configuration)).ExpectError(11);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused_with_its_holder()
    {
        await using var container = await Container.CreateAsync();
        await using var second = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse("""{"portMappings": [{"hostPort": 18083, "containerPort": 80, "protocol": "tcp"}]}""");
        (await network.Near.AddAsync(container, configuration, "K8S_POD_NAME=holder-of-18083")).Expect();
        var refused = await network.Near.AddAsync(second, configuration);
        refused.ExpectError(101);
        Assert.Contains("holder-of-18083", (string?)refused.Body?["msg"], StringComparison.Ordinal);
        await network.EmptyAsync(second);
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
        (await network.Near.AddAsync(second, configuration)).Expect();
        (await network.Near.DeleteAsync(second, configuration)).ExpectNothing();
    }

    [Fact]
    public async Task A_port_of_a_process_or_of_a_pod_in_host_mode_is_refused_with_its_name()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse("""{"portMappings": [{"hostPort": 18086, "containerPort": 80, "protocol": "tcp"}]}""");
        (await network.Stack.Rest.PostAsync("pods?wait=ready", """{"name": "in-host-mode", "node": "node-1", "mode": "host", "ports": [{"port": 18086}]}""")).Expect(HttpStatusCode.Created);
        var refused = await network.Near.AddAsync(container, configuration);
        refused.ExpectError(101);
        Assert.Contains("in-host-mode", (string?)refused.Body?["msg"], StringComparison.Ordinal);
        (await network.Stack.Rest.DeleteAsync("pods/in-host-mode?wait=ready")).Expect(HttpStatusCode.NoContent);
        await using (await HttpServer.StartAsync(network.Stack.NodeNetns("node-1"), 18086))
        {
            refused = await network.Near.AddAsync(container, configuration);
            refused.ExpectError(101);
            Assert.Contains("'python3'", (string?)refused.Body?["msg"], StringComparison.Ordinal);
        }
        await network.EmptyAsync(container);
        // At once: the port is free when its process has ended.
        (await network.Near.AddAsync(container, configuration)).Expect();
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
    }
}
