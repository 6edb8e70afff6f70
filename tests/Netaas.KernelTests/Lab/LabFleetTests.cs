using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Lab;
using Netaas.Netlink;
using Netaas.Nftables;
using Xunit;

namespace Netaas.KernelTests.Lab;

public sealed class LabFleetTests : IDisposable
{
    private readonly LabFleet _lab = new(new LabOptions(RandomNumberGenerator.GetHexString(6, lowercase: true), NodeCount: 2, ManagementLink: true));

    public void Dispose() => _lab.Down();

    [Fact]
    public void Nodes_reach_each_other_the_outside_and_the_host()
    {
        _lab.Up();

        Assert.True(Reaches("node-1", "172.31.0.12"));
        Assert.True(Reaches("node-2", "172.31.0.11"));
        Assert.True(Reaches("node-1", "198.51.100.2"));
        Assert.True(Reaches("node-2", _lab.Layout.ManagementHost.Address.ToString()));
        Assert.True(Reaches(_lab.Layout.OutsidePath, "172.31.0.11"));
    }

    [Fact]
    public void Lab_that_stands_is_adopted_and_what_is_missing_repaired()
    {
        _lab.Up();
        using (var node = RouteSocket.Open(_lab.Layout.Node("node-2").NamespacePath))
            node.Execute("cut", b => b.DeleteLink(node.FindLink(new InterfaceName("eth0"))?.Index ?? 0));
        var kept = Index("node-1");

        _lab.Up();

        Assert.Equal(kept, Index("node-1"));
        Assert.True(Reaches("node-2", "172.31.0.11"));
    }

    [Fact]
    public void Adopting_a_lab_loses_no_packet()
    {
        _lab.Up();
        using var ns = NetworkNamespace.Open(_lab.Layout.Node("node-1").NamespacePath);
        var start = ns.Command("ping", "-c50", "-i0.01", "-w5", "172.31.0.12");
        start.RedirectStandardOutput = true;
        using var ping = Process.Start(start) ?? throw new InvalidOperationException("ping doesn't start.");

        while (!ping.HasExited)
            _lab.Up();

        Assert.Contains("50 received, 0% packet loss", ping.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Isolated_node_is_alone_until_it_is_restored_also_when_the_lab_is_adopted()
    {
        _lab.Up();

        _lab.Isolate("node-2");
        _lab.Up();
        Assert.True(IsCutOff("node-1", "172.31.0.12"));

        _lab.Restore("node-2");
        Assert.True(Reaches("node-1", "172.31.0.12"));
    }

    [Fact]
    public void Packet_with_a_source_that_is_not_the_nodes_own_is_dropped()
    {
        _lab.Up();
        Spoof("node-1", "10.99.0.1", throughNode: "node-2");

        Assert.True(IsCutOff("node-1", "172.31.0.12", "-I10.99.0.1"));

        // The same packets pass once the check is gone, so it was the check that dropped them.
        using var underlay = NetworkNamespace.Open(_lab.Layout.UnderlayPath);
        using var nft = NftablesContext.Open(underlay.Handle);
        Assert.True(nft.Run("delete table bridge source-check").IsSuccess);
        Assert.True(Reaches("node-1", "172.31.0.12", "-I10.99.0.1"));
    }

    [Fact]
    public void Address_of_another_node_cannot_be_taken()
    {
        _lab.Up();
        using (var node = RouteSocket.Open(_lab.Layout.Node("node-1").NamespacePath))
            node.Execute("spoof", b => b.AddAddress(new LinkAddress(node.FindLink(new InterfaceName("eth0"))?.Index ?? 0, new InterfaceAddress(IPAddress.Parse("172.31.0.99"), 32))));

        Assert.True(IsCutOff("node-1", "172.31.0.12", "-I172.31.0.99"));
    }

    /// <summary>What a kernel finds out by itself is 1,024 neighbors at most, of all namespaces together; forty nodes have 1,560.</summary>
    [Fact]
    public void Nodes_of_a_large_subnet_need_not_find_each_other_out()
    {
        var large = new LabFleet(new LabOptions(RandomNumberGenerator.GetHexString(6, lowercase: true), NodeCount: 17));
        try
        {
            large.Up();
            using var node = RouteSocket.Open(large.Layout.Node("node-17").NamespacePath);

            var known = node.ListNeighbors().Where(it => it.State == NeighborState.Permanent).Select(it => it.Address).ToHashSet();

            Assert.Equal(large.Layout.Nodes.SkipLast(1).Select(it => it.Address.Address).ToHashSet(), known);
            Assert.True(Reaches(large.Layout.Node("node-17").NamespacePath, "172.31.0.11"));
        }
        finally
        {
            large.Down();
        }
    }

    [Fact]
    public void Down_leaves_nothing_of_the_lab_and_its_pods_and_all_else()
    {
        var others = Namespaces();
        var foreign = $"{NetworkNamespace.Folder}/na-00000000-{Guid.NewGuid():N}";
        using var keeper = NetworkNamespace.Create(foreign);
        try
        {
            _lab.Up();
            var pod = $"{NetworkNamespace.Folder}/na-11111111-{Guid.NewGuid():N}";
            using (var ns = NetworkNamespace.Create(pod))
            using (var node = RouteSocket.Open(_lab.Layout.Node("node-1").NamespacePath))
                node.Execute("pod", b => b.AddVeth(new InterfaceName("pod"), new VethPeer(new InterfaceName("eth0"), ns)));
            Assert.Contains(pod, Namespaces());

            _lab.Down();

            Assert.DoesNotContain(pod, Namespaces());
            Assert.Contains(foreign, Namespaces());
            Assert.DoesNotContain(Namespaces(), path => path.Contains(_lab.Layout.Prefix, StringComparison.Ordinal));
            Assert.True(NetworkNamespace.Exists(foreign));
            using var host = RouteSocket.Open();
            Assert.Null(host.FindLink(_lab.Layout.ManagementName));
            Assert.Subset(Namespaces().ToHashSet(), others.Where(File.Exists).ToHashSet());
        }
        finally
        {
            NetworkNamespace.Delete(foreign);
        }
    }

    [Fact]
    public void Down_of_a_lab_that_is_not_up_does_nothing() => _lab.Down();

    private static string[] Namespaces() => Directory.GetFiles(NetworkNamespace.Folder);

    private int? Index(string node)
    {
        using var socket = RouteSocket.Open(_lab.Layout.Node(node).NamespacePath);
        return socket.FindLink(new InterfaceName("eth0"))?.Index;
    }

    private void Spoof(string node, string address, string throughNode)
    {
        using var spoofer = RouteSocket.Open(_lab.Layout.Node(node).NamespacePath);
        spoofer.Execute("spoof", b => b.AddAddress(new LinkAddress(1, new InterfaceAddress(IPAddress.Parse(address), 32))));
        using var target = RouteSocket.Open(_lab.Layout.Node(throughNode).NamespacePath);
        target.Execute("way back", b => b.AddRoute(new Route(IPNetwork.Parse($"{address}/32")) { Gateway = _lab.Layout.Node(node).Address.Address }));
    }

    // The kernel may take a second to notice that a cable is back, so ping goes on until the first answer.
    private bool Reaches(string node, string address, params string[] options) => Ping(node, ["-w5", address, .. options]) == 0;

    private bool IsCutOff(string node, string address, params string[] options) => Ping(node, ["-w1", address, .. options]) == 1;

    private int Ping(string node, string[] arguments)
    {
        using var ns = NetworkNamespace.Open(node.StartsWith('/') ? node : _lab.Layout.Node(node).NamespacePath);
        var start = ns.Command("ping", ["-c1", .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var ping = Process.Start(start) ?? throw new InvalidOperationException("ping doesn't start.");
        ping.WaitForExit();
        return ping.ExitCode;
    }
}
