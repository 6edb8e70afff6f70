using System.Collections.Immutable;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Bench.Scale;

/// <summary>Views of a node that has much to do: many peers, many pods, many published ports.</summary>
internal static class ScaleNode
{
    private static readonly NetworkId s_network = new(Guid.Parse("01900000-0000-7000-8002-000000000002"));

    private static readonly NodeId s_elsewhere = new(Guid.Parse("5ca1e000-0000-7000-8002-000000000001"));

    public static NodeId Self { get; } = new(Guid.Parse("5ca1e000-0000-7000-8001-000000000000"));

    public static ImmutableArray<ViewItem> Base { get; } =
    [
        new NodeItem(1, Self, "node-0", [new InterfaceAddress(IPAddress.Parse("172.31.0.10"), 16)]),
        new NetworkItem(
            1, s_network, "scale", NetworkType.Overlay, [IPNetwork.Parse("10.0.0.0/8")], Encapsulation.Vxlan, new Vni(4243), 4789, 1450,
            Egress.Masquerade, NodeEgress.Masquerade)
        {
            ServiceCidrs = [IPNetwork.Parse("100.64.0.0/10")],
        },
        new MemberItem(1, s_network, Self, [IPAddress.Parse("10.0.0.1")], [IPNetwork.Parse("10.1.0.0/16")]),
    ];

    /// <summary>A remote node with one block.</summary>
    public static IEnumerable<ViewItem> Peer(int number)
    {
        var id = new NodeId(Guid.Parse($"5ca1e000-0000-7000-8002-{number:x12}"));
        yield return new NodeItem(1, id, $"node-{number}", [new InterfaceAddress(Address(172, 31 << 16 | 256 + number), 12)]);
        yield return new MemberItem(1, s_network, id, [Address(10, 2 + number)], [new IPNetwork(Address(10, 0x800000 + 256 * number), 24)]);
    }

    public static PodItem Pod(int number) => new(
        1, new PodId(Guid.Parse($"5ca1e000-0000-7000-8003-{number:x12}")), $"pod-{number}", PodMode.Network, s_network,
        [Address(10, 0x10002 + number)], new MacAddress(0x020000010000 + (ulong)number), null);

    /// <param name="pod">Where it leads.</param>
    public static PortMappingItem Mapping(int number, int pod, long revision = 1) => new(
        revision, new PortMappingId(Guid.Parse($"5ca1e000-0000-7000-8004-{number:x12}")), $"mapping-{number}", IPAddress.Any, TransportProtocol.Tcp,
        (ushort)(10_000 + number), (ushort)(10_000 + number), Address(10, 0x10002 + pod), 80, s_network, Self);

    public static IPAddress ServiceAddress(int number) => Address(100, 0x400001 + number);

    /// <summary>Of a pod elsewhere; another one of them changes with the revision.</summary>
    public static IPAddress EndpointAddress(int number, int endpoint, long revision) =>
        Address(10, 0x800000 + 3 * number + endpoint + (endpoint == 1 ? 0x200000 * (int)(revision % 2) : 0));

    /// <summary>A service with three endpoints: of number 0 the first three pods of the node, of others pods elsewhere.</summary>
    public static ServiceItem Service(int number, long revision = 1) => new(
        revision, new ServiceId(Guid.Parse($"5ca1e000-0000-7000-8005-{number:x12}")), $"service-{number}", s_network, [ServiceAddress(number)],
        [
            new ServicePortItem(TransportProtocol.Tcp, 80, [.. Enumerable.Range(0, 3).Select(endpoint => number == 0
                ? new EndpointItem(Pod(endpoint).Addresses[0], 8080, Self)
                : new EndpointItem(EndpointAddress(number, endpoint, revision), 8080, s_elsewhere))]),
        ]);

    /// <summary>1,000 pods and 10,000 mappings.</summary>
    public static IEnumerable<ViewItem> Full() =>
        Base.Concat(Enumerable.Range(0, 1_000).Select(Pod)).Concat(Enumerable.Range(0, 10_000).Select(number => Mapping(number, number % 1_000)));

    private static IPAddress Address(int first, int rest) => new([(byte)first, (byte)(rest >> 16), (byte)(rest >> 8), (byte)rest]);
}
