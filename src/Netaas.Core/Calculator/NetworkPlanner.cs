using System.Globalization;
using System.Net;
using System.Numerics;
using Netaas.Core.Addressing;

namespace Netaas.Core.Calculator;

/// <summary>
/// From what a network has to hold to its CIDRs. Sizes first, each with its sum: a block for a node's pods, as many blocks as
/// nodes and those for tunnel addresses, rounded up to a power of two; then the lowest place of that size that is free.
/// </summary>
public static class NetworkPlanner
{
    /// <summary>IPv6 has no need to count: a block of 2^56 addresses, in a CIDR of at least 2^16 such blocks.</summary>
    private const int Ipv6Block = 72;
    private const int Ipv6LongestPodPrefix = 56;

    /// <summary>The size that others use for IPv6 services, at least.</summary>
    private const int Ipv6LongestServicePrefix = 112;

    /// <summary>The network and the broadcast address; IPv6 leaves out as many.</summary>
    private const int ServiceMargin = 2;

    /// <returns>Null where there is no room; <paramref name="shortages"/> then says for what.</returns>
    public static NetworkPlan? Plan(PlanWish wish, PlanSpace space, out IReadOnlyList<string> shortages)
    {
        var draft = new Draft(wish, space);
        foreach (var family in wish.Families)
            draft.Add(family);
        shortages = draft.Shortages;
        return draft.Shortages.Count == 0 ? draft.Finish() : null;
    }

    private sealed class Draft(PlanWish wish, PlanSpace space)
    {
        private readonly List<PlanStep> _steps = [];
        private readonly List<IPNetwork> _pods = [];
        private readonly List<int> _blocks = [];
        private readonly List<IPNetwork> _services = [];
        private readonly List<PlanCapacity> _capacity = [];

        public List<string> Shortages { get; } = [];

        public NetworkPlan Finish() => new(
            _pods.ToEquatableList(), _blocks.ToEquatableList(), _services.ToEquatableList(), _capacity.ToEquatableList(), _steps.ToEquatableList());

        public void Add(IpFamily family)
        {
            var nodes = wish.Grown(wish.Nodes);
            Step($"{family.Text()} nodes with growth", $"{wish.Nodes} × {Number(wish.GrowthFactor)}", $"{nodes}");
            var block = BlockLength(family);
            var prefix = PodPrefix(family, nodes, block);
            var pods = Place(family, "pod", prefix, space.Pods);
            var services = wish.Services > 0 ? Place(family, "service", ServicePrefix(family), space.Services) : null;
            if (pods is { } cidr)
            {
                _pods.Add(cidr);
                _blocks.Add(block);
                _capacity.Add(Capacity(family, cidr, block, services));
            }
            if (services is { } range)
                _services.Add(range);
        }

        private int BlockLength(IpFamily family)
        {
            var lost = Subnet.Unusable(family);
            var bits = Log2(wish.PodsPerNode + lost);
            if (family == IpFamily.Ipv6)
            {
                Step("IPv6 block of a node", $"{wish.PodsPerNode} pods + {lost} (anycast, gateway) are far fewer than 2^{128 - Ipv6Block}", $"/{Ipv6Block}");
                return Ipv6Block;
            }
            // The smallest block that has an address for a pod is a /30.
            bits = Math.Max(bits, 2);
            Step("IPv4 block of a node", $"{wish.PodsPerNode} pods + {lost} (network, gateway, broadcast) = {wish.PodsPerNode + lost} ≤ {1L << bits} = 2^{bits}; 32 − {bits}", $"/{32 - bits}");
            return 32 - bits;
        }

        private int PodPrefix(IpFamily family, int nodes, int block)
        {
            var inBlock = TunnelAddresses(family, block);
            var tunnels = (int)((UInt128)(nodes - 1) / inBlock) + 1;
            var total = nodes + tunnels;
            var bits = Log2(total);
            Step($"{family.Text()} blocks", $"{nodes} for nodes + {tunnels} for the nodes' tunnel addresses = {total} ≤ {1L << bits} = 2^{bits}", $"2^{bits}");
            var prefix = block - bits;
            if (family == IpFamily.Ipv6 && prefix > Ipv6LongestPodPrefix)
                prefix = Ipv6LongestPodPrefix;
            Step($"{family.Text()} pod CIDR", prefix == block - bits ? $"{block} − {bits}" : $"{block} − {bits} = {block - bits}, and at least 2^16 blocks", $"/{prefix}");
            return prefix;
        }

        private int ServicePrefix(IpFamily family)
        {
            var services = wish.Grown(wish.Services);
            var bits = Log2(services + ServiceMargin);
            var prefix = family.Bits() - bits;
            if (family == IpFamily.Ipv6)
                prefix = Math.Min(prefix, Ipv6LongestServicePrefix);
            Step(
                $"{family.Text()} service CIDR",
                $"{wish.Services} × {Number(wish.GrowthFactor)} = {services}; + {ServiceMargin} (first, last) = {services + ServiceMargin} ≤ {1L << bits} = 2^{bits}; {family.Bits()} − {bits}",
                $"/{prefix}");
            return prefix;
        }

        private IPNetwork? Place(IpFamily family, string purpose, int prefix, IReadOnlyList<IPNetwork> spaces)
        {
            var candidates = spaces.Where(cidr => IpFamilies.Of(cidr) == family).ToList();
            IReadOnlyCollection<IPNetwork> taken = [.. space.Taken, .. _pods, .. _services];
            foreach (var cidr in candidates)
                if (FreeCidr.Next(cidr, taken, prefix) is { } free)
                {
                    var inTheWay = taken.Count(other => other.Overlaps(cidr));
                    Step($"{family.Text()} {purpose} CIDR's place", $"the lowest free /{prefix} of {Cidr.Format(cidr)}, past {inTheWay} that are taken or to be avoided", Cidr.Format(free));
                    return free;
                }
            var tried = candidates.Count == 0 ? $"there is no {family.Text()} space for it" : $"none is free in {string.Join(", ", candidates.Select(Cidr.Format))}";
            Shortages.Add($"The {purpose} CIDR needs an {family.Text()} /{prefix}: {tried}.");
            return null;
        }

        private void Step(string title, string arithmetic, string result) => _steps.Add(new PlanStep(title, arithmetic, result));

        private static PlanCapacity Capacity(IpFamily family, IPNetwork pods, int block, IPNetwork? services)
        {
            var blocks = pods.SubnetCount(block);
            var inBlock = TunnelAddresses(family, block);
            // One block of tunnel addresses serves as many nodes as it has addresses.
            var nodes = blocks - (blocks + inBlock) / (inBlock + 1);
            return new PlanCapacity(family, nodes, Subnet.UsableIn(pods.Subnet(block, 0)), services is { } range ? range.Count() - ServiceMargin : 0);
        }

        /// <summary>A block for tunnel addresses has no gateway.</summary>
        private static UInt128 TunnelAddresses(IpFamily family, int block) =>
            (UInt128.One << (family.Bits() - block)) - (UInt128)(uint)(Subnet.Unusable(family) - 1);

        /// <summary>The exponent of the power of two that is at least this.</summary>
        private static int Log2(int count) => BitOperations.Log2((uint)count - 1) + 1;

        private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
    }
}
