using System.Globalization;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;

namespace Netaas.Lab;

/// <summary>Where everything in a lab is, by its options alone.</summary>
public sealed class LabLayout(LabOptions options)
{
    private static readonly IPNetwork s_underlay = IPNetwork.Parse("172.31.0.0/24");
    private static readonly IPNetwork s_outside = IPNetwork.Parse("198.51.100.0/24"); // TEST-NET-2, RFC 5737
    private static readonly IPNetwork s_management = IPNetwork.Parse("198.18.0.0/15"); // benchmarking, RFC 2544

    public LabOptions Options { get; } = options;

    /// <summary>The file names of the lab's namespaces begin so.</summary>
    public string Prefix => $"lab-{Options.Id}-";

    /// <summary>The namespace of the switch and router between all.</summary>
    public string UnderlayPath => PathOf("underlay");

    /// <summary>The namespace that stands for the internet.</summary>
    public string OutsidePath => PathOf("outside");

    /// <summary>The nodes, <c>node-1</c> first.</summary>
    public IReadOnlyList<LabNode> Nodes { get; } = [.. Enumerable.Range(1, options.NodeCount).Select(i => Node(options, i))];

    /// <summary>The nodes' default gateway.</summary>
    public static InterfaceAddress Router { get; } = At(s_underlay, 1);

    public static InterfaceAddress OutsideRouter { get; } = At(s_outside, 1);

    public static InterfaceAddress Outside { get; } = At(s_outside, 2);

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

    private static LabNode Node(LabOptions options, int number) =>
        new($"node-{number}", $"{NetworkNamespace.Folder}/lab-{options.Id}-node-{number}", At(s_underlay, 10 + number));

    private static InterfaceAddress At(IPNetwork subnet, int offset) => new(subnet.AddressAt((UInt128)offset), subnet.PrefixLength);

    private string PathOf(string name) => $"{NetworkNamespace.Folder}/{Prefix}{name}";
}

/// <summary>A node of a lab.</summary>
/// <param name="Name">Also the name of its port on the underlay's bridge.</param>
/// <param name="Address">Its address on the underlay, on its <c>eth0</c>.</param>
public sealed record LabNode(string Name, string NamespacePath, InterfaceAddress Address)
{
    internal InterfaceName Port => new(Name);
}
