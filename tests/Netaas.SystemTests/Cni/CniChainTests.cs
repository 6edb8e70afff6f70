using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>In a chain with the reference plugins as Debian has them, called in the order and with the results that a runtime passes on.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniChainTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    private const string Folder = "/usr/lib/cni";

    [Fact]
    public async Task Plugins_behind_it_shape_and_tune_the_interface_that_it_made_and_let_go_of_it()
    {
        Assert.SkipUnless(File.Exists(Folder + "/bandwidth"), "needs the reference plugins: apt-get install containernetworking-plugins");
        await using var container = await Container.CreateAsync();
        var bandwidth = Of("bandwidth");
        bandwidth["runtimeConfig"] = JsonNode.Parse("""{"bandwidth": {"ingressRate": 8000000, "ingressBurst": 800000, "egressRate": 8000000, "egressBurst": 800000}}""");
        var tuning = Of("tuning");
        tuning["sysctl"] = JsonNode.Parse("""{"net.ipv4.conf.eth0.arp_filter": "1"}""");
        JsonObject[] chain = [Of("netaas"), tuning, bandwidth];

        var result = await AddAsync(chain, container);
        var host = (string?)result["interfaces"]?[0]?["name"] ?? "";
        Assert.Contains("qdisc tbf", (await Shell.InAsync(network.Stack.NodeNetns("node-1"), "tc", "qdisc", "show", "dev", host)).Expect(), StringComparison.Ordinal);
        Assert.Equal("1", (await container.RunAsync("cat", "/proc/sys/net/ipv4/conf/eth0/arp_filter")).Expect().Trim());
        await CallAsync("CHECK", chain, container, result);
        (await container.RunAsync("ping", "-c", "1", "-W", "5", (string?)result["ips"]?[0]?["gateway"] ?? "")).Expect();
        await CallAsync("DEL", [.. chain.Reverse()], container, result);
        Assert.DoesNotContain("eth0", (await container.RunAsync("ip", "-o", "link")).Expect(), StringComparison.Ordinal);
        await network.GoneAsync(container);
    }

    [Fact]
    public async Task Behind_another_plugin_it_adds_to_that_ones_result()
    {
        Assert.SkipUnless(File.Exists(Folder + "/loopback"), "needs the reference plugins: apt-get install containernetworking-plugins");
        await using var container = await Container.CreateAsync();
        JsonObject[] chain = [Of("loopback"), Of("netaas")];
        var result = await AddAsync(chain, container);
        Assert.Equal(["lo", "eth0"], result["interfaces"]?.AsArray().Where(it => (string?)it?["sandbox"] is { Length: > 0 }).Select(it => (string?)it?["name"]));
        Assert.Contains(result["ips"]?.AsArray() ?? [], ip => (string?)ip?["address"] == "127.0.0.1/8");
        await CallAsync("CHECK", chain, container, result);
        await CallAsync("DEL", [.. chain.Reverse()], container, result);
        await network.GoneAsync(container);
    }

    private JsonObject Of(string type)
    {
        // The newest that the reference plugins of Debian 12 speak.
        var configuration = network.Near.Configuration("1.0.0");
        configuration["type"] = type;
        return configuration;
    }

    private async Task<JsonNode> AddAsync(JsonObject[] chain, Container container)
    {
        JsonNode? result = null;
        foreach (var configuration in chain)
            result = (await CallAsync("ADD", configuration, container, result)).Body;
        return result ?? throw new InvalidOperationException("no result");
    }

    private async Task CallAsync(string command, JsonObject[] chain, Container container, JsonNode result)
    {
        foreach (var configuration in chain)
            await CallAsync(command, configuration, container, result);
    }

    private async Task<CniResult> CallAsync(string command, JsonObject configuration, Container container, JsonNode? before)
    {
        configuration = configuration.DeepClone().AsObject();
        if (before is not null)
            configuration["prevResult"] = before.DeepClone();
        if ((string?)configuration["type"] == "netaas")
            return (await network.Near.CallAsync(command, container, configuration)).Expect();
        var script = $"printf %s \"$1\" | CNI_COMMAND={command} CNI_CONTAINERID={container.Id} CNI_IFNAME={container.Interface} CNI_NETNS={container.Netns} CNI_PATH={Folder} exec {Folder}/{configuration["type"]}";
        var called = await Shell.InAsync(network.Stack.NodeNetns("node-1"), "bash", "-c", script, "plugin", configuration.ToJsonString());
        return new CniResult(called.Status, called.Output.Length == 0 ? null : JsonNode.Parse(called.Output), called.Output).Expect();
    }
}
