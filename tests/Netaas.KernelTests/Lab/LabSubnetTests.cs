using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Netaas.Core.Addressing;
using Netaas.Lab;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Lab;

/// <summary>Nodes 1 and 3 in one subnet, node 2 in another, both families.</summary>
public sealed class LabSubnetTests : IDisposable
{
    private readonly LabFleet _lab = new(new LabOptions(RandomNumberGenerator.GetHexString(6, lowercase: true), NodeCount: 3)
    {
        Subnets = 2,
        Ipv6 = true,
        LetThrough = [IPNetwork.Parse("10.20.0.0/16"), IPNetwork.Parse("fd00:20::/48")],
    });

    public LabSubnetTests() => _lab.Up();

    public void Dispose() => _lab.Down();

    [Theory]
    [InlineData("node-1", "172.31.0.13")]
    [InlineData("node-1", "172.31.1.12")]
    [InlineData("node-2", "198.51.100.2")]
    [InlineData("node-1", "2001:db8:31::d")]
    [InlineData("node-1", "2001:db8:31:1::c")]
    [InlineData("node-2", "2001:db8:51:100::2")]
    public void Nodes_reach_each_other_and_the_outside_in_both_families(string node, string address) => Assert.Equal(0, Ping(node, "-w5", address));

    [Fact]
    public void Nodes_of_one_subnet_meet_without_the_router_and_others_by_it()
    {
        Assert.Equal(0, Ping("node-1", "-w5", "-t1", "172.31.0.13"));
        Assert.Equal(1, Ping("node-1", "-w1", "-t1", "172.31.1.12"));
    }

    [Theory]
    [InlineData("10.99.0.1", "172.31.0.13", 1)]
    [InlineData("10.20.0.1", "172.31.0.13", 0)]
    [InlineData("fd00:99::1", "2001:db8:31::d", 1)]
    [InlineData("fd00:20::1", "2001:db8:31::d", 0)]
    public void Sources_that_are_not_the_nodes_own_pass_only_where_the_lab_was_told_so(string source, string target, int status)
    {
        var address = IPAddress.Parse(source);
        var bits = Cidr.Bits(address.AddressFamily);
        using (var node = RouteSocket.Open(_lab.Layout.Node("node-1").NamespacePath))
            node.Execute("spoof", b => b.AddAddress(new LinkAddress(1, new InterfaceAddress(address, bits)) { Flags = AddressFlags.NoDuplicateDetection }));
        var back = _lab.Layout.Node("node-1").Addresses.Single(it => it.Address.AddressFamily == address.AddressFamily);
        using (var node = RouteSocket.Open(_lab.Layout.Node("node-3").NamespacePath))
            node.Execute("way back", b => b.AddRoute(new Route(new IPNetwork(address, bits)) { Gateway = back.Address }));

        Assert.Equal(status, Ping("node-1", status == 0 ? "-w5" : "-w1", "-I", source, target));
    }

    private int Ping(string node, params string[] arguments)
    {
        using var ns = NetworkNamespace.Open(_lab.Layout.Node(node).NamespacePath);
        var start = ns.Command("ping", ["-c1", .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var ping = Process.Start(start) ?? throw new InvalidOperationException("ping doesn't start.");
        ping.WaitForExit();
        return ping.ExitCode;
    }
}
