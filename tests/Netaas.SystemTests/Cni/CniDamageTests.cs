using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>CHECK while somebody breaks what ADD made, and the agent mends it.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniDamageTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    private const string Image = "ip -o link show dev eth0 | sed 's/ qlen [0-9]*//; s/^[0-9]*: //; s/@if[0-9]*//'; ip -o addr show dev eth0 | sed 's/^[0-9]*: //'; ip route";

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
    [InlineData("ip link set HOST nomaster")]
    [InlineData("ip link set HOST down")]
    public async Task Damage_to_the_nodes_end_counts_as_well(string damage)
    {
        await using var container = await Container.CreateAsync();
        var configuration = network.Near.Configuration();
        var result = (await network.Near.AddAsync(container)).Expect();
        configuration["prevResult"] = result.Body?.DeepClone();
        var netns = network.Stack.NodeNetns("node-1");
        (await Shell.InAsync(netns, "bash", "-c", damage.Replace("HOST", HostEnd(result), StringComparison.Ordinal))).Expect();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await CheckAsync(container, configuration)).Status != 0)
            limit.Token.ThrowIfCancellationRequested();
        Assert.Matches("master nab.* state UP", (await Shell.InAsync(netns, "ip", "-o", "link", "show", HostEnd(result))).Expect());
        (await network.Near.DeleteAsync(container)).Expect();
    }

    private Task<CniResult> CheckAsync(Container container, JsonObject configuration) => network.Near.CallAsync("CHECK", container, configuration.DeepClone().AsObject());

    private static async Task<string> ImageAsync(Container container) => (await container.RunAsync("bash", "-c", Image)).Expect();

    private static string HostEnd(CniResult result) => (string?)result.Body?["interfaces"]?[0]?["name"] ?? "";
}
