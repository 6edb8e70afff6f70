using System.Net;
using Netaas.Agent.Names;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>Names as records: node 1 has blocks in the networks 1 and 2, and none in 3.</summary>
public sealed class NameTests
{
    private const string Suffix = "net-1.default.netaas.internal";

    private static readonly ViewItem[] s_networks =
    [
        Network(1), Network(2), Network(3), Views.Member(1, 1), Views.Member(2, 1), Views.Member(3, 1, hasBlock: false), Views.Member(1, 2),
    ];

    [Fact]
    public void A_service_is_its_virtual_addresses_with_a_way_back_and_its_named_ports() => Assert.Equal(
        [
            $"10.0.96.10.in-addr.arpa Pointer {{ Target = api.{Suffix} }}",
            $"_http._tcp.api.{Suffix} Server {{ Port = 80, Target = api.{Suffix} }}",
            $"api.{Suffix} Address {{ Value = 10.96.0.10 }}",
        ],
        Told(Service("api") with { ClusterIps = [IPAddress.Parse("10.96.0.10")] }));

    [Fact]
    public void A_headless_service_is_its_endpoints_each_with_a_name_that_its_ports_lead_to() => Assert.Equal(
        [
            $"10-1-1-2.api.{Suffix} Address {{ Value = 10.1.1.2 }}",
            $"_http._tcp.api.{Suffix} Server {{ Port = 8080, Target = 10-1-1-2.api.{Suffix} }}",
            $"api.{Suffix} Address {{ Value = 10.1.1.2 }}",
        ],
        Told(Service("api") with { NamedAddresses = [IPAddress.Parse("10.1.1.2")] }));

    [Fact]
    public void On_a_bridge_network_a_node_names_what_stands_on_it_alone()
    {
        var network = Network(1) with { Type = NetworkType.Bridge };
        var port = Service("api").Ports[0];
        EquatableList<EndpointItem> endpoints =
        [
            new(IPAddress.Parse("10.1.1.2"), 8080, Views.NodeId(1)), new(IPAddress.Parse("10.1.1.3"), 8080, Views.NodeId(2)), new(IPAddress.Parse("192.0.2.1"), 80, null),
        ];
        var service = Service("api") with { NamedAddresses = endpoints.Select(endpoint => endpoint.Address).ToEquatableList(), Ports = [port with { Endpoints = endpoints }] };
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        var other = Named(Views.Pod(7, 1, 2), 2);
        // The network may come after what is in it.
        table.Update(Views.Of(Views.NodeId(1), [service]), [service.Key, other.Key], Views.Of(Views.NodeId(1), [other]));
        ViewItem[] all = [network, Views.Member(1, 1), service];
        table.Update(Views.Of(Views.NodeId(1), all), all.Select(item => item.Key));

        var records = table.Records(table.Networks.Single()).Select(Text).Where(text => !text.StartsWith("host.", StringComparison.Ordinal)).ToList();

        Assert.Equal(["10.1.1.2", "192.0.2.1"], records.Where(text => text.StartsWith("api.", StringComparison.Ordinal)).Select(text => text.Split(' ')[5]).Order(StringComparer.Ordinal));
        Assert.Equal(2, records.Count(text => text.StartsWith("_http.", StringComparison.Ordinal)));
        Assert.DoesNotContain(records, text => text.Contains("10.1.1.3", StringComparison.Ordinal) || text.Contains("10-1-1-3", StringComparison.Ordinal) || text.StartsWith("pod-7", StringComparison.Ordinal));
    }

    [Fact]
    public void What_dns_has_no_room_for_is_left_out_and_the_rest_stays()
    {
        var longest = new string('a', 63);
        var service = Service(longest) with { ClusterIps = [IPAddress.Parse("10.96.0.10")] };
        var ports = service.Ports.Concat(service.Ports.Select(port => port with { Name = longest })).ToEquatableList();
        Assert.Equal(3, Told(service with { Ports = ports }).Count());
        Assert.Equal(2, Told(Service("api") with { ExternalName = "a.example" }, Service("b") with { ExternalName = string.Join('.', Enumerable.Repeat(longest, 4)) }, Views.Pod(2, 1, 1) with { Name = "api" }).Count());
    }

    [Fact]
    public void An_external_name_is_an_alias() =>
        Assert.Equal([$"api.{Suffix} Alias {{ Target = www.example.net }}"], Told(Service("api") with { ExternalName = "WWW.example.net.", Ports = [] }));

    [Fact]
    public void A_pod_has_its_name_unless_a_service_has_it()
    {
        Assert.Equal(
            [$"3.1.1.10.in-addr.arpa Pointer {{ Target = pod-2.{Suffix} }}", $"pod-2.{Suffix} Address {{ Value = 10.1.1.3 }}"],
            Told(Views.Pod(2, 1, 1)));
        Assert.Equal(
            [$"3.1.1.10.in-addr.arpa Pointer {{ Target = pod-2.{Suffix} }}", $"pod-2.{Suffix} Alias {{ Target = a.example }}"],
            Told(Views.Pod(2, 1, 1), Service("pod-2") with { ExternalName = "a.example", Ports = [] }));
    }

    [Fact]
    public void Pods_of_other_nodes_have_names_from_the_stream_of_names_and_own_ones_from_the_view()
    {
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        var own = Views.Pod(1, 1, 1);
        Follow(table, [.. s_networks, own]);
        PodNameItem[] named = [Named(Views.Pod(7, 1, 2), 2), Named(own, 1), Named(Views.Pod(8, 1, 1), 1)];
        table.Update(Views.Of(Views.NodeId(1), [.. s_networks, own]), named.Select(item => item.Key), Views.Of(Views.NodeId(1), named));
        Assert.Equal(
            [$"pod-1.{Suffix} Address {{ Value = 10.1.1.2 }}", $"pod-7.{Suffix} Address {{ Value = 10.1.2.8 }}"],
            table.Records(table.Networks.First()).Select(Text).Where(text => text.StartsWith("pod", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_headless_service_is_without_its_endpoints_on_nodes_that_are_dead_and_with_them_when_they_return()
    {
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        var service = Service("db") with { NamedAddresses = [IPAddress.Parse("10.1.1.2"), IPAddress.Parse("10.1.2.3")], Ports = [] };
        var view = Views.Of(Views.NodeId(1), [.. s_networks, service]);
        table.Update(view, view.Items.Keys);
        foreach (var network in table.Networks)
            table.Records(network);
        var dead = view with { Dead = [Views.NodeId(2)] };
        Assert.Equal([service.Key], dead.Concerned(view));
        Assert.Equal(
            [$"10-1-2-3.db.{Suffix} Address {{ Value = 10.1.2.3 }}", $"db.{Suffix} Address {{ Value = 10.1.2.3 }}"],
            Assert.Single(table.Update(dead, [service.Key]).Changes).Removed.Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(2, Assert.Single(table.Update(view, [service.Key]).Changes).Added.Length);
    }

    [Fact]
    public void On_a_bridge_network_the_death_of_another_node_takes_no_name_away()
    {
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        // Each node has the range to itself: the other one's pods may have the same addresses.
        IPAddress here = IPAddress.Parse("10.1.1.2"), there = IPAddress.Parse("10.1.1.3");
        var port = new ServicePortItem(TransportProtocol.Tcp, 0, [new EndpointItem(here, 0, Views.NodeId(1)), new EndpointItem(here, 0, Views.NodeId(2)), new EndpointItem(there, 0, Views.NodeId(2))]);
        var service = Service("db") with { NamedAddresses = [here, here, there], Ports = [port] };
        ViewItem[] all = [Network(1) with { Type = NetworkType.Bridge }, Views.Member(1, 1), Views.Member(1, 2) with { Blocks = Views.Member(1, 1).Blocks }, service];
        var view = Views.Of(Views.NodeId(1), all) with { Dead = [Views.NodeId(2)] };
        table.Update(view, view.Items.Keys);
        Assert.Equal(
            [$"10-1-1-2.db.{Suffix} Address {{ Value = 10.1.1.2 }}", $"db.{Suffix} Address {{ Value = 10.1.1.2 }}"],
            table.Records(table.Networks.Single()).Select(Text).Where(text => text.Contains("db.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_alias_leads_to_its_pod_and_an_address_to_the_name_alone()
    {
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        ViewItem own = Views.Pod(1, 1, 1) with { Aliases = ["db", "pod-1"] };
        Follow(table, [.. s_networks, own]);
        var other = Named(Views.Pod(7, 1, 2), 2) with { Aliases = ["db"] };
        table.Update(Views.Of(Views.NodeId(1), [.. s_networks, own]), [other.Key], Views.Of(Views.NodeId(1), [other]));
        var records = table.Records(table.Networks.First()).Select(Text).ToList();
        Assert.Equal(
            [$"db.{Suffix} Address {{ Value = 10.1.1.2 }}", $"db.{Suffix} Address {{ Value = 10.1.2.8 }}"],
            records.Where(text => text.StartsWith("db", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(2, records.Count(text => text.Contains("Pointer", StringComparison.Ordinal)));
        table.Update(Views.Of(Views.NodeId(1), s_networks), [own.Key]);
        Assert.Equal([$"db.{Suffix} Address {{ Value = 10.1.2.8 }}"], table.Records(table.Networks.First()).Select(Text).Where(text => text.StartsWith("db", StringComparison.Ordinal)));
    }

    [Fact]
    public void Only_networks_in_which_the_node_has_a_block_are_served_at_their_gateways()
    {
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        var (isOther, _) = table.Update(Views.Of(Views.NodeId(1), s_networks), s_networks.Select(item => item.Key));
        Assert.True(isOther);
        Assert.Equal(["net-1 10.1.1.1", "net-2 10.2.1.1"], table.Networks.Select(network => $"{network.Name} {network.Gateways.Single()}"));
        Assert.Equal(["host.netaas.internal Address { Value = 10.2.1.1 }"], table.Records(table.Networks.Last()).Select(Text));
    }

    [Fact]
    public void A_change_costs_the_records_that_differ()
    {
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        var before = Service("db") with { NamedAddresses = [IPAddress.Parse("10.1.1.2"), IPAddress.Parse("10.1.1.3")], Ports = [] };
        Follow(table, [.. s_networks, before, Service("other")]);
        foreach (var network in table.Networks)
            table.Records(network);
        var after = before with { NamedAddresses = [IPAddress.Parse("10.1.1.3"), IPAddress.Parse("10.1.1.4")] };
        var (isOther, changes) = table.Update(Views.Of(Views.NodeId(1), [.. s_networks, after, Service("other")]), [after.Key]);
        Assert.False(isOther);
        var change = Assert.Single(changes);
        Assert.Equal([$"10-1-1-2.db.{Suffix}", $"db.{Suffix}"], change.Removed.Select(record => record.Owner).Order(StringComparer.Ordinal));
        Assert.Equal([$"10-1-1-4.db.{Suffix}", $"db.{Suffix}"], change.Added.Select(record => record.Owner).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_came_before_changes_lead_to_the_records_of_the_whole(int seed)
    {
        var random = new Random(seed);
        ViewItem[] all =
        [
            .. s_networks, .. Enumerable.Range(1, 4).Select(number => Views.Pod(number, 1, 1)), Service("pod-1") with { ClusterIps = [IPAddress.Parse("10.96.0.9")] },
            Service("api") with { NamedAddresses = [IPAddress.Parse("10.1.1.2")] }, Views.Pod(4, 2, 1) with { Name = "moved" },
        ];
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        var told = new Dictionary<NetworkId, HashSet<NameRecord>>();
        var before = new Dictionary<ItemKey, ViewItem>();
        for (var step = 0; step < 60; step++)
        {
            // The last of a key counts: a pod that stands under another name in another network.
            var now = all.Where(_ => random.Next(4) > 0).GroupBy(item => item.Key).ToDictionary(group => group.Key, group => group.ElementAt(random.Next(group.Count())));
            var view = Views.Of(Views.NodeId(1), now.Values);
            var (isOther, changes) = table.Update(view, before.Keys.Union(now.Keys).Where(key => !Equals(before.GetValueOrDefault(key), now.GetValueOrDefault(key))).ToList());
            if (isOther)
                told = table.Networks.ToDictionary(network => network.Id, network => table.Records(network).ToHashSet());
            else
                foreach (var change in changes)
                {
                    Assert.All(change.Removed, record => Assert.True(told[change.Network.Id].Remove(record)));
                    Assert.All(change.Added, record => Assert.True(told[change.Network.Id].Add(record)));
                }
            var whole = new NameTable(Views.NodeId(1), "netaas.internal");
            Follow(whole, [.. now.Values]);
            Assert.Equal(
                whole.Networks.SelectMany(network => whole.Records(network)).Select(Text).Order(StringComparer.Ordinal),
                told.Values.SelectMany(records => records).Select(Text).Order(StringComparer.Ordinal));
            before = now;
        }
    }

    [Theory]
    [InlineData("10.10.0.0/16", "10.10.in-addr.arpa")]
    [InlineData("10.96.0.0/23", "0.96.10.in-addr.arpa 1.96.10.in-addr.arpa")]
    [InlineData("10.96.0.128/26", "0.96.10.in-addr.arpa")]
    [InlineData("fd00:12::/31", "2.1.0.0.0.0.d.f.ip6.arpa 3.1.0.0.0.0.d.f.ip6.arpa")]
    public void The_zones_of_a_cidr_are_the_next_ones_that_there_can_be(string cidr, string zones) =>
        Assert.Equal(zones.Split(' '), ReverseNames.ZonesOf(IPNetwork.Parse(cidr)));

    [Fact]
    public void A_zone_holds_its_own_records_in_an_order_that_does_not_change()
    {
        var network = new ServedNetwork(Views.NetworkId(1), "net-1", "default", [IPAddress.Parse("10.1.1.1")], ["netaas.internal", "1.10.in-addr.arpa"]);
        NameRecord[] records =
        [
            new("b.netaas.internal", new RecordData.Address(IPAddress.Parse("fd00::1"))), new("2.1.1.10.in-addr.arpa", new RecordData.Pointer("b.netaas.internal")),
            new("a.netaas.internal", new RecordData.Server(80, "b.netaas.internal")),
        ];
        const string Wanted = """
            $TTL 5
            netaas.internal. SOA host.netaas.internal. netaas.netaas.internal. 7 3600 600 86400 5
            netaas.internal. NS host.netaas.internal.
            a.netaas.internal. SRV 0 0 80 b.netaas.internal.
            b.netaas.internal. AAAA fd00::1

            """;
        Assert.Equal(Wanted, ZoneFile.Text(network, "netaas.internal", records, 7));
        Assert.EndsWith("2.1.1.10.in-addr.arpa. PTR b.netaas.internal.\n", ZoneFile.Text(network, "1.10.in-addr.arpa", records, 7), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolvers_are_read_as_programs_read_them() =>
        Assert.Equal(
            [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")],
            NameOptions.Parse(["# nameserver 192.0.2.9", "search example.net", "nameserver 192.0.2.1", "nameserver\t2001:db8::1 ", "nameserver fe80::1%eth0", "nameserver 192.0.2.1"]));

    private static IEnumerable<string> Told(params ViewItem[] items)
    {
        var table = new NameTable(Views.NodeId(1), "netaas.internal");
        Follow(table, [.. s_networks, .. items]);
        return table.Records(table.Networks.First()).Where(record => !record.Owner.StartsWith("host.", StringComparison.Ordinal)).Select(Text).Order(StringComparer.Ordinal);
    }

    private static void Follow(NameTable table, ViewItem[] items)
    {
        var view = Views.Of(Views.NodeId(1), items);
        table.Update(view, view.Items.Keys);
    }

    private static NetworkItem Network(int number) => Views.Network(number) with { ServiceCidrs = [IPNetwork.Parse($"10.{95 + number}.0.0/20")], Project = "default" };

    private static ServiceItem Service(string name) => new(
        1, new ServiceId(Guid.Parse($"01900000-0000-7000-8005-{name.Sum(letter => letter):x12}")), name, Views.NetworkId(1), [],
        [new ServicePortItem(TransportProtocol.Tcp, 80, [new EndpointItem(IPAddress.Parse("10.1.1.2"), 8080, Views.NodeId(1)), new EndpointItem(IPAddress.Parse("10.1.1.9"), 8080, Views.NodeId(1)) { State = EndpointState.Unhealthy }]) { Name = "http" }]);

    private static PodNameItem Named(PodItem pod, int node) => new(2, pod.Id, pod.Name, Views.NetworkId(1), Views.NodeId(node), pod.Addresses);

    private static string Text(NameRecord record) => $"{record.Owner} {record.Data}";
}
