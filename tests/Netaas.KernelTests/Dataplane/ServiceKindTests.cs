using System.Net;
using Netaas.Core.View;
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
