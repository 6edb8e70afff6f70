using System.Globalization;
using System.Net;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;

namespace Netaas.Lab;

/// <summary>Where everything in a lab is, by its options alone.</summary>
public sealed class LabLayout(LabOptions options)
{
    // Nodes' addresses then end below .192.
    private const int MostBesideLoadBalancers = 180;

    private static readonly IPNetwork s_outside = IPNetwork.Parse("198.51.100.0/24"); // TEST-NET-2, RFC 5737
    private static readonly IPNetwork s_outside6 = IPNetwork.Parse("2001:db8:51:100::/64"); // documentation, RFC 3849
    private static readonly IPNetwork s_management = IPNetwork.Parse("198.18.0.0/15"); // benchmarking, RFC 2544

    public LabOptions Options { get; } = options;

    /// <summary>The file names of the lab's namespaces begin so.</summary>
    public string Prefix => $"lab-{Options.Id}-";

    /// <summary>The namespace of the switches and the router between all.</summary>
    public string UnderlayPath => PathOf("underlay");

    /// <summary>The namespace that stands for the internet.</summary>
    public string OutsidePath => PathOf("outside");

    /// <summary>The nodes, <c>node-1</c> first.</summary>
    public IReadOnlyList<LabNode> Nodes { get; } =
        [.. Enumerable.Range(1, options.NodeCount).Select(i => Node(options, i))];

    /// <summary>The subnets that the nodes stand in.</summary>
    public IReadOnlyList<LabSubnet> Subnets { get; } = [.. Enumerable.Range(0, options.Subnets).Select(i => Subnet(options, i))];

    /// <summary>The router's addresses towards the outside.</summary>
    public EquatableList<InterfaceAddress> OutsideRouter { get; } = OfFamilies(options, At(s_outside, 1), At(s_outside6, 1));

    /// <summary>Of the namespace that stands for the internet. What it serves at port 53 is the nodes' resolver.</summary>
    public EquatableList<InterfaceAddress> Outside { get; } = OfFamilies(options, At(s_outside, 2), At(s_outside6, 2));

    /// <summary>The host's end of the management link, in the host's own namespace.</summary>
    public InterfaceName ManagementName => new($"lab-{Options.Id}");

    /// <summary>The address on which nodes reach the host. Two labs share it once in 32,768 pairs.</summary>
    public InterfaceAddress ManagementHost => new(ManagementSubnet.AddressAt(1), ManagementSubnet.PrefixLength);

    public InterfaceAddress ManagementRouter => new(ManagementSubnet.AddressAt(2), ManagementSubnet.PrefixLength);

    private IPNetwork ManagementSubnet =>
        s_management.Subnet(30, uint.Parse(Options.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) % 32768);

    /// <exception cref="ArgumentException">The lab has no such node.</exception>
    public LabNode Node(string name) =>
        Nodes.FirstOrDefault(n => n.Name == name) ?? throw new ArgumentException($"The lab has no node {name}.", nameof(name));

    private static LabNode Node(LabOptions options, int number)
    {
        var subnet = (number - 1) % options.Subnets;
        return new(
            $"node-{number}",
            $"{NetworkNamespace.Folder}/lab-{options.Id}-node-{number}",
            OfFamilies(options, At(Range(subnet), 10 + number), At(Range6(subnet), 10 + number)),
            Subnet(options, subnet));
    }

    private static LabSubnet Subnet(LabOptions options, int index) => new(
        index == 0 ? "switch" : $"switch-{index + 1}",
        ((char)('a' + index)).ToString(),
        OfFamilies(options, At(Range(index), 1), At(Range6(index), 1)))
    {
        LoadBalancers = options.NodeCount > MostBesideLoadBalancers ? []
            : options.Ipv6 ? [Range(index).Subnet(26, 3), Range6(index).Subnet(112, 1)] : [Range(index).Subnet(26, 3)],
    };

    private static IPNetwork Range(int subnet) => IPNetwork.Parse($"172.31.{subnet}.0/24");

    private static IPNetwork Range6(int subnet) => IPNetwork.Parse($"2001:db8:31:{subnet}::/64");

    private static EquatableList<InterfaceAddress> OfFamilies(LabOptions options, InterfaceAddress ipv4, InterfaceAddress ipv6) =>
        options.Ipv6 ? [ipv4, ipv6] : [ipv4];

    private static InterfaceAddress At(IPNetwork subnet, int offset) => new(subnet.AddressAt((UInt128)offset), subnet.PrefixLength);

    private string PathOf(string name) => $"{NetworkNamespace.Folder}/{Prefix}{name}";
}

/// <summary>A subnet of a lab's underlay.</summary>
/// <param name="Switch">Its bridge in the underlay's namespace.</param>
/// <param name="Zone">What its nodes call it.</param>
/// <param name="Router">Its nodes' default gateways, IPv4 first.</param>
public sealed record LabSubnet(string Switch, string Zone, EquatableList<InterfaceAddress> Router)
{
    /// <summary>Addresses of the subnet that any of its nodes may answer for, IPv4 first; none where nodes take all of them.</summary>
    public EquatableList<IPNetwork> LoadBalancers { get; init; } = [];
}

/// <summary>A node of a lab.</summary>
/// <param name="Name">Also the name of its port on the switch.</param>
/// <param name="Addresses">Its addresses on the underlay, on its <c>eth0</c>, IPv4 first.</param>
public sealed record LabNode(string Name, string NamespacePath, EquatableList<InterfaceAddress> Addresses, LabSubnet Subnet)
{
    /// <summary>The first of <see cref="Addresses"/>.</summary>
    public InterfaceAddress Address => Addresses[0];

    public string Zone => Subnet.Zone;

    internal InterfaceName Port => new(Name);
}
