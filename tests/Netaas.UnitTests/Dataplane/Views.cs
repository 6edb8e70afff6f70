using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Collections;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.UnitTests.Dataplane;

/// <summary>A small fleet to make views of: nodes 172.31.0.11 and on, networks 10.x.0.0/16.</summary>
internal static class Views
{
    public static NodeView Of(NodeId node, IEnumerable<ViewItem> items) => new(node, items.ToPersistentDictionary(item => item.Key));

    public static NodeId NodeId(int number) => new(Id(1, number));

    public static NetworkId NetworkId(int number) => new(Id(2, number));

    public static NodeItem Node(int number, long revision = 1) =>
        new(revision, NodeId(number), $"node-{number}", [new InterfaceAddress(IPAddress.Parse($"172.31.0.{10 + number}"), 24)]);

    public static NetworkItem Network(int number, long revision = 1) => new(
        revision, NetworkId(number), $"net-{number}", NetworkType.Overlay, [IPNetwork.Parse($"10.{number}.0.0/16")], Encapsulation.Vxlan,
        new Vni((uint)(4096 + number)), 4789, 1450, Egress.Masquerade, NodeEgress.Masquerade);

    public static MemberItem Member(int network, int node, bool hasBlock = true, long revision = 1) => new(
        revision, NetworkId(network), NodeId(node), [IPAddress.Parse($"10.{network}.0.{node}")],
        hasBlock ? [IPNetwork.Parse($"10.{network}.{node}.0/24")] : []);

    public static PodItem Pod(int number, int network, int node, long revision = 1) => new(
        revision, new PodId(Id(3, number)), $"pod-{number}", PodMode.Network, NetworkId(network),
        [IPAddress.Parse($"10.{network}.{node}.{number + 1}")], new MacAddress(0x020000000300 + (ulong)number), null);

    public static PortMappingItem Mapping(int number, int network, int node, int pod, long revision = 1) => new(
        revision, new PortMappingId(Id(4, number)), $"mapping-{number}", IPAddress.Any, TransportProtocol.Tcp, (ushort)(8000 + number),
        (ushort)(8000 + number), IPAddress.Parse($"10.{network}.{node}.{pod + 1}"), 80, NetworkId(network), NodeId(node));

    private static Guid Id(int kind, int number) => Guid.Parse($"01900000-0000-7000-8000-{kind:x4}{number:x8}");
}
