using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>What the CNI specification 1.1 asks of CHECK: it is content with what ADD made, and never while somebody has broken that.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniDamageTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    private const string Image = "ip -o link show dev eth0 | sed 's/ qlen [0-9]*//; s/^[0-9]*: //; s/@if[0-9]*//'; ip -o addr show dev eth0 | sed 's/^[0-9]*: //'; ip route";

    [Fact]
    public async Task Check_is_content_right_after_add_and_as_often_as_it_is_asked()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["prevResult"] = (await network.Near.AddAsync(container)).Expect().Body?.DeepClone();
        (await CheckAsync(container, configuration)).ExpectNothing();
        (await CheckAsync(container, configuration)).ExpectNothing();
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Theory]
    [InlineData("interfaces", 1, "name", "eth7")]
    [InlineData("interfaces", 1, "mac", "02:00:00:00:99:99")]
    [InlineData("ips", 0, "address", "10.99.99.99/24")]
    public async Task Check_compares_with_the_previous_result(string list, int index, string field, string other)
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["prevResult"] = (await network.Near.AddAsync(container)).Expect().Body?.DeepClone();
        configuration["prevResult"]![list]![index]![field] = other;
        (await CheckAsync(container, configuration)).ExpectError(102);
        configuration["prevResult"]!.AsObject().Remove(list);
        (await CheckAsync(container, configuration)).ExpectError(102);
        configuration["prevResult"]![list] = new JsonArray("nonsense");
        (await CheckAsync(container, configuration)).ExpectError(6);
        configuration.Remove("prevResult");
        (await CheckAsync(container, configuration)).ExpectError(7);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Fact]
    public async Task Check_of_what_is_gone_says_so_and_of_an_agent_that_is_away_that_it_can_not_tell()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["prevResult"] = (await network.Near.AddAsync(container)).Expect().Body?.DeepClone();
        var nowhere = configuration.DeepClone().AsObject();
        nowhere["socket"] = "/nowhere/agent.sock";
        (await CheckAsync(container, nowhere)).ExpectError(11);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        (await CheckAsync(container, configuration)).ExpectError(3);
    }

    [Fact]
    public async Task What_a_plugin_behind_it_may_have_changed_is_left_to_it()
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        var result = (await network.Near.AddAsync(container)).Expect();
        configuration["prevResult"] = result.Body?.DeepClone();
        var gateway = (string?)result.Body?["ips"]?[0]?["gateway"];
        foreach (var change in new[]
        {
            $"ip route add 198.51.100.0/24 via {gateway} dev eth0", "ip rule add from all table 100 priority 100", $"ip route add default via {gateway} table 100",
            "ip link set eth0 allmulticast on", "tc qdisc add dev eth0 root tbf rate 8mbit burst 80kb latency 50ms", "ip link add other0 type veth peer name other1",
        })
            (await container.RunAsync("bash", "-c", change)).Expect();
        (await CheckAsync(container, configuration)).ExpectNothing();
        foreach (var (show, what) in new[] { ("ip route", "198.51.100.0/24"), ("ip rule", "lookup 100"), ("ip link show eth0", "ALLMULTI"), ("tc qdisc show dev eth0", "tbf"), ("ip link", "other0") })
            Assert.Contains(what, (await container.RunAsync("bash", "-c", show)).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Theory]
    [InlineData("ip link del eth0")]
    [InlineData("ip link set eth0 down")]
    [InlineData("ip link set eth0 mtu 1200")]
    [InlineData("ip link set eth0 address 02:00:00:00:99:99")]
    [InlineData("ip addr flush dev eth0")]
    [InlineData("ip addr add 192.0.2.7/24 dev eth0")]
    [InlineData("ip route del default")]
    public async Task Check_never_says_that_all_is_well_while_the_damage_stands_and_the_agent_repairs_it(string damage)
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["prevResult"] = (await network.Near.AddAsync(container)).Expect().Body?.DeepClone();
        var made = await ImageAsync(container);
        (await container.RunAsync("bash", "-c", damage)).Expect();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        CniResult check;
        while ((check = await CheckAsync(container, configuration)).Status != 0)
        {
            check.ExpectError(102);
            limit.Token.ThrowIfCancellationRequested();
        }
        Assert.Equal(made, await ImageAsync(container));
        (await network.Near.DeleteAsync(container)).Expect();
    }

    [Theory]
    [InlineData("ip link set HOST nomaster", "ip -o link show HOST", "master nab.* state UP")]
    [InlineData("ip link set HOST down", "ip -o link show HOST", "master nab.* state UP")]
    [InlineData("ip link del HOST", "ip -o link show HOST", "master nab.* state UP")]
    [InlineData("nft flush map inet netaas any-ports-4", "nft list map inet netaas any-ports-4", "18084")]
    [InlineData("nft delete table bridge netaas", "nft list table bridge netaas", "HOST")]
    public async Task Damage_to_the_nodes_end_and_its_rules_counts_as_well(string damage, string show, string pattern)
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        configuration["runtimeConfig"] = JsonNode.Parse("""{"portMappings": [{"hostPort": 18084, "containerPort": 80, "protocol": "tcp"}]}""");
        var result = (await network.Near.AddAsync(container, configuration)).Expect();
        configuration["prevResult"] = result.Body?.DeepClone();
        string With(string text) => text.Replace("HOST", (string?)result.Body?["interfaces"]?[0]?["name"], StringComparison.Ordinal);
        Task<ShellResult> RunAsync(string command) => Shell.InAsync(network.Stack.NodeNetns("node-1"), "bash", "-c", With(command));
        Assert.Matches(With(pattern), (await RunAsync(show)).Expect());
        (await RunAsync(damage)).Expect();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        CniResult check;
        while ((check = await CheckAsync(container, configuration)).Status != 0)
        {
            check.ExpectError(102);
            limit.Token.ThrowIfCancellationRequested();
        }
        Assert.Matches(With(pattern), (await RunAsync(show)).Expect());
        (await network.Near.DeleteAsync(container, configuration)).ExpectNothing();
    }

    private Task<CniResult> CheckAsync(Container container, JsonObject configuration) => network.Near.CallAsync("CHECK", container, configuration.DeepClone().AsObject());

    private static async Task<string> ImageAsync(Container container) => (await container.RunAsync("bash", "-c", Image)).Expect();
}
