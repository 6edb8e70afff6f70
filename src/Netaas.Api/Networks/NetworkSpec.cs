using System.Net;
using System.Net.Sockets;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.Api.Networks;

/// <summary>A network as it was asked for. Null: to be chosen.</summary>
internal sealed record NetworkSpec(
    string Name,
    Labels Labels,
    NetworkType Type,
    EquatableList<IPNetwork>? PodCidrs,
    EquatableList<IPNetwork> ServiceCidrs,
    EquatableList<int>? NodePrefixLengths,
    Encapsulation Encapsulation,
    int? Vni,
    int VxlanPort,
    int? Mtu,
    Egress Egress,
    Egress NodeEgress) : ISpec
{
    public const int DefaultVxlanPort = 4789;

    /// <summary>IPv6 needs 1280 bytes on every link (RFC 8200 §5); IPv4 576.</summary>
    private const int MinMtu = 576;

    private const int MaxMtu = 65_535;

    public static NetworkSpec Read(FieldReader body)
    {
        var spec = new NetworkSpec(
            body.Name("name") ?? "",
            body.Labels("labels"),
            body.Choice<NetworkType>("type") ?? NetworkType.Overlay,
            body.Cidrs("podCidrs"),
            body.Cidrs("serviceCidrs") ?? [],
            body.Integers("nodePrefixLengths", 1, 128),
            body.Choice<Encapsulation>("encapsulation") ?? Encapsulation.Vxlan,
            body.Integer("vni", (int)Core.Addressing.Vni.Min, (int)Core.Addressing.Vni.Max),
            body.Integer("vxlanPort", 1, 65_535) ?? DefaultVxlanPort,
            body.Integer("mtu", MinMtu, MaxMtu),
            body.Choice<Egress>("egress") ?? Egress.Masquerade,
            body.Choice<Egress>("nodeEgress") ?? Egress.Masquerade);
        spec.Check(body);
        return spec;
    }

    /// <summary>The size of a node's block where none was asked for: many blocks of a useful size each.</summary>
    public static int DefaultNodePrefixLength(IPNetwork cidr) => cidr.Family() == AddressFamily.InterNetwork
        ? cidr.PrefixLength <= 20 ? 24 : Math.Min(cidr.PrefixLength + 4, 30)
        : cidr.PrefixLength <= 48 ? 64 : Math.Min(cidr.PrefixLength + 16, 124);

    private void Check(FieldReader body)
    {
        if (Name.Length == 0 && !body.Has("name"))
            body.Refuse("name", "required", "Give the network a name.");
        if (Type != NetworkType.Overlay)
            body.Refuse("type", "notSupported", "Only overlay networks are supported so far.");
        if (Encapsulation != Encapsulation.Vxlan)
            body.Refuse("encapsulation", "notSupported", "Only vxlan is supported so far.");
        CheckCidrs(body, "podCidrs", PodCidrs ?? []);
        CheckCidrs(body, "serviceCidrs", ServiceCidrs);
        if (PodCidrs is { Count: 0 } && body.Problems.Count == 0)
            body.Refuse("podCidrs", "empty", "Give one CIDR per family, or leave the field out to have one chosen.");
        CheckBlocks(body);
        if (Mtu is < 1280 && (PodCidrs ?? []).Any(cidr => cidr.Family() == AddressFamily.InterNetworkV6))
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

    private void CheckBlocks(FieldReader body)
    {
        if (NodePrefixLengths is not { } lengths)
        {
            for (var i = 0; i < (PodCidrs?.Count ?? 0); i++)
                CheckBlock(body, $"podCidrs[{i}]", PodCidrs!.Value[i], DefaultNodePrefixLength(PodCidrs.Value[i]));
            return;
        }
        if (PodCidrs is not { } cidrs || cidrs.Count != lengths.Count)
        {
            body.Refuse("nodePrefixLengths", "mismatch", "Give one length for each of podCidrs.");
            return;
        }
        for (var i = 0; i < lengths.Count; i++)
            CheckBlock(body, $"nodePrefixLengths[{i}]", cidrs[i], lengths[i]);
    }

    /// <summary>One block gives the tunnel addresses, and pods need at least one more, with room for a gateway and a pod.</summary>
    private static void CheckBlock(FieldReader body, string field, IPNetwork cidr, int length)
    {
        var longest = Cidr.Bits(cidr.Family()) - 2;
        if (length <= cidr.PrefixLength || length > longest)
            body.Refuse(field, "blockSize", $"A node's block of /{length} does not fit {Cidr.Format(cidr)}: its length must be above {cidr.PrefixLength} and at most {longest}.");
        else if (length - cidr.PrefixLength > 24)
            body.Refuse(field, "blockSize", $"{Cidr.Format(cidr)} in blocks of /{length} makes more than 2^24 blocks: choose larger blocks.");
    }

    private static bool IsReserved(IPNetwork cidr) => Reserved.Any(reserved => reserved.Overlaps(cidr));

    /// <summary>Loopback, link-local, multicast, "this network" and what IPv6 keeps for itself (RFC 6890).</summary>
    private static readonly IPNetwork[] Reserved =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("::/8"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
    ];
}
