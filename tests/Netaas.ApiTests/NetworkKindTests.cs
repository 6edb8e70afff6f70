using System.Globalization;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Networks that aren't VXLAN overlays, and the MTU of all of them.</summary>
public sealed class NetworkKindTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;
    private ScriptedAgent _two = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        _two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("\"encapsulation\":\"vxlan\"", 1450, true, "masquerade")]
    [InlineData("\"encapsulation\":\"crossSubnet\"", 1450, true, "keep")]
    [InlineData("\"encapsulation\":\"none\"", 1500, false, "keep")]
    [InlineData("\"type\":\"bridge\"", 1500, false, "masquerade")]
    public async Task Encapsulation_decides_mtu_vni_and_what_becomes_of_addresses_towards_nodes(string kind, int mtu, bool hasVni, string nodeEgress)
    {
        var made = (await _api.PostAsync("networks?wait=ready", $$"""{"name":"blue","podCidrs":["10.10.0.0/16"],{{kind}}}""")).Must(201);

        Assert.Equal(($"{mtu}", hasVni, nodeEgress), (made["mtu"], made["vni"] is not null, made["nodeEgress"]));
        var member = _one.View.Values.OfType<MemberItem>().First(item => item.Node == _one.Id);
        Assert.Equal(hasVni ? 1 : 0, member.TunnelAddresses.Count);
        // What was read can be put back as it is.
        (await _api.PutAsync("networks/blue", $$"""{"podCidrs":["10.10.0.0/16"],"mtu":{{mtu}},"nodeEgress":"{{nodeEgress}}",{{kind}}}""")).Must(200);
        var other = kind.Contains("crossSubnet", StringComparison.Ordinal) ? "none" : "crossSubnet";
        Assert.Contains((await _api.PutAsync("networks/blue", $$"""{"encapsulation":"{{other}}"}""")).Status, new[] { 400, 409 });
    }

    [Fact]
    public async Task What_a_network_without_encapsulation_cannot_have_is_refused()
    {
        Assert.Equal(
            ["encapsulation: mismatch"],
            (await _api.PostAsync("networks", """{"name":"blue","type":"bridge","encapsulation":"vxlan"}""")).Must(400).Problems);
        Assert.Equal(["vni: mismatch"], (await _api.PostAsync("networks", """{"name":"blue","encapsulation":"none","vni":7}""")).Must(400).Problems);
        Assert.Equal(
            ["nodePrefixLengths[0]: blockSize"],
            (await _api.PostAsync("networks", """{"name":"blue","type":"bridge","podCidrs":["172.20.0.0/16"],"nodePrefixLengths":[24]}""")).Must(400).Problems);
    }

    [Fact]
    public async Task Each_of_many_nodes_has_a_tunnel_address_a_family_of_its_own()
    {
        for (var number = 3; number <= 40; number++)
            await using (await ScriptedAgent.JoinAsync(_api, $"node-{number}", number))
            {
            }

        // Fourteen tunnel addresses a block: three blocks of the IPv4 range.
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16","fd00:10::/48"],"nodePrefixLengths":[28,64]}""")).Must(201);

        var held = (await _api.GetAsync("addresses?network=blue&limit=1000")).Must(200).Body!["items"]!.AsArray()
            .Where(item => $"{item?["holder"]}" == "tunnel").Select(item => ($"{item?["node"]}", Address: $"{item?["address"]}")).ToList();
        Assert.Equal(80, held.Select(item => item.Address).Distinct().Count());
        Assert.All(held.GroupBy(item => item.Item1), node => Assert.Equal([false, true], node.Select(item => item.Address.Contains(':', StringComparison.Ordinal)).Order()));
        Assert.Equal(3, held.Where(item => item.Address.StartsWith("10.", StringComparison.Ordinal)).Select(item => byte.Parse(item.Address.Split('.')[3], CultureInfo.InvariantCulture) / 16).Distinct().Count());
    }

    [Fact]
    public async Task Each_node_has_the_whole_range_of_a_bridge_network_to_itself()
    {
        var made = (await _api.PostAsync("networks", """{"name":"local","type":"bridge","podCidrs":["172.20.0.0/24"]}""")).Must(201);
        Assert.Equal("24", made["nodePrefixLengths.0"]);

        foreach (var node in new[] { "node-1", "node-2" })
        {
            Assert.Equal("172.20.0.2", (await _api.PostAsync("pods", $$"""{"name":"first-{{node}}","network":"local","node":"{{node}}"}""")).Must(201)["addresses.0"]);
            Assert.Equal("172.20.0.3", (await _api.PostAsync("pods", $$"""{"name":"second-{{node}}","network":"local","node":"{{node}}"}""")).Must(201)["addresses.0"]);
            Assert.Equal("172.20.0.9", (await _api.PostAsync("pods", $$"""{"name":"ninth-{{node}}","network":"local","node":"{{node}}","addresses":["172.20.0.9"]}""")).Must(201)["addresses.0"]);
        }

        var taken = (await _api.PostAsync("pods", """{"name":"more","network":"local","node":"node-2","addresses":["172.20.0.9"]}""")).Must(409);
        Assert.Equal(("addressTaken", "ninth-node-2"), (taken.Code, taken["conflicts.0.name"]));
        (await _api.DeleteAsync("networks/local?cascade=true&wait=ready")).Must(204);
    }

    [Fact]
    public async Task Two_bridge_networks_may_have_one_range_but_not_on_one_node()
    {
        (await _api.PostAsync("networks", """{"name":"here","type":"bridge","podCidrs":["172.20.0.0/24"]}""")).Must(201);
        (await _api.PostAsync("networks", """{"name":"there","type":"bridge","podCidrs":["172.20.0.0/16"]}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"a","network":"here","node":"node-1"}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"b","network":"there","node":"node-2"}""")).Must(201);

        Assert.Equal("cidrOverlap", (await _api.PostAsync("pods", """{"name":"c","network":"there","node":"node-1"}""")).Must(409).Code);
    }

    [Fact]
    public async Task A_bridge_network_and_an_overlay_never_overlap()
    {
        (await _api.PostAsync("networks", """{"name":"local","type":"bridge","podCidrs":["172.20.0.0/24"]}""")).Must(201);
        var over = (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["172.20.0.0/16"]}""")).Must(409);
        Assert.Equal(("cidrOverlap", "local"), (over.Code, over["conflicts.0.name"]));

        (await _api.PostAsync("networks", """{"name":"red","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        var under = (await _api.PostAsync("networks", """{"name":"second","type":"bridge","podCidrs":["10.10.3.0/24"]}""")).Must(409);
        Assert.Equal(("cidrOverlap", "red"), (under.Code, under["conflicts.0.name"]));
    }

    [Fact]
    public async Task A_bridge_network_is_given_no_block_on_a_node_with_a_route_of_its_own_there()
    {
        await using var three = await ScriptedAgent.JoinAsync(_api, "node-3", 3, "172.31.0.0/24 172.20.0.0/24");

        (await _api.PostAsync("networks", """{"name":"local","type":"bridge","podCidrs":["172.20.0.0/24"]}""")).Must(201);

        Assert.Equal("node-3", (await _api.GetAsync("networks/local")).Must(200)["status.conditions.0.node"]);
        Assert.Equal("cidrConflict", (await _api.PostAsync("pods", """{"name":"a","network":"local","node":"node-3"}""")).Must(409).Code);
        (await _api.PostAsync("pods", """{"name":"a","network":"local","node":"node-1"}""")).Must(201);
    }

    [Fact]
    public async Task A_network_without_encapsulation_says_which_nodes_share_no_subnet()
    {
        (await _api.PostAsync("networks?wait=ready", """{"name":"plain","podCidrs":["10.10.0.0/16"],"encapsulation":"none"}""")).Must(201);
        Assert.Empty((await _api.GetAsync("networks/plain")).Must(200).Find("status.conditions")!.AsArray());

        _two.Facts = _two.Facts with { UnderlayAddresses = [new InterfaceAddress(IPAddress.Parse("172.31.9.12"), 24)] };
        await _two.ReportAsync();
        await _two.HearAsync(update => update.Items.Any(item => item is NodeItem node && node.Id == _two.Id && node.UnderlayAddresses[0].Address.ToString() == "172.31.9.12"));

        var apart = (await _api.GetAsync("networks/plain")).Must(200);
        Assert.Equal(("Degraded", "NoDirectRoute"), (apart["status.phase"], apart["status.conditions.0.type"]));
        Assert.Contains("node-2", apart["status.conditions.0.message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mtu_that_was_chosen_follows_the_lowest_uplink_and_a_given_one_stays()
    {
        (await _api.PostAsync("networks", """{"name":"vxlan","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await _api.PostAsync("networks", """{"name":"plain","podCidrs":["10.11.0.0/16"],"encapsulation":"none"}""")).Must(201);
        (await _api.PostAsync("networks", """{"name":"given","podCidrs":["10.12.0.0/16"],"mtu":1400}""")).Must(201);

        await ReportMtuAsync(_one, 9000);
        Assert.Equal((1450, 1500, 1400), await MtusAsync());

        await ReportMtuAsync(_two, 9000);
        Assert.Equal((8950, 9000, 1400), await MtusAsync());
        await _one.HearAsync(update => update.Items.Any(item => item is NetworkItem { Mtu: 8950 }));

        await using var three = await ScriptedAgent.JoinAsync(_api, "node-3", 3);
        Assert.Equal((1450, 1500, 1400), await MtusAsync());
        await _one.HearAsync(update => update.Items.Any(item => item is NetworkItem { Mtu: 1450 }));
    }

    [Fact]
    public async Task An_mtu_that_is_given_no_longer_is_chosen_again_and_follows()
    {
        (await _api.PostAsync("networks", """{"name":"patched","podCidrs":["10.12.0.0/16"],"mtu":1400}""")).Must(201);
        (await _api.PostAsync("networks", """{"name":"put","podCidrs":["10.13.0.0/16"],"mtu":1400}""")).Must(201);
        Assert.Equal("1400", (await _api.PatchAsync("networks/patched", """{"labels":{"a":"b"}}""")).Must(200)["mtu"]);

        Assert.Equal("1450", (await _api.PatchAsync("networks/patched", """{"mtu":null}""")).Must(200)["mtu"]);
        Assert.Equal("1450", (await _api.PutAsync("networks/put", """{"podCidrs":["10.13.0.0/16"]}""")).Must(200)["mtu"]);

        await ReportMtuAsync(_one, 1400);
        Assert.Equal((1350, 1350), (await MtuAsync("patched"), await MtuAsync("put")));
    }

    [Fact]
    public async Task A_tunnel_over_ipv6_leaves_twenty_bytes_less()
    {
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);

        _two.Facts = _two.Facts with { UnderlayAddresses = [new InterfaceAddress(IPAddress.Parse("2001:db8:31::c"), 64)] };
        await _two.ReportAsync();
        await _one.HearAsync(update => update.Items.Any(item => item is NetworkItem { Mtu: 1430 }));

        Assert.Equal("1430", (await _api.GetAsync("networks/blue")).Must(200)["mtu"]);
    }

    /// <summary>Reports another uplink MTU, and hears of the change that comes of it.</summary>
    private async Task ReportMtuAsync(ScriptedAgent agent, int mtu)
    {
        var since = long.Parse((await _api.GetAsync($"nodes/{agent.Name}")).Must(200)["revision"]!, CultureInfo.InvariantCulture);
        agent.Facts = agent.Facts with { UplinkMtu = mtu };
        await agent.ReportAsync();
        await agent.HearAsync(update => update.Items.Any(item => item is NodeItem node && node.Id == agent.Id && node.Revision > since));
    }

    private async Task<(int, int, int)> MtusAsync() => (await MtuAsync("vxlan"), await MtuAsync("plain"), await MtuAsync("given"));

    private async Task<int> MtuAsync(string network) => (int)(await _api.GetAsync($"networks/{network}")).Must(200).Find("mtu")!;
}
