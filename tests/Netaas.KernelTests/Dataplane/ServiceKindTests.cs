using System.Net;
using Netaas.Core.View;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// What a service may be beyond an address for all: kept clients, given addresses, flows over UDP. Pods 1 and 3 serve on port 80.
/// </summary>
public sealed class ServiceKindTests : IDisposable
{
    private readonly ServiceFleet _fleet = new();

    public ServiceKindTests()
    {
        _fleet.Apply();
        foreach (var pod in new[] { 1, 3 })
            _fleet.Nodes.Serve(_fleet.Pod(pod), 80, ipv6: true);
    }

    [Fact]
    public void A_client_keeps_its_endpoint_for_the_time_and_no_longer_and_gets_another_when_that_one_goes()
    {
        _fleet.Apply(service => service with { AffinityTimeoutSeconds = 86_400 }, node: null);
        var (one, three) = Serve(12);
        Assert.True(one == 0 || three == 0, $"{one} {three}");

        _fleet.Apply(service => service with { AffinityTimeoutSeconds = 86_400 }, node: one > 0 ? 2 : 1);
        var (oneNow, threeNow) = Serve(4);
        Assert.Equal(one > 0 ? (0, 4) : (4, 0), (oneNow, threeNow));
        // And stays with the new one when the old one is back.
        _fleet.Apply(service => service with { AffinityTimeoutSeconds = 86_400 }, node: null);
        Assert.Equal(one > 0 ? (0, 4) : (4, 0), Serve(4));
        Assert.Empty(_fleet.Nodes.Drift(1));
        Assert.Contains("timeout 1d", _fleet.Nodes.Shell("node-1", "nft list map inet netaas clients-4"), StringComparison.Ordinal);

        // A second after the last connection nothing is remembered: the kernel's own clock is waited for, by asking it.
        _fleet.Nodes.Shell("node-1", "nft flush map inet netaas clients-4");
        _fleet.Apply(service => service with { AffinityTimeoutSeconds = 1 }, node: null);
        Assert.NotNull(ServiceFleet.Ask(_fleet.Pod(2), "10.96.0.10", 8080));
        Assert.Contains("10.96.0.10", _fleet.Nodes.Shell("node-1", "nft list map inet netaas clients-4"), StringComparison.Ordinal);
        _fleet.Nodes.Shell("node-1", "while nft list map inet netaas clients-4 | grep -q 10.96.0.10; do :; done");
    }

    [Fact]
    public void A_given_address_outside_is_reached_by_pods_and_nodes_as_their_node_and_one_in_another_network_is_not()
    {
        _fleet.Nodes.Serve(_fleet.Outside, 81);
        _fleet.Nodes.Serve(_fleet.Pod(4), 81);
        _fleet.ApplyEndpoints(new EndpointItem(IPAddress.Parse("198.51.100.2"), 81, null));
        Assert.Equal(IPAddress.Parse("172.31.0.11"), ServiceFleet.Ask(_fleet.Pod(2), "10.96.0.10", 8080));
        Assert.Equal(IPAddress.Parse("172.31.0.11"), ServiceFleet.Ask(_fleet.Node(1), "10.96.0.10", 8080));
        Assert.Equal(IPAddress.Parse("172.31.0.12"), ServiceFleet.Ask(_fleet.Pod(3), "10.96.0.10", 8080));

        _fleet.ApplyEndpoints(new EndpointItem(Items.Address(4, 2, 1), 81, null));
        Assert.Null(ServiceFleet.Ask(_fleet.Pod(2), "10.96.0.10", 8080));
    }

    [Fact]
    public void Udp_to_a_node_port_ends_with_its_endpoint()
    {
        _fleet.Apply(node: 1);
        TestFleet.ShellAt(_fleet.Outside, "echo hello | socat -u - UDP:172.31.0.11:30080,sourceport=4000");
        Assert.Contains("src=10.1.1.2", Flows(), StringComparison.Ordinal);
        _fleet.Apply(node: 2);
        Assert.DoesNotContain("src=10.1.1.2", Flows(), StringComparison.Ordinal);

        string Flows() => _fleet.Nodes.Shell("node-1", "grep -h 'udp.*dport=30080' /proc/net/nf_conntrack || true");
    }

    [Theory]
    [InlineData("10.96.0.10", "172.31.0.12", "10.1.1.2")]
    [InlineData("fd96::10", "fd31::12", "fd10:1:0:1::2")]
    public void What_passes_is_counted_by_the_node_that_leads_it_and_by_no_other(string vip, string node2, string endpoint)
    {
        _fleet.Apply(node: 1);
        var address = IPAddress.Parse(vip);
        var target = IPAddress.Parse(endpoint);
        Assert.NotNull(ServiceFleet.Ask(_fleet.Pod(2), vip, 8080));
        Assert.NotNull(ServiceFleet.Ask(_fleet.Outside, node2, ServiceFleet.NodePort));

        var here = Assert.Single(Translated(1));
        Assert.Equal((address, 8080, target, 80), (here.Address, here.Port, here.ReplySource, here.ReplyPort));
        Assert.All(new[] { here.Sent, here.Answered }, count => Assert.True(count.Packets > 1 && count.Bytes > count.Packets, count.ToString()));
        var there = Assert.Single(Translated(2));
        Assert.Equal((IPAddress.Parse(node2), ServiceFleet.NodePort, target), (there.Address, there.Port, there.ReplySource));
        Assert.True(there.Sent.Packets > 1);

        IReadOnlyList<Flow> Translated(int node)
        {
            using var ns = NetworkNamespace.Open(_fleet.Node(node));
            using var socket = ConntrackSocket.Open(ns);
            return socket.ListTranslated(address.AddressFamily);
        }
    }

    public void Dispose() => _fleet.Dispose();

    /// <summary>Connects so often from pod 2, and says how often pods 1 and 3 answered.</summary>
    private (int One, int Three) Serve(int times)
    {
        var before = (_fleet.Counted(1), _fleet.Counted(3));
        for (var i = 0; i < times; i++)
            Assert.NotNull(ServiceFleet.Ask(_fleet.Pod(2), "10.96.0.10", 8080));
        return (_fleet.Counted(1) - before.Item1, _fleet.Counted(3) - before.Item2);
    }
}
