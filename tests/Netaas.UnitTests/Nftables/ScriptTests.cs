using System.Net;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Nftables;
using Xunit;

namespace Netaas.UnitTests.Nftables;

public sealed class ScriptTests
{
    private static readonly NftTable s_table = new(NftFamily.Inet, new NftName("netaas"));
    private static readonly NftName s_targets = new("targets");

    [Fact]
    public void Transaction_prints_each_operation_on_a_line_in_the_order_given()
    {
        var nat = new NftChain(new NftName("nat-postrouting"), new NftBaseChain(NftChainType.Nat, NftHook.Postrouting, 100));
        var set = new NftSet(new NftName("subnets"), [NftType.Ipv4Address]) { Flags = NftSetFlags.Interval };
        var map = new NftSet(s_targets, [NftType.Protocol, NftType.Port]) { Value = [NftType.Ipv4Address, NftType.Port] };
        var rule = new NftRule(nat.Name, NftExpression.Of($"ip saddr @{set.Name} oifname != {new InterfaceName("na-br0")} masquerade"), "egress");

        var script = new NftTransaction()
            .AddTable(s_table)
            .AddSet(s_table, set)
            .AddSet(s_table, map)
            .AddChain(s_table, nat)
            .AddChain(s_table, new NftChain(new NftName("host-ports")))
            .FlushChain(s_table, nat.Name)
            .AddRule(s_table, rule)
            .AddElement(s_table, new NftElement(set.Name, NftValue.Of(IPNetwork.Parse("10.10.0.0/16"))))
            .DeleteChain(s_table, nat.Name)
            .FlushSet(s_table, map)
            .DeleteSet(s_table, map)
            .DeleteSet(s_table, set)
            .DeleteTable(s_table)
            .ToString();

        Assert.Equal(
            $$"""
            add table inet netaas
            add set inet netaas subnets { type ipv4_addr; flags interval; }
            add map inet netaas targets { type inet_proto . inet_service : ipv4_addr . inet_service; }
            add chain inet netaas nat-postrouting { type nat hook postrouting priority 100; policy accept; }
            add chain inet netaas host-ports
            flush chain inet netaas nat-postrouting
            add rule inet netaas nat-postrouting ip saddr @subnets oifname != "na-br0" masquerade comment "{{rule.Comment}}"
            add element inet netaas subnets { 10.10.0.0/16 }
            delete chain inet netaas nat-postrouting
            flush map inet netaas targets
            delete map inet netaas targets
            delete set inet netaas subnets
            delete table inet netaas

            """,
            script);
    }

    [Fact]
    public void Elements_that_follow_each_other_in_a_set_share_a_command()
    {
        var other = new NftName("other");

        var script = new NftTransaction()
            .AddElement(s_table, Element(1)).AddElement(s_table, Element(2))
            .DeleteElement(s_table, Element(1)).DeleteElement(s_table, Element(2))
            .AddElement(s_table, new NftElement(other, NftValue.Of(1)))
            .AddElement(s_table, Element(3))
            .ToString();

        Assert.Equal(
            """
            add element inet netaas targets { tcp . 1 : 10.0.0.1 . 80, tcp . 2 : 10.0.0.1 . 80 }
            delete element inet netaas targets { tcp . 1 : 10.0.0.1 . 80, tcp . 2 : 10.0.0.1 . 80 }
            add element inet netaas other { 1 }
            add element inet netaas targets { tcp . 3 : 10.0.0.1 . 80 }

            """,
            script);
    }

    [Fact]
    public void Commands_stay_short_enough_to_be_read_in_an_error()
    {
        var transaction = new NftTransaction();
        for (ushort port = 0; port < 600; port++)
            transaction.AddElement(s_table, Element(port));

        var lines = transaction.ToString().TrimEnd('\n').Split('\n');

        Assert.Equal([256, 256, 88], lines.Select(line => line.Split("tcp").Length - 1));
    }

    [Fact]
    public void Error_shows_the_script_with_its_lines_numbered()
    {
        var fake = new FakeNftables();

        var result = fake.Apply(new NftTransaction().AddTable(s_table).FlushChain(s_table, new NftName("absent")));

        Assert.Equal("Error: No such file or directory\n    1  add table inet netaas\n    2  flush chain inet netaas absent\n", result.Error);
    }

    [Fact]
    public void Fake_fails_on_demand_and_only_then()
    {
        var fake = new FakeNftables();
        fake.FailNext("Error: out of memory");

        Assert.StartsWith("Error: out of memory", fake.Apply(new NftTransaction().AddTable(s_table)).Error, StringComparison.Ordinal);
        Assert.Null(fake.Read(s_table));
        Assert.True(fake.Apply(new NftTransaction()).IsSuccess);
        Assert.True(fake.Apply(new NftTransaction().AddTable(s_table)).IsSuccess);
        Assert.Equal(["add table inet netaas\n"], fake.Applied);
    }

    private static NftElement Element(ushort port) => new(
        s_targets,
        NftValue.Join(NftValue.Of(TransportProtocol.Tcp), NftValue.Of(port)),
        NftValue.Join(NftValue.Of(IPAddress.Parse("10.0.0.1")), NftValue.Of(80)));
}
