using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.KernelTests.Dataplane;

/// <summary>Items for a <see cref="TestFleet"/>: network n has 10.n.0.0/16, node i in it 10.n.0.i and the block 10.n.i.0/24.</summary>
internal static class Items
{
    public static NodeItem Node(int number) =>
        new(1, TestFleet.Node(number), $"node-{number}", [new InterfaceAddress(IPAddress.Parse($"172.31.0.{10 + number}"), 24)]);

    public static NetworkItem Network(int number) => new(
        1, TestFleet.Network(number), $"net-{number}", NetworkType.Overlay, [IPNetwork.Parse($"10.{number}.0.0/16")], Encapsulation.Vxlan,
        new Vni((uint)(4096 + number)), 4789, 1450, Egress.Masquerade, NodeEgress.Masquerade);

    public static MemberItem Member(int network, int node, bool hasBlock = true) => new(
        1, TestFleet.Network(network), TestFleet.Node(node), [IPAddress.Parse($"10.{network}.0.{node}")],
        hasBlock ? [IPNetwork.Parse($"10.{network}.{node}.0/24")] : []);

    public static PodItem Pod(int number, int network, int node) => new(
        1, PodId(number), $"pod-{number}", PodMode.Network, TestFleet.Network(network),
        [Address(number, network, node)], new MacAddress(0x020000000000 + (ulong)number), null);

    public static IPAddress Address(int pod, int network, int node) => IPAddress.Parse($"10.{network}.{node}.{pod + 1}");

    public static PodId PodId(int number) => new(Guid.Parse($"01900000-0000-7000-8003-{number:x12}"));

    public static PortMappingItem Mapping(int port, IPAddress target, int node) => new(
        1, new PortMappingId(Guid.Parse($"01900000-0000-7000-8004-{port:x12}")), $"mapping-{port}", IPAddress.Any, TransportProtocol.Tcp,
        (ushort)port, (ushort)port, target, 80, TestFleet.Network(1), TestFleet.Node(node));
}
