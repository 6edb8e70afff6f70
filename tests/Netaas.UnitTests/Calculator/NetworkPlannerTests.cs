using System.Net;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;
using Xunit;

namespace Netaas.UnitTests.Calculator;

public sealed class NetworkPlannerTests
{
    private static readonly PlanSpace Pools = new(
        [IPNetwork.Parse("10.64.0.0/10"), IPNetwork.Parse("fd12:3456:789a::/48")],
        [IPNetwork.Parse("10.32.0.0/12"), IPNetwork.Parse("fd98:7654:3210::/48")],
        []);

    [Fact]
    public void The_arithmetic_of_a_small_fleet_is_shown_step_by_step()
    {
        var plan = Plan(new PlanWish(20, 110, 100, 1.5, [IpFamily.Ipv4]), Pools);

        Assert.Equal([IPNetwork.Parse("10.64.0.0/20")], plan.PodCidrs);
        Assert.Equal([25], plan.NodePrefixLengths);
        Assert.Equal([IPNetwork.Parse("10.32.0.0/24")], plan.ServiceCidrs);
        Assert.Equal(
            [
                "IPv4 nodes with growth: 20 × 1.5 → 30",
                "IPv4 block of a node: 110 pods + 3 (network, gateway, broadcast) = 113 ≤ 128 = 2^7; 32 − 7 → /25",
                "IPv4 blocks: 30 for nodes + 1 for the nodes' tunnel addresses = 31 ≤ 32 = 2^5 → 2^5",
                "IPv4 pod CIDR: 25 − 5 → /20",
                "IPv4 pod CIDR's place: the lowest free /20 of 10.64.0.0/10, past 0 that are taken or to be avoided → 10.64.0.0/20",
                "IPv4 service CIDR: 100 × 1.5 = 150; + 2 (first, last) = 152 ≤ 256 = 2^8; 32 − 8 → /24",
                "IPv4 service CIDR's place: the lowest free /24 of 10.32.0.0/12, past 0 that are taken or to be avoided → 10.32.0.0/24",
            ],
            plan.Steps.Select(step => $"{step.Title}: {step.Arithmetic} → {step.Result}"));
    }

    [Fact]
    public void Dual_stack_has_a_cidr_a_block_and_services_of_each_family()
    {
        var plan = Plan(new PlanWish(3, 30, 10, 1, [IpFamily.Ipv4, IpFamily.Ipv6]), Pools);

        Assert.Equal(["10.64.0.0/24", "fd12:3456:789a::/56"], plan.PodCidrs.Select(Cidr.Format));
        Assert.Equal([26, 72], plan.NodePrefixLengths);
        Assert.Equal(["10.32.0.0/28", "fd98:7654:3210::/112"], plan.ServiceCidrs.Select(Cidr.Format));
    }

    [Fact]
    public void Whatever_is_planned_holds_what_was_asked_for_and_clashes_with_nothing()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            EquatableList<IpFamily> families = random.Next(3) switch { 0 => [IpFamily.Ipv4], 1 => [IpFamily.Ipv6], _ => [IpFamily.Ipv4, IpFamily.Ipv6] };
            var wish = new PlanWish(random.Next(1, 300), random.Next(1, 300), random.Next(0, 3000), 1 + random.Next(0, 20) / 10.0, families);
            var taken = Enumerable.Range(0, random.Next(20)).Select(_ => RandomIn(random, Pools.Pods[0])).ToList();
            var plan = Plan(wish, Pools with { Taken = taken });

            IReadOnlyList<IPNetwork> chosen = [.. plan.PodCidrs, .. plan.ServiceCidrs];
            Assert.All(chosen, cidr => Assert.DoesNotContain(taken, other => other.Overlaps(cidr)));
            Assert.Equal(families.Count * (wish.Services > 0 ? 2 : 1), chosen.Count);
            Assert.DoesNotContain(chosen, cidr => chosen.Any(other => other != cidr && other.Overlaps(cidr)));
            Assert.All(plan.Capacity, capacity =>
            {
                Assert.True(capacity.Nodes >= (UInt128)(uint)wish.Grown(wish.Nodes), $"{capacity} for {wish}");
                Assert.True(capacity.PodsPerNode >= (UInt128)(uint)wish.PodsPerNode, $"{capacity} for {wish}");
                Assert.True(capacity.Services >= (UInt128)(uint)(wish.Services == 0 ? 0 : wish.Grown(wish.Services)), $"{capacity} for {wish}");
            });
        }
    }

    [Fact]
    public void A_pod_cidr_is_not_twice_as_large_as_it_must_be()
    {
        var random = new Random(8);
        for (var i = 0; i < 500; i++)
        {
            var wish = new PlanWish(random.Next(1, 500), random.Next(1, 250), 0, 1, [IpFamily.Ipv4]);
            var plan = Plan(wish, Pools);
            var block = plan.NodePrefixLengths[0];
            var half = plan.PodCidrs[0].SubnetCount(block) / 2;
            var perBlock = (1 << (32 - block)) - 2;
            Assert.True((uint)wish.Nodes + (uint)((wish.Nodes + perBlock - 1) / perBlock) > half, $"{plan.PodCidrs[0]} in /{block} for {wish}");
            Assert.True(block == 30 || (1 << (31 - block)) - 3 < wish.PodsPerNode, $"/{block} for {wish}");
        }
    }

    [Fact]
    public void What_has_no_room_is_said_for_every_family_and_purpose_at_once()
    {
        var space = new PlanSpace([IPNetwork.Parse("10.0.0.0/24")], [], []);

        Assert.Null(NetworkPlanner.Plan(new PlanWish(100, 100, 10, 1, [IpFamily.Ipv4, IpFamily.Ipv6]), space, out var shortages));
        Assert.Equal(
            [
                "The pod CIDR needs an IPv4 /18: none is free in 10.0.0.0/24.",
                "The service CIDR needs an IPv4 /28: there is no IPv4 space for it.",
                "The pod CIDR needs an IPv6 /56: there is no IPv6 space for it.",
                "The service CIDR needs an IPv6 /112: there is no IPv6 space for it.",
            ],
            shortages);
    }

    private static NetworkPlan Plan(PlanWish wish, PlanSpace space)
    {
        var plan = NetworkPlanner.Plan(wish, space, out var shortages);
        return plan ?? throw new InvalidOperationException(string.Join(" ", shortages));
    }

    private static IPNetwork RandomIn(Random random, IPNetwork pool) =>
        pool.Subnet(pool.PrefixLength + random.Next(6, 20), (uint)random.Next(1 << 6));
}
