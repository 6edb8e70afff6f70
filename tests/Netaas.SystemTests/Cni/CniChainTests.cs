using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>In a chain with the reference plugins as Debian has them, called in the order and with the results that a runtime passes on.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniChainTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    private const string Folder = "/usr/lib/cni";
    private const int Bytes = 2_000_000;

    [Fact]
    public async Task Plugins_behind_it_tune_the_interface_that_it_made_and_let_go_of_it()
    {
        var runtime = Chain(Own(), new JsonObject { ["type"] = "tuning", ["sysctl"] = new JsonObject { ["net.ipv4.conf.eth0.arp_filter"] = "1" }, ["allmulti"] = true });
        await using var container = await Container.CreateAsync();
        var result = await runtime.AddAsync(container);
        await runtime.CheckAsync(container, result);
        Assert.Equal("1", (await container.RunAsync("cat", "/proc/sys/net/ipv4/conf/eth0/arp_filter")).Expect().Trim());
        Assert.Contains("ALLMULTI", (await container.RunAsync("ip", "-o", "link", "show", "eth0")).Expect(), StringComparison.Ordinal);
        (await container.RunAsync("ping", "-c", "1", "-W", "5", (string?)result["ips"]?[0]?["gateway"] ?? "")).Expect();
        await runtime.DeleteAsync(container, result);
        await network.GoneAsync(container);
        await network.EmptyAsync(container);
    }

    [Fact]
    public async Task Behind_another_plugin_it_adds_to_that_ones_result()
    {
        var runtime = Chain(new JsonObject { ["type"] = "loopback" }, Own());
        await using var container = await Container.CreateAsync();
        var result = await runtime.AddAsync(container);
        Assert.Equal(["lo", "eth0"], result["interfaces"]?.AsArray().Where(it => (string?)it?["sandbox"] is { Length: > 0 }).Select(it => (string?)it?["name"]));
        Assert.Contains(result["ips"]?.AsArray() ?? [], ip => (string?)ip?["address"] == "127.0.0.1/8");
        await runtime.CheckAsync(container, result);
        await runtime.DeleteAsync(container, result);
        await network.GoneAsync(container);
        await network.EmptyAsync(container);
    }

    [Fact]
    public async Task What_the_installer_writes_holds_a_container_to_the_rates_that_its_runtime_asks_for()
    {
        var runtime = await InstalledAsync();
        var node = network.Stack.NodeNetns("node-1");
        var rates = JsonNode.Parse("""{"bandwidth": {"ingressRate": 16000000, "ingressBurst": 800000, "egressRate": 24000000, "egressBurst": 800000}}""")!.AsObject();
        await using var free = await Container.CreateAsync();
        var unlimited = await runtime.AddAsync(free);
        Assert.DoesNotContain(await ShapersAsync(), it => (string?)it["dev"] == (string?)unlimited["interfaces"]?[0]?["name"]);
        await runtime.DeleteAsync(free, unlimited);
        var before = (await ShapersAsync()).Count;

        await using var container = await Container.CreateAsync();
        var result = await runtime.AddAsync(container, rates);
        var (host, gateway) = ((string?)result["interfaces"]?[0]?["name"] ?? "", (string?)result["ips"]?[0]?["gateway"] ?? "");
        await FetchAsync(node, container.Netns, gateway);
        await FetchAsync(container.Netns, node, ((string?)result["ips"]?[0]?["address"] ?? "").Split('/')[0]);
        var inward = Assert.Single(await ShapersAsync(), it => (string?)it["dev"] == host);
        var outward = Assert.Single(await ShapersAsync(), it => ((string?)it["dev"] ?? "").StartsWith("bwp", StringComparison.Ordinal));
        // Bytes a second; and packets had to wait for it.
        Assert.Equal((2_000_000, 3_000_000), ((int?)inward["options"]?["rate"], (int?)outward["options"]?["rate"]));
        Assert.All([inward, outward], shaper => Assert.InRange((long?)shaper["overlimits"] ?? 0, 1, long.MaxValue));
        await runtime.CheckAsync(container, result, rates);
        await runtime.DeleteAsync(container, result, rates);
        await network.GoneAsync(container);
        Assert.Equal(before, (await ShapersAsync()).Count);
        Assert.DoesNotContain("bwp", (await Shell.InAsync(node, "ip", "-o", "link")).Expect(), StringComparison.Ordinal);
    }

    private CniRuntime Chain(params JsonObject[] plugins)
    {
        Assert.SkipUnless(File.Exists(Folder + "/tuning"), "needs the reference plugins: apt-get install containernetworking-plugins");
        // The newest that the reference plugins of Debian 12 speak.
        var list = new JsonObject { ["cniVersion"] = "1.0.0", ["name"] = "pods", ["plugins"] = new JsonArray(plugins) };
        return new CniRuntime(list, [Path.GetDirectoryName(network.Near.Binary) ?? "", Folder], network.Stack.NodeNetns("node-1"));
    }

    private JsonObject Own()
    {
        var configuration = network.Near.Configuration();
        foreach (var field in new[] { "cniVersion", "name" })
            configuration.Remove(field);
        return configuration;
    }

    private async Task<CniRuntime> InstalledAsync()
    {
        Assert.SkipUnless(File.Exists(Folder + "/bandwidth"), "needs the reference plugins: apt-get install containernetworking-plugins");
        var folder = Path.Combine(network.Stack.RunFolder, "cni-installed");
        (await network.Stack.ScriptAsync("deploy/cni.sh", "--bin-dir", folder, "--conf-dir", folder, "--network", CniNetwork.Name, "--socket", network.Near.Socket)).Expect();
        var list = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "10-netaas.conflist")))?.AsObject();
        return new CniRuntime(list ?? [], [folder], network.Stack.NodeNetns("node-1"));
    }

    /// <summary>Token bucket filters of the node, by the interface that they are on.</summary>
    private async Task<IReadOnlyList<JsonObject>> ShapersAsync() =>
        [.. (await Kernel.ListAsync(network.Stack.NodeNetns("node-1"), "tc", "-j", "-s", "qdisc", "show")).Where(it => (string?)it["kind"] == "tbf")];

    /// <summary>Some bytes from a server in one namespace to a client in another.</summary>
    private async Task FetchAsync(string server, string client, string address)
    {
        var folder = Directory.CreateDirectory(Path.Combine(network.Stack.RunFolder, "bytes")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "some"), new byte[Bytes]);
        await using var serving = await HttpServer.StartAsync(server, 8099, folder: folder);
        Assert.Equal($"{Bytes}", (await Shell.InAsync(client, "curl", "-sS", "-o", "/dev/null", "-w", "%{size_download}", $"http://{address}:8099/some")).Expect());
    }
}
