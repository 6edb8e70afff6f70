using System.Diagnostics;
using Netaas.Core.View;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>What becomes of flows whose published port changes, and of the others.</summary>
public sealed class FlowTests : IDisposable
{
    private const string Node = "172.31.0.11";

    private static readonly ViewItem[] s_pods =
        [Items.Node(1), Items.Network(1), Items.Member(1, 1), Items.Pod(1, 1, 1), Items.Pod(2, 1, 1), Items.Mapping(8081, Items.Address(1, 1, 1), 1)];

    private readonly TestFleet _fleet = new(1);
    private readonly List<Process> _processes = [];

    [Fact]
    public void UDP_follows_its_mapping_and_TCP_through_another_one_lives_on()
    {
        Serve();
        Apply(Udp(8080, pod: 1));
        var udp = Client("UDP", 8080);
        var tcp = Client("TCP", 8081);
        Assert.Equal("one-a", Say(udp, "a"));
        Assert.Equal("one-x", Say(tcp, "x"));

        Apply(Udp(8080, pod: 2));
        Assert.Equal("two-b", Say(udp, "b"));
        Assert.Equal("one-y", Say(tcp, "y"));
    }

    [Fact]
    public void Through_a_mapping_that_is_removed_nothing_flows_any_more()
    {
        Serve();
        Apply(Udp(8080, pod: 1));
        var tcp = Client("TCP", 8081);
        var udp = Client("UDP", 8080);
        Assert.Equal("one-x", Say(tcp, "x"));
        Assert.Equal("one-a", Say(udp, "a"));

        _fleet.Apply(1, s_pods.Where(item => item is not PortMappingItem));

        // The node itself answers now, and nobody listens there: both clients end.
        tcp.StandardInput.WriteLine("y");
        udp.StandardInput.WriteLine("b");
        Assert.Null(tcp.StandardOutput.ReadLine());
        Assert.Null(udp.StandardOutput.ReadLine());
    }

    [Fact]
    public void UDP_that_came_before_its_mapping_is_led_there_once_it_stands()
    {
        Serve();
        Apply();
        // Somebody on the node takes it: a refusal would end the client.
        var sink = TestFleet.Start(_fleet.Path("node-1"), "socat -u UDP-RECV:8080 -");
        _processes.Add(sink);
        AwaitUdp(_fleet.Path("node-1"), 8080);
        var udp = Client("UDP", 8080);
        udp.StandardInput.WriteLine("too early");
        Assert.Equal("too early", sink.StandardOutput.ReadLine());

        Apply(Udp(8080, pod: 1));

        Assert.Equal("one-b", Say(udp, "b"));
    }

    [Fact]
    public void Of_many_mappings_each_takes_its_own_flows_along()
    {
        Serve();
        Apply([.. Enumerable.Range(8000, 20).Select(port => Udp(port, pod: 1))]);
        var first = Client("UDP", 8000);
        var last = Client("UDP", 8019);
        Assert.Equal("one-a", Say(first, "a"));
        Assert.Equal("one-b", Say(last, "b"));

        Apply([.. Enumerable.Range(8000, 19).Select(port => Udp(port, pod: 2)), Udp(8019, pod: 1)]);

        Assert.Equal("two-c", Say(first, "c"));
        Assert.Equal("one-d", Say(last, "d"));
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        _fleet.Dispose();
    }

    private static PortMappingItem Udp(int port, int pod) => Items.Mapping(port, Items.Address(pod, 1, 1), 1) with { Protocol = TransportProtocol.Udp };

    private void Apply(params PortMappingItem[] more) => _fleet.Apply(1, [.. s_pods, .. more]);

    /// <summary>Each pod says its own number before what it was told.</summary>
    private void Serve()
    {
        Apply();
        foreach (var (pod, name) in new[] { (1, "one"), (2, "two") })
        {
            var netns = _fleet.Netns(1, Items.PodId(pod));
            foreach (var protocol in new[] { "TCP", "UDP" })
                _processes.Add(TestFleet.Start(netns, $"socat {protocol}-LISTEN:80,fork,reuseaddr EXEC:'sed -u s/^/{name}-/'"));
            TestFleet.AwaitListener(netns, 80);
            AwaitUdp(netns, 80);
        }
    }

    private Process Client(string protocol, int port)
    {
        var client = TestFleet.Start(_fleet.Path("outside"), $"socat - {protocol}:{Node}:{port}");
        _processes.Add(client);
        return client;
    }

    private static string? Say(Process client, string line)
    {
        client.StandardInput.WriteLine(line);
        return client.StandardOutput.ReadLine();
    }

    private static void AwaitUdp(string path, int port)
    {
        for (var i = 0; i < 200; i++)
            if (TestFleet.TryShellAt(path, $"ss -Hlun 'sport = :{port}' | grep -q .").Status == 0)
                return;
        Assert.Fail($"Nothing takes UDP on {port} in {path}.");
    }
}
