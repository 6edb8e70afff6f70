using System.Net;
using System.Security.Cryptography;
using Netaas.Core.Addressing;
using Netaas.Core.Collections;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Names;
using Netaas.Lab;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>Two nodes that know of each other's IPv6 addresses alone, in two subnets: both families of pods go over a tunnel of IPv6.</summary>
public sealed class Ipv6UnderlayTests : IDisposable
{
    private const int Mtu = 1430;

    private static readonly NetworkId s_network = new(Guid.CreateVersion7());

    private readonly LabFleet _lab = new(new LabOptions(RandomNumberGenerator.GetHexString(6, lowercase: true), NodeCount: 2) { Subnets = 2, Ipv6 = true });
    private readonly NodeId[] _nodes = [new(Guid.NewGuid()), new(Guid.NewGuid())];
    private readonly PodId[] _pods = [new(Guid.NewGuid()), new(Guid.NewGuid())];
    private readonly List<INodeKernel> _kernels = [];

    public Ipv6UnderlayTests()
    {
        _lab.Up();
        for (var node = 0; node < 2; node++)
        {
            var kernel = NodeKernel.Open(_nodes[node], _lab.Layout.Nodes[node].NamespacePath);
            _kernels.Add(kernel);
            var plan = NodeCompiler.Compile(new NodeView(_nodes[node], Items(node).ToPersistentDictionary(item => item.Key)));
            Assert.Empty(plan.Incomplete);
            Assert.Empty(kernel.Apply(PlanDiff.Diff(plan, kernel.Read(plan))).Failures.Values.Select(failure => failure.Message));
            Assert.Empty(PlanDiff.Diff(plan, kernel.Read(plan)));
        }
    }

    public void Dispose()
    {
        foreach (var kernel in _kernels)
            kernel.Dispose();
        _lab.Down(Enumerable.Range(0, 2).Select(Netns).Where(File.Exists));
    }

    [Theory]
    [InlineData("10.7.2.2", 28)]
    [InlineData("fd00:7:0:2::2", 48)]
    public void Pods_reach_each_other_with_packets_as_large_as_an_ipv6_tunnel_takes(string address, int headers)
    {
        Assert.True(TestFleet.CanPing(Netns(0), address, $"-M do -s {Mtu - headers}"));
        Assert.False(TestFleet.CanPing(Netns(0), address, $"-M do -s {Mtu - headers + 1}"));
    }

    [Theory]
    [InlineData("10.7.2.2")]
    [InlineData("fd00:7:0:2::2")]
    public void A_node_reaches_pods_of_the_other_node(string address) => Assert.True(TestFleet.CanPing(_lab.Layout.Nodes[0].NamespacePath, address));

    private string Netns(int pod) => GeneratedNames.Netns(_nodes[pod], _pods[pod]);

    private IEnumerable<ViewItem> Items(int self)
    {
        yield return new NetworkItem(
            1, s_network, "six", NetworkType.Overlay, [IPNetwork.Parse("10.7.0.0/16"), IPNetwork.Parse("fd00:7::/48")], Encapsulation.Vxlan,
            new Vni(4103), 4789, Mtu, Egress.Masquerade, NodeEgress.Masquerade);
        for (var node = 0; node < 2; node++)
        {
            var number = node + 1;
            yield return new NodeItem(1, _nodes[node], $"node-{number}", [_lab.Layout.Nodes[node].Addresses[1]]);
            yield return new MemberItem(
                1, s_network, _nodes[node], [IPAddress.Parse($"10.7.0.{number}"), IPAddress.Parse($"fd00:7::{number}")],
                [IPNetwork.Parse($"10.7.{number}.0/24"), IPNetwork.Parse($"fd00:7:0:{number}::/64")]);
        }
        yield return new PodItem(
            1, _pods[self], $"pod-{self}", PodMode.Network, s_network, [IPAddress.Parse($"10.7.{self + 1}.2"), IPAddress.Parse($"fd00:7:0:{self + 1}::2")],
            MacAddress.Derive(_pods[self].Value, Guid.Empty), null);
    }
}
