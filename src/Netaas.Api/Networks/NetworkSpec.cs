using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;
using Netaas.Core.Json;
using Netaas.Core.View;

namespace Netaas.Api.Networks;

/// <summary>A network as it was asked for. Null: to be chosen.</summary>
/// <param name="Wish">How CIDRs that are null are chosen.</param>
internal sealed record NetworkSpec(
    string Name,
    Labels Labels,
    NetworkType Type,
    EquatableList<IPNetwork>? PodCidrs,
    EquatableList<IPNetwork>? ServiceCidrs,
    EquatableList<int>? NodePrefixLengths,
    Encapsulation Encapsulation,
    int? Vni,
    int VxlanPort,
    int? Mtu,
    Egress Egress,
    NodeEgress NodeEgress,
    [property: JsonIgnore] CidrWish Wish) : ISpec
{
    /// <summary>The labels of the nodes that are members; none for all nodes.</summary>
    public Labels NodeSelector { get; init; } = Labels.None;

    /// <summary>Only in the change log: an MTU that wasn't given follows the uplinks.</summary>
    public const string MtuGivenField = "mtuGiven";

    public const int DefaultVxlanPort = 4789;

    /// <summary>IPv6 needs 1280 bytes on every link (RFC 8200 §5); IPv4 576.</summary>
    private const int MinMtu = 576;

    private const int MaxMtu = 65_535;

    public static NetworkSpec Read(FieldReader body)
    {
        var type = body.Choice<NetworkType>("type") ?? NetworkType.Overlay;
        var encapsulation = body.Choice<Encapsulation>("encapsulation") ?? (type == NetworkType.Bridge ? Encapsulation.None : Encapsulation.Vxlan);
        var spec = new NetworkSpec(
            body.Name("name") ?? "",
            body.Labels("labels"),
            type,
            body.Cidrs("podCidrs"),
            body.Cidrs("serviceCidrs"),
            body.Integers("nodePrefixLengths", 1, 128),
            encapsulation,
            body.Integer("vni", (int)Core.Addressing.Vni.Min, (int)Core.Addressing.Vni.Max),
            body.Integer("vxlanPort", 1, 65_535) ?? DefaultVxlanPort,
            body.Integer("mtu", MinMtu, MaxMtu),
            body.Choice<Egress>("egress") ?? Egress.Masquerade,
            body.Choice<NodeEgress>("nodeEgress") ?? DefaultNodeEgress(type, encapsulation),
            new CidrWish(
                body.Choices<IpFamily>("families"), body.Integers("podPrefixLengths", 1, 128), body.Integers("servicePrefixLengths", 1, 128)))
        {
            NodeSelector = body.Labels("nodeSelector"),
        };
        spec.Check(body);
        return body.Problems.Count == 0 ? spec.InOrderOfFamilies() : spec;
    }

    public static NetworkSpec Of(NetworkRow row) => new(
        row.Name,
        Labels.FromJson(row.LabelsJson),
        row.Type,
        row.CidrsFor("pods").Select(cidr => cidr.Cidr).ToEquatableList(),
        row.CidrsFor("services").Select(cidr => cidr.Cidr).ToEquatableList(),
        row.CidrsFor("pods").Select(cidr => (int)cidr.NodePrefixLength).ToEquatableList(),
        row.Encapsulation,
        row.Vni,
        row.VxlanPort,
        row.Mtu,
        row.Egress,
        row.NodeEgress,
        CidrWish.None)
    {
        NodeSelector = Labels.FromJson(row.NodeSelectorJson),
    };

    /// <summary>As the change log keeps it: one that was chosen is to be chosen anew when the network is brought back.</summary>
    public JsonObject ToRecord(bool isMtuGiven)
    {
        var record = JsonSerializer.SerializeToNode(this, NetaasJson.Options) as JsonObject ?? [];
        record[MtuGivenField] = isMtuGiven;
        return record;
    }

    /// <summary>The size of a node's block where none was asked for: many blocks of a useful size each.</summary>
    public static int DefaultNodePrefixLength(IPNetwork cidr) => cidr.Family() == AddressFamily.InterNetwork
        ? cidr.PrefixLength <= 20 ? 24 : Math.Min(cidr.PrefixLength + 4, 30)
        : cidr.PrefixLength <= 48 ? 64 : Math.Min(cidr.PrefixLength + 16, 124);

    /// <summary>The size of a node's block: on a bridge network each node has the whole range to itself.</summary>
    public int NodePrefixLength(int index) =>
        NodePrefixLengths?[index] ?? (PodCidrs is not { } cidrs ? 0 : IsNodeLocal ? cidrs[index].PrefixLength : DefaultNodePrefixLength(cidrs[index]));

    /// <summary>Whether its range need be unique on a node only.</summary>
    [JsonIgnore]
    public bool IsNodeLocal => Type == NetworkType.Bridge;

    /// <summary>Where pods go without encapsulation the underlay takes their addresses; a node-local range nobody else knows the way to.</summary>
    private static NodeEgress DefaultNodeEgress(NetworkType type, Encapsulation encapsulation) =>
        type == NetworkType.Bridge || encapsulation == Encapsulation.Vxlan ? NodeEgress.Masquerade : NodeEgress.Keep;

    private void Check(FieldReader body)
    {
        if (Name.Length == 0 && !body.Has("name"))
            body.Refuse("name", "required", "Give the network a name.");
        if (Type == NetworkType.Bridge && Encapsulation != Encapsulation.None)
            body.Refuse("encapsulation", "mismatch", "A bridge network stays on its node and needs no encapsulation: leave the field out.");
        if (Vni is not null && Encapsulation == Encapsulation.None)
            body.Refuse("vni", "mismatch", "Only networks with encapsulation have a VNI: leave the field out.");
        CheckCidrs(body, "podCidrs", PodCidrs ?? []);
        CheckCidrs(body, "serviceCidrs", ServiceCidrs ?? []);
        if (PodCidrs is { Count: 0 } && body.Problems.Count == 0)
            body.Refuse("podCidrs", "empty", "Give one CIDR per family, or leave the field out to have one chosen.");
        CheckWish(body);
        if (PodCidrs is not null)
            body.Problems.AddRange(BlockProblems());
        if (Mtu is < 1280 && WantedFamilies().Contains(IpFamily.Ipv6))
            body.Refuse("mtu", "outOfRange", "IPv6 needs an MTU of at least 1280.");
    }

    private static void CheckCidrs(FieldReader body, string field, EquatableList<IPNetwork> cidrs)
    {
        for (var i = 0; i < cidrs.Count; i++)
        {
            if (IsReserved(cidrs[i]))
                body.Refuse($"{field}[{i}]", "reserved", $"{Cidr.Format(cidrs[i])} is not for pods or services: use private or otherwise your own unicast space.");
            if (cidrs.Take(i).Any(other => other.Family() == cidrs[i].Family()))
                body.Refuse($"{field}[{i}]", "duplicateFamily", "Give at most one CIDR per address family.");
        }
    }

    /// <summary>The families of the network: those of its pod CIDRs, or those that are to be cut.</summary>
    public EquatableList<IpFamily> WantedFamilies() => PodCidrs is { } cidrs ? cidrs.Select(IpFamilies.Of).ToEquatableList() : Wish.Families ?? [IpFamily.Ipv4];

    /// <summary>What of a wish these CIDRs do not meet.</summary>
    public CidrWish Unmet(CidrWish wish) => new(
        wish.Families is { } families && families.Order().SequenceEqual(WantedFamilies().Order()) ? null : wish.Families,
        wish.PodPrefixLengths == Lengths(PodCidrs) ? null : wish.PodPrefixLengths,
        wish.ServicePrefixLengths == Lengths(ServiceCidrs) ? null : wish.ServicePrefixLengths);

    /// <summary>What is wrong with the sizes of blocks, once the pod CIDRs are known.</summary>
    public IReadOnlyList<FieldProblem> BlockProblems()
    {
        var cidrs = PodCidrs ?? [];
        if (NodePrefixLengths is { } given && given.Count != cidrs.Count)
            return [new FieldProblem("nodePrefixLengths", "mismatch", "Give one length for each of podCidrs.")];
        var problems = new List<FieldProblem>();
        for (var i = 0; i < cidrs.Count; i++)
        {
            var field = NodePrefixLengths is not null ? "nodePrefixLengths" : Wish.PodPrefixLengths is not null ? "podPrefixLengths" : "podCidrs";
            if ((IsNodeLocal ? LocalProblem($"{field}[{i}]", cidrs[i], NodePrefixLength(i)) : BlockProblem($"{field}[{i}]", cidrs[i], NodePrefixLength(i))) is { } problem)
                problems.Add(problem);
        }
        return problems;
    }

    /// <summary>One block gives the tunnel addresses, and pods need at least one more, with room for a gateway and a pod.</summary>
    private static FieldProblem? BlockProblem(string field, IPNetwork cidr, int length)
    {
        var longest = Cidr.Bits(cidr.Family()) - 2;
        if (length <= cidr.PrefixLength || length > longest)
            return new FieldProblem(field, "blockSize", $"A node's block of /{length} does not fit {Cidr.Format(cidr)}: its length must be above {cidr.PrefixLength} and at most {longest}.");
        return length - cidr.PrefixLength > 24
            ? new FieldProblem(field, "blockSize", $"{Cidr.Format(cidr)} in blocks of /{length} makes more than 2^24 blocks: choose larger blocks.")
            : null;
    }

    /// <summary>A node's bridge has the whole range: a gateway and at least one pod.</summary>
    private static FieldProblem? LocalProblem(string field, IPNetwork cidr, int length)
    {
        var longest = Cidr.Bits(cidr.Family()) - 2;
        return length != cidr.PrefixLength
            ? new FieldProblem(field, "blockSize", $"On a bridge network each node has all of {Cidr.Format(cidr)}: leave nodePrefixLengths out.")
            : length > longest ? new FieldProblem(field, "blockSize", $"{Cidr.Format(cidr)} has no room for a gateway and a pod: its length must be at most {longest}.")
            : null;
    }

    private void CheckWish(FieldReader body)
    {
        var families = WantedFamilies();
        if (Wish.Families is { } wished && (wished.Count == 0 || wished.Distinct().Count() != wished.Count))
            body.Refuse("families", "invalid", "Give ipv4, ipv6 or both, each once.");
        if (PodCidrs is null && NodePrefixLengths is { } blocks && blocks.Count != families.Count)
            body.Refuse("nodePrefixLengths", "mismatch", "Give one length for each of podCidrs.");
        foreach (var (field, lengths) in new[] { ("podPrefixLengths", Wish.PodPrefixLengths), ("servicePrefixLengths", Wish.ServicePrefixLengths) })
            if (lengths is { } list && list.Count != families.Count)
                body.Refuse(field, "mismatch", "Give one length for each of the network's families.");
            else
                for (var i = 0; i < (lengths?.Count ?? 0); i++)
                    if (lengths?[i] > families[i].Bits())
                        body.Refuse($"{field}[{i}]", "outOfRange", $"{families[i].Text()} has prefixes of at most {families[i].Bits()}.");
        if (PodCidrs is not null && Unmet(Wish) is ({ Families: not null } or { PodPrefixLengths: not null }))
            body.Refuse("podCidrs", "mismatch", "Give either the CIDRs, or families and lengths to have them cut from the pools.");
        if (ServiceCidrs is not null && Unmet(Wish).ServicePrefixLengths is not null)
            body.Refuse("serviceCidrs", "mismatch", "Give either the CIDRs, or lengths to have them cut from the pools.");
    }

    /// <summary>IPv4 first in every list, whatever order they came in, so that one wish reads one way.</summary>
    private NetworkSpec InOrderOfFamilies()
    {
        var order = WantedFamilies().Select((family, index) => (family, index)).OrderBy(item => item.family).Select(item => item.index).ToList();
        return this with
        {
            PodCidrs = Sorted(PodCidrs),
            NodePrefixLengths = Sorted(NodePrefixLengths),
            ServiceCidrs = ServiceCidrs?.OrderBy(IpFamilies.Of).ToEquatableList(),
            Wish = new CidrWish(Wish.Families?.Order().ToEquatableList(), Sorted(Wish.PodPrefixLengths), Sorted(Wish.ServicePrefixLengths)),
        };

        EquatableList<T>? Sorted<T>(EquatableList<T>? list) => list is { } items ? order.Select(index => items[index]).ToEquatableList() : null;
    }

    private static EquatableList<int>? Lengths(EquatableList<IPNetwork>? cidrs) => cidrs?.Select(cidr => cidr.PrefixLength).ToEquatableList();

    internal static bool IsReserved(IPNetwork cidr) => Reserved.Any(reserved => reserved.Overlaps(cidr));

    /// <summary>Loopback, link-local, multicast, "this network" and what IPv6 keeps for itself (RFC 6890).</summary>
    private static readonly IPNetwork[] Reserved =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("::/8"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
    ];
}
