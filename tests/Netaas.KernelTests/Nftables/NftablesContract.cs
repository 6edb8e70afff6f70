using System.Net;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Nftables;
using Xunit;

namespace Netaas.KernelTests.Nftables;

/// <summary>What every <see cref="INftables"/> does. The kernel and the fake run the same tests.</summary>
public abstract class NftablesContract
{
    private static readonly NftTable s_table = new(NftFamily.Inet, new NftName("netaas"));
    private static readonly NftChain s_nat = new(new NftName("nat-prerouting"), new NftBaseChain(NftChainType.Nat, NftHook.Prerouting, -100));
    private static readonly NftChain s_ports = new(new NftName("host-ports"));
    private static readonly NftSet s_addresses = new(new NftName("addresses"), [NftType.Ipv4Address]);
    private static readonly NftSet s_map = new(new NftName("targets"), [NftType.Ipv4Address, NftType.Protocol, NftType.Port])
    {
        Value = [NftType.Ipv4Address, NftType.Port],
    };

    protected abstract INftables Nftables { get; }

    [Fact]
    public void Table_that_is_not_there_reads_as_null() => Assert.Null(Nftables.Read(s_table));

    [Fact]
    public void Chains_sets_and_elements_read_back_as_written()
    {
        var element = Element("10.10.1.2", 80, "10.10.1.3", 8080);

        Apply(new NftTransaction().AddTable(s_table).AddChain(s_table, s_nat).AddChain(s_table, s_ports)
            .AddSet(s_table, s_map).AddElement(s_table, element).AddSet(s_table, s_addresses));

        var state = Read();
        Assert.Equal([s_ports, s_nat], state.Chains.Values.Select(c => c.Chain).OrderBy(c => c.Name));
        Assert.Equal(s_map, state.Sets[s_map.Name].Set);
        Assert.Equal(s_addresses, state.Sets[s_addresses.Name].Set);
        Assert.Equal(element.Value, Assert.Single(state.Sets[s_map.Name].Elements).Value);
        Assert.Equal(element.Key, Assert.Single(state.Sets[s_map.Name].Elements).Key);
        Assert.Empty(state.Sets[s_addresses.Name].Elements);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Each_type_of_element_reads_back_as_written(NftSet set, NftElement element)
    {
        Apply(new NftTransaction().AddTable(s_table).AddChain(s_table, s_ports).AddSet(s_table, set).AddElement(s_table, element));

        var read = Read().Sets[set.Name];
        Assert.Equal(set, read.Set);
        Assert.Equal((element.Key, element.Value), (Assert.Single(read.Elements).Key, Assert.Single(read.Elements).Value));

        Apply(new NftTransaction().DeleteElement(s_table, element));
        Assert.Empty(Read().Sets[set.Name].Elements);
    }

    public static TheoryData<NftSet, NftElement> Sets()
    {
        var name = new NftName("s");
        return new TheoryData<NftSet, NftElement>
        {
            { new NftSet(name, [NftType.Ipv6Address]), new NftElement(name, NftValue.Of(IPAddress.Parse("fd00::1:0:0:2"))) },
            { new NftSet(name, [NftType.InterfaceName]), new NftElement(name, NftValue.Of(new InterfaceName("na-br0.1"))) },
            { new NftSet(name, [NftType.Ipv4Address]) { Flags = NftSetFlags.Interval }, new NftElement(name, NftValue.Of(IPNetwork.Parse("10.10.0.0/16"))) },
            { new NftSet(name, [NftType.Port]) { Flags = NftSetFlags.Interval }, new NftElement(name, NftValue.Ports(8000, 8010)) },
            { new NftSet(name, [NftType.InterfaceName, NftType.Ipv4Address]), new NftElement(name, NftValue.Join(NftValue.Of(new InterfaceName("eth0")), NftValue.Of(IPAddress.Loopback))) },
            { new NftSet(name, [NftType.MacAddress]), new NftElement(name, NftValue.Of(new Core.Addressing.MacAddress(0x02_00_5e_10_00_01))) },
            { new NftSet(name, [NftType.Ipv4Address]) { Value = [NftType.Mark] }, new NftElement(name, NftValue.Of(IPAddress.Loopback), NftValue.Of(4_000_000_000)) },
            { new NftSet(name, [NftType.Mark]) { Value = [NftType.Verdict] }, new NftElement(name, NftValue.Of(1), NftValue.Goto(s_ports.Name)) },
            { new NftSet(name, [NftType.Protocol]) { Value = [NftType.Verdict] }, new NftElement(name, NftValue.Of(TransportProtocol.Udp), NftValue.Drop) },
        };
    }

    [Fact]
    public void Rules_read_back_by_their_comments_in_order()
    {
        var first = new NftRule(s_nat.Name, NftExpression.Of($"fib daddr type local jump {s_ports.Name}"), "published ports");
        var second = new NftRule(s_nat.Name, NftExpression.Of($"ip daddr @{s_addresses.Name} tcp dport {8080} accept"));

        Apply(Base().AddRule(s_table, first).AddRule(s_table, second));

        Assert.Equal([first.Comment, second.Comment], Read().Chains[s_nat.Name].Comments);
    }

    [Fact]
    public void Adding_what_is_there_changes_nothing()
    {
        Apply(Base().AddElement(s_table, Element("10.10.1.2", 80, "10.10.1.3", 8080)));
        Apply(Base().AddElement(s_table, Element("10.10.1.2", 80, "10.10.1.3", 8080)));

        Assert.Equal(2, Read().Chains.Count);
        Assert.Single(Read().Sets[s_map.Name].Elements);
    }

    [Fact]
    public void Policy_of_a_base_chain_changes_in_place()
    {
        var filter = new NftChain(new NftName("filter-forward"), new NftBaseChain(NftChainType.Filter, NftHook.Forward, 0));
        var closed = filter with { Base = filter.Base! with { Policy = NftPolicy.Drop } };

        Apply(Base().AddChain(s_table, filter));
        Apply(new NftTransaction().AddChain(s_table, closed));

        Assert.Equal(closed, Read().Chains[filter.Name].Chain);
    }

    [Fact]
    public void Other_value_for_a_key_is_refused_unless_the_element_is_deleted_first()
    {
        var old = Element("10.10.1.2", 80, "10.10.1.3", 8080);
        var changed = Element("10.10.1.2", 80, "10.10.1.4", 8080);
        Apply(Base().AddElement(s_table, old));

        Assert.False(Nftables.Apply(new NftTransaction().AddElement(s_table, changed)).IsSuccess);
        Assert.Equal(old.Value, Read().Sets[s_map.Name].Elements[old.Key]);

        Apply(new NftTransaction().DeleteElement(s_table, old).AddElement(s_table, changed));
        Assert.Equal(changed.Value, Read().Sets[s_map.Name].Elements[old.Key]);
    }

    [Fact]
    public void Failed_transaction_leaves_everything_as_it_was()
    {
        Apply(Base());
        var transaction = new NftTransaction()
            .AddElement(s_table, Element("10.10.1.2", 80, "10.10.1.3", 8080))
            .FlushChain(s_table, new NftName("absent"));

        var result = Nftables.Apply(transaction);

        Assert.False(result.IsSuccess);
        Assert.Contains("    2  flush chain inet netaas absent", result.Error, StringComparison.Ordinal);
        Assert.Empty(Read().Sets[s_map.Name].Elements);
    }

    [Fact]
    public void Check_tells_success_and_failure_and_changes_nothing()
    {
        Apply(Base());

        Assert.True(Nftables.Check(new NftTransaction().AddElement(s_table, Element("10.10.1.2", 80, "10.10.1.3", 8080))).IsSuccess);
        Assert.False(Nftables.Check(new NftTransaction().DeleteChain(s_table, new NftName("absent"))).IsSuccess);

        Assert.Empty(Read().Sets[s_map.Name].Elements);
    }

    [Fact]
    public void Deleting_what_is_used_or_missing_is_refused()
    {
        Apply(Base().AddRule(s_table, new NftRule(s_nat.Name, NftExpression.Of($"ip saddr @{s_addresses.Name} jump {s_ports.Name}"))));

        Assert.False(Nftables.Apply(new NftTransaction().DeleteSet(s_table, s_addresses)).IsSuccess);
        Assert.False(Nftables.Apply(new NftTransaction().DeleteChain(s_table, s_ports.Name)).IsSuccess);
        Assert.False(Nftables.Apply(new NftTransaction().DeleteElement(s_table, Element("10.10.1.2", 80, "10.10.1.3", 8080))).IsSuccess);
        Assert.False(Nftables.Apply(new NftTransaction().DeleteTable(new NftTable(NftFamily.Ip, s_table.Name))).IsSuccess);

        Apply(new NftTransaction().FlushChain(s_table, s_nat.Name).DeleteSet(s_table, s_addresses).DeleteChain(s_table, s_ports.Name));
        Assert.Equal([s_nat.Name], Read().Chains.Keys);
    }

    [Fact]
    public void Rule_that_names_a_missing_set_or_chain_is_refused()
    {
        Apply(Base());

        Assert.False(Nftables.Apply(new NftTransaction().AddRule(s_table, new NftRule(s_nat.Name, NftExpression.Of($"ip saddr @none accept")))).IsSuccess);
        Assert.False(Nftables.Apply(new NftTransaction().AddRule(s_table, new NftRule(s_nat.Name, NftExpression.Of($"jump none")))).IsSuccess);
    }

    [Fact]
    public void Flushed_set_is_empty_and_deleted_table_is_gone()
    {
        Apply(Base().AddElement(s_table, Element("10.10.1.2", 80, "10.10.1.3", 8080)));

        Apply(new NftTransaction().FlushSet(s_table, s_map));
        Assert.Empty(Read().Sets[s_map.Name].Elements);

        Apply(new NftTransaction().DeleteTable(s_table));
        Assert.Null(Nftables.Read(s_table));
    }

    [Fact]
    public void Thousands_of_elements_go_in_one_transaction()
    {
        var transaction = Base();
        for (var i = 0; i < 3000; i++)
            transaction.AddElement(s_table, new NftElement(s_addresses.Name, NftValue.Of(new IPAddress([10, 10, (byte)(i >> 8), (byte)i]))));

        Apply(transaction);

        Assert.Equal(3000, Read().Sets[s_addresses.Name].Elements.Count);
    }

    private static NftElement Element(string address, ushort port, string target, ushort targetPort) => new(
        s_map.Name,
        NftValue.Join(NftValue.Of(IPAddress.Parse(address)), NftValue.Of(TransportProtocol.Tcp), NftValue.Of(port)),
        NftValue.Join(NftValue.Of(IPAddress.Parse(target)), NftValue.Of(targetPort)));

    private static NftTransaction Base() => new NftTransaction()
        .AddTable(s_table).AddChain(s_table, s_ports).AddChain(s_table, s_nat).AddSet(s_table, s_addresses).AddSet(s_table, s_map);

    private NftTableState Read() => Nftables.Read(s_table) ?? throw new InvalidOperationException("The table is missing.");

    private void Apply(NftTransaction transaction)
    {
        var result = Nftables.Apply(transaction);
        Assert.True(result.IsSuccess, result.Error);
    }
}
