using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.ApiTests;

public sealed class DualStackTests : OneNode
{
    [Fact]
    public async Task A_pod_of_a_dual_stack_network_has_an_address_of_each_family_out_of_a_block_of_each()
    {
        var network = (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16","fd10::/48"]}""")).Must(201);
        Assert.Equal(("24", "64"), (network["nodePrefixLengths.0"], network["nodePrefixLengths.1"]));

        var first = (await Api.PostAsync("pods?wait=ready", """{"name":"one","network":"blue","node":"node-1"}""")).Must(201);
        var second = (await Api.PostAsync("pods?wait=ready", """{"name":"two","network":"blue","node":"node-1"}""")).Must(201);

        Assert.Equal(("10.10.1.2", "fd10:0:0:1::2"), (first["addresses.0"], first["addresses.1"]));
        Assert.Equal(("10.10.1.3", "fd10:0:0:1::3"), (second["addresses.0"], second["addresses.1"]));
        var member = Assert.IsType<MemberItem>(Node.View.Values.Single(item => item is MemberItem));
        Assert.Equal(["10.10.1.0/24", "fd10:0:0:1::/64"], member.Blocks.Select(Cidr.Format).Order());
        Assert.Equal([AddressFamily.InterNetwork, AddressFamily.InterNetworkV6], member.TunnelAddresses.Select(address => address.AddressFamily));
    }

    [Fact]
    public async Task A_pod_of_an_ipv6_network_begins_behind_the_gateway_and_gaps_are_reused()
    {
        (await Api.PostAsync("networks", """{"name":"six","podCidrs":["fd10::/112"],"nodePrefixLengths":[126]}""")).Must(201);

        // Blocks of four addresses: the anycast address and the gateway are kept, two are left for pods.
        var addresses = new List<string>();
        for (var i = 0; i < 5; i++)
            addresses.Add((await Api.PostAsync("pods?wait=ready", $$"""{"name":"p{{i}}","network":"six","node":"node-1"}""")).Must(201)["addresses.0"]!);

        Assert.Equal(["fd10::6", "fd10::7", "fd10::a", "fd10::b", "fd10::e"], addresses);
    }

    [Fact]
    public async Task Static_addresses_are_taken_in_both_families_and_the_one_left_out_is_not_given()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16","fd10::/48"]}""")).Must(201);

        var both = (await Api.PostAsync("pods", """{"name":"both","network":"blue","node":"node-1","addresses":["fd10:0:0:7::9","10.10.7.9"]}""")).Must(201);
        Assert.Equal(("10.10.7.9", "fd10:0:0:7::9"), (both["addresses.0"], both["addresses.1"]));
        var one = (await Api.PostAsync("pods", """{"name":"one","network":"blue","node":"node-1","addresses":["fd10:0:0:7::a"]}""")).Must(201);
        Assert.Equal(["fd10:0:0:7::a"], one.Find("addresses")!.AsArray().Select(address => address!.ToString()));

        var taken = (await Api.PostAsync("pods", """{"name":"third","network":"blue","node":"node-1","addresses":["10.10.7.10","fd10:0:0:7::9"]}""")).Must(409);
        Assert.Equal(("addressTaken", "both"), (taken.Code, taken["conflicts.0.name"]));
        Assert.Equal(
            "10.10.7.10",
            (await Api.PostAsync("pods", """{"name":"third","network":"blue","node":"node-1","addresses":["10.10.7.10"]}""")).Must(201)["addresses.0"]);
        foreach (var unusable in new[] { "fd10:0:0:7::", "fd10:0:0:7::1" })
            Assert.Equal(
                ["addresses: unusable"],
                (await Api.PostAsync("pods", $$"""{"name":"fourth","network":"blue","node":"node-1","addresses":["{{unusable}}"]}""")).Must(400).Problems);
    }

    [Fact]
    public async Task What_was_put_and_read_back_in_the_other_order_of_families_is_the_same()
    {
        var created = (await Api.PutAsync("networks/blue", """{"podCidrs":["fd10::/48","10.10.0.0/16"],"nodePrefixLengths":[72,26]}""")).Must(201);
        Assert.Equal(("26", "72"), (created["nodePrefixLengths.0"], created["nodePrefixLengths.1"]));
        Assert.Equal(
            created["revision"],
            (await Api.PutAsync("networks/blue", """{"podCidrs":["fd10::/48","10.10.0.0/16"],"nodePrefixLengths":[72,26]}""")).Must(200)["revision"]);

        (await Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1","addresses":["fd10::100:0:0:5","10.10.1.5"]}""")).Must(201);
        (await Api.PutAsync("pods/web", """{"network":"blue","node":"node-1","addresses":["fd10::100:0:0:5","10.10.1.5"]}""")).Must(200);
    }

    [Fact]
    public async Task Many_clients_of_a_dual_stack_network_never_share_an_address()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/24","fd10::/100"],"nodePrefixLengths":[28,120]}""")).Must(201);

        var pods = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Api.PostAsync("pods", $$"""{"name":"p{{i}}","network":"blue","node":"node-1"}""")));

        foreach (var family in new[] { "addresses.0", "addresses.1" })
            Assert.Equal(40, pods.Select(pod => IPAddress.Parse(pod.Must(201)[family]!)).Distinct().Count());
    }
}
