using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;
using Xunit;

namespace Netaas.UnitTests.Calculator;

public sealed class SubnetTests
{
    [Fact]
    public void A_slash_24_reads_as_one_would_write_it_down()
    {
        var subnet = Subnet.Of(IPNetwork.Parse("10.10.1.0/24"));

        Assert.Equal("255.255.255.0", subnet.Netmask?.ToString());
        Assert.Equal(("10.10.1.0", "10.10.1.255"), (subnet.First.ToString(), subnet.Last.ToString()));
        Assert.Equal(((UInt128)256, (UInt128)253), (subnet.Count, subnet.Usable));
        Assert.Equal(("10.10.1.0", "10.10.1.255", "10.10.1.1"), ($"{subnet.Network}", $"{subnet.Broadcast}", $"{subnet.Gateway}"));
        Assert.Equal(("10.10.1.2", "10.10.1.254"), ($"{subnet.FirstUsable}", $"{subnet.LastUsable}"));
        Assert.Equal(IPNetwork.Parse("10.10.0.0/23"), subnet.Supernet);
    }

    [Fact]
    public void An_ipv6_subnet_has_no_broadcast_address_and_no_netmask()
    {
        var subnet = Subnet.Of(IPNetwork.Parse("fd00:10::/64"));

        Assert.Null(subnet.Broadcast);
        Assert.Null(subnet.Netmask);
        Assert.Equal("fd00:10::1", $"{subnet.Gateway}");
        Assert.Equal("fd00:10::ffff:ffff:ffff:ffff", $"{subnet.LastUsable}");
        Assert.Equal((UInt128.One << 64) - 2, subnet.Usable);
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("192.0.2.1/32")]
    [InlineData("192.0.2.0/31")]
    [InlineData("fd00::1/128")]
    public void The_largest_and_the_smallest_are_reckoned_without_overflow(string text)
    {
        var cidr = IPNetwork.Parse(text);
        var subnet = Subnet.Of(cidr);

        Assert.Equal(cidr.PrefixLength == 0, subnet.Supernet is null);
        Assert.Equal(subnet.Usable == 0, subnet.Gateway is null);
        Assert.True(cidr.Contains(subnet.First) && cidr.Contains(subnet.Last));
    }

    [Fact]
    public void Usable_addresses_are_those_that_pods_may_have()
    {
        foreach (var cidr in Random(400, 24, 120))
        {
            var subnet = Subnet.Of(cidr);
            var usable = Enumerable.Range(0, (int)cidr.Count()).Select(offset => cidr.AddressAt((uint)offset)).Where(address => Cidr.IsUsable(cidr, address)).ToList();

            Assert.Equal((UInt128)(uint)usable.Count, subnet.Usable);
            Assert.Equal(usable.FirstOrDefault(), subnet.FirstUsable);
            Assert.Equal(usable.LastOrDefault(), subnet.LastUsable);
        }
    }

    [Fact]
    public void A_relation_is_what_shared_addresses_say_and_reads_the_other_way_round_from_the_other_side()
    {
        var cidrs = Random(120, 1, 1);
        foreach (var one in cidrs)
            foreach (var other in cidrs)
            {
                var relation = Subnet.Relation(one, other);
                Assert.Equal(one.Overlaps(other), relation != CidrRelation.Apart);
                Assert.Equal(relation switch { CidrRelation.Inside => CidrRelation.Around, CidrRelation.Around => CidrRelation.Inside, _ => relation }, Subnet.Relation(other, one));
                Assert.Equal(one == other, relation == CidrRelation.Equal);
            }
    }

    [Fact]
    public void A_supernet_holds_the_subnet_and_its_twin_and_nothing_else()
    {
        foreach (var cidr in Random(300, 1, 1))
        {
            var around = Subnet.Of(cidr).Supernet ?? throw new InvalidOperationException();
            Assert.Contains(cidr, new[] { around.Subnet(cidr.PrefixLength, 0), around.Subnet(cidr.PrefixLength, 1) });
        }
    }

    private static List<IPNetwork> Random(int count, int shortestIpv4, int shortestIpv6)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.NextBytes(bytes);
            return Cidr.Containing(new IPAddress(bytes), i % 2 == 0 ? random.Next(shortestIpv4, 33) : random.Next(shortestIpv6, 129));
        })];
    }
}
