using System.Net;
using Netaas.Agent.Replicas;
using Netaas.Contracts;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>What is saved of a replica is all of it: a value that was added to an item and not to the format is found here.</summary>
public sealed class ReplicaFormatTests
{
    /// <summary>Two of each kind that have no value in common.</summary>
    public static TheoryData<ViewItem, ViewItem> Kinds => new()
    {
        {
            new NodeItem(1, Views.NodeId(1), "one", [new InterfaceAddress(IPAddress.Parse("172.31.0.11"), 24)]) { Zone = "a \"quoted\" zone" },
            new NodeItem(2, Views.NodeId(2), "two", [])
        },
        {
            new NetworkItem(
                1, Views.NetworkId(1), "one", NetworkType.Overlay, [IPNetwork.Parse("10.1.0.0/16")], Encapsulation.Vxlan, new Vni(4243), 4789, 1450,
                Egress.Masquerade, NodeEgress.Masquerade) { ServiceCidrs = [IPNetwork.Parse("fd00::/112")], HasNodeSelector = true, Project = "p" },
            new NetworkItem(2, Views.NetworkId(2), "two", NetworkType.Bridge, [], Encapsulation.None, null, 0, 1500, Egress.None, NodeEgress.Keep)
        },
        {
            new MemberItem(1, Views.NetworkId(1), Views.NodeId(1), [IPAddress.Parse("10.1.1.1"), IPAddress.Parse("fd00::1")], [IPNetwork.Parse("10.1.1.0/24")]),
            new MemberItem(2, Views.NetworkId(2), Views.NodeId(2), [], [])
        },
        {
            new PodItem(1, Pod(1), "one", PodMode.Network, Views.NetworkId(1), [IPAddress.Parse("10.1.1.2")], new MacAddress(0x0200_0000_0001), "/run/netns/x")
            {
                Interface = "net1",
                HasDefaultRoute = false,
                More = [new PodLinkItem("eth1", Views.NetworkId(2), [IPAddress.Parse("fd00::2")], new MacAddress(0xfeff_ffff_ffff))],
                IsHanded = true,
                Aliases = ["db", "db.primary"],
            },
            new PodItem(2, Pod(2), "two", PodMode.Host, null, [], default, null)
            {
                HostPorts = [new PodPortItem(TransportProtocol.Tcp, 65535), new PodPortItem(TransportProtocol.Udp, 53)],
            }
        },
        {
            new PortMappingItem(
                1, Mapping(1), "one", IPAddress.Any, TransportProtocol.Tcp, 8080, 8090, IPAddress.Parse("10.1.1.2"), 80, Views.NetworkId(1), Views.NodeId(1))
            {
                TargetService = Service(1),
            },
            new PortMappingItem(2, Mapping(2), "two", IPAddress.IPv6Any, TransportProtocol.Udp, 65535, 65534, null, 1, null, null)
        },
        {
            new ServiceItem(1, Service(1), "one", Views.NetworkId(1), [IPAddress.Parse("10.2.0.1")], [Port()])
            {
                AffinityTimeoutSeconds = 10_800,
                InternalTrafficPolicy = TrafficPolicy.Local,
                ExternalTrafficPolicy = TrafficPolicy.Local,
                PreferSameZone = true,
                HealthCheck = new HealthCheck(HealthCheckType.Http, 8081, "/healthy", 5, 3),
                NamedAddresses = [IPAddress.Parse("10.1.1.3")],
                ExternalName = "example.org",
                LoadBalancerIps = [IPAddress.Parse("172.31.0.200")],
                LoadBalancerSourceRanges = [IPNetwork.Parse("192.0.2.0/24")],
                HealthPort = 32_000,
            },
            new ServiceItem(2, Service(2), "two", Views.NetworkId(2), [], [])
        },
        {
            new PodNameItem(1, Pod(1), "one", Views.NetworkId(1), Views.NodeId(1), [IPAddress.Parse("10.1.1.2")])
            {
                More = [new PodPlaceItem(Views.NetworkId(2), [IPAddress.Parse("fd00::2")])],
                Aliases = ["db"],
            },
            new PodNameItem(2, Pod(2), "two", Views.NetworkId(2), Views.NodeId(2), [])
        },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_value_of_every_kind_comes_back(ViewItem one, ViewItem two)
    {
        foreach (var property in one.GetType().GetProperties().Where(it => it.GetMethod is { IsStatic: false } && it.Name != "EqualityContract"))
            Assert.False(Equals(property.GetValue(one), property.GetValue(two)), $"{property.Name} tells nothing here: it is {property.GetValue(one)} in both");
        var update = new NodeUpdate(Views.NodeId(1), 7, 9, [one, two], [new ItemRemoval(ItemKey.Of(Views.NetworkId(1), Views.NodeId(2)), 8)]);
        Assert.Equal(update, ReplicaFormat.ReadUpdate(Line(ReplicaFormat.Write(update))));

        var replica = new Replica(Views.NodeId(1));
        replica.Reset(new NodeSnapshot(Views.NodeId(1), 9, [one, two]));
        var read = ReplicaFormat.ReadSnapshot(Line(ReplicaFormat.Write(replica)));
        Assert.Equal((Views.NodeId(1), 9), (read.Node, read.Revision));
        Assert.Equal([one, two], read.Items.OrderBy(item => item.Revision));
    }

    [Fact]
    public void Every_kind_is_known() => Assert.Equal(
        typeof(ViewItem).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ViewItem))).Select(type => type.Name).Order(),
        Kinds.Select(kind => kind.Data.Item1.GetType().Name).Order());

    [Theory]
    [InlineData("[0,\"01900000-0000-7000-8001-000000000001\",9,0]")]
    [InlineData("[1,\"01900000-0000-7000-8001-000000000001\",9,1]")]
    [InlineData("[1,\"01900000-0000-7000-8001-000000000001\",9,1,99,1]")]
    [InlineData("[1,null,9,0]")]
    [InlineData("[1,\"x\",9,0]")]
    [InlineData("[1,9]")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void What_another_version_wrote_is_as_good_as_nothing(string json)
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, CheckedLine.Of(System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.Equal([null], CheckedLine.ReadAll(path, ReplicaFormat.ReadSnapshot));
        File.Delete(path);
    }

    /// <summary>The JSON of a checked line.</summary>
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> line) => line[(line.IndexOf((byte)' ') + 1)..^1];

    private static PodId Pod(int number) => new(Id(number));

    private static PortMappingId Mapping(int number) => new(Id(number));

    private static ServiceId Service(int number) => new(Id(number));

    private static Guid Id(int number) => Guid.Parse($"01900000-0000-7000-8009-{number:x12}");

    private static ServicePortItem Port() => new(
        TransportProtocol.Udp,
        53,
        [
            new EndpointItem(IPAddress.Parse("10.1.1.2"), 5353, Views.NodeId(1)) { State = EndpointState.Draining, Weight = 7 },
            new EndpointItem(IPAddress.Parse("fd00::2"), 5353, null),
        ])
    {
        NodePort = 30_053,
        Name = "dns",
    };
}
