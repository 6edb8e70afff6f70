using System.Net;
using Netaas.Core.Naming;
using Netaas.Nftables;
using Netaas.Nftables.Listing;
using Xunit;

namespace Netaas.UnitTests.Nftables;

/// <summary>Listings as nft 1.0.6 makes them.</summary>
public sealed class ListingTests
{
    private static readonly NftTable s_table = new(NftFamily.Inet, new NftName("netaas"));

    [Fact]
    public void Table_is_read_with_chains_rules_sets_and_maps()
    {
        var state = TableReader.Read(s_table,
            """
            {"nftables": [
              {"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}},
              {"table": {"family": "inet", "name": "netaas", "handle": 1}},
              {"set": {"family": "inet", "name": "ports", "table": "netaas", "type": ["ifname", "inet_service"], "handle": 4, "flags": ["interval"],
                "elem": [{"concat": ["eth0", {"range": [8000, 8010]}]}, {"elem": {"val": {"concat": ["eth1", 80]}, "comment": "x"}}]}},
              {"map": {"family": "inet", "name": "targets", "table": "netaas", "type": ["ipv6_addr", "mark"], "handle": 5, "map": "ipv6_addr . inet_service",
                "elem": [[{"concat": ["fd00::a", 7]}, {"concat": ["::ffff:10.0.0.1", 8080]}]]}},
              {"map": {"family": "inet", "name": "verdicts", "table": "netaas", "type": "inet_proto", "handle": 6, "map": "verdict",
                "elem": [["tcp", {"goto": {"target": "host-ports"}}], [132, {"drop": null}]]}},
              {"set": {"family": "inet", "name": "strange", "table": "netaas", "type": "ct_state", "handle": 7}},
              {"chain": {"family": "inet", "table": "netaas", "name": "host-ports", "handle": 2}},
              {"chain": {"family": "inet", "table": "netaas", "name": "nat-prerouting", "handle": 3, "type": "nat", "hook": "prerouting", "prio": -100, "policy": "accept"}},
              {"rule": {"family": "inet", "table": "netaas", "chain": "nat-prerouting", "handle": 8, "comment": "0123456789 ports", "expr": []}},
              {"rule": {"family": "inet", "table": "netaas", "chain": "nat-prerouting", "handle": 9, "expr": []}}
            ]}
            """);

        Assert.Equal(["0123456789 ports", ""], state.Chains[new NftName("nat-prerouting")].Comments);
        Assert.Equal(new NftBaseChain(NftChainType.Nat, NftHook.Prerouting, -100), state.Chains[new NftName("nat-prerouting")].Chain.Base);
        Assert.Null(state.Chains[new NftName("host-ports")].Chain.Base);

        var ports = state.Sets[new NftName("ports")];
        Assert.Equal(new NftSet(new NftName("ports"), [NftType.InterfaceName, NftType.Port]) { Flags = NftSetFlags.Interval }, ports.Set);
        Assert.Equal(
            [NftValue.Join(NftValue.Of(new InterfaceName("eth0")), NftValue.Ports(8000, 8010)), NftValue.Join(NftValue.Of(new InterfaceName("eth1")), NftValue.Of(80))],
            ports.Elements.Keys.Order());

        var targets = state.Sets[new NftName("targets")];
        Assert.Equal(
            NftValue.Join(NftValue.Of(IPAddress.Parse("::ffff:10.0.0.1")), NftValue.Of(8080)),
            targets.Elements[NftValue.Join(NftValue.Of(IPAddress.Parse("fd00::a")), NftValue.Of(7))]);

        var verdicts = state.Sets[new NftName("verdicts")].Elements;
        Assert.Contains(NftValue.Goto(new NftName("host-ports")), verdicts.Values.OfType<NftValue>());
        Assert.Contains(NftValue.Drop, verdicts.Values.OfType<NftValue>());
        Assert.Equal(["ports", "targets", "verdicts"], state.Sets.Keys.Order().Select(name => name.Value));
    }

    [Fact]
    public void Table_is_found_among_others_by_family_and_name()
    {
        const string Tables = """{"nftables": [{"metainfo": {}}, {"table": {"family": "ip", "name": "netaas", "handle": 1}}, {"table": {"family": "inet", "name": "other", "handle": 2}}]}""";

        Assert.False(TableReader.ListsTable(s_table, Tables));
        Assert.True(TableReader.ListsTable(s_table with { Family = NftFamily.Ip }, Tables));
    }
}
