using System.Collections.Immutable;
using System.Diagnostics;
using Netaas.Core;
using Netaas.Core.Collections;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Names;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// Nodes on an underlay 172.31.0.0/24 that drops every IPv4 packet whose source is not that node's or one for load balancers
/// (172.31.0.192/26), and behind its router one host outside, 198.51.100.2. Each node has a kernel of ours, a view, and no agent.
/// </summary>
internal sealed class TestFleet : IDisposable
{
    private readonly string _run = Guid.NewGuid().ToString("N")[..6];
    private readonly Dictionary<int, INodeKernel> _kernels = [];
    private readonly Dictionary<int, (NodePlan Plan, NodeState State)> _applied = [];
    private readonly List<Process> _servers = [];
    private readonly int _nodes;

    public TestFleet(int nodes)
    {
        _nodes = nodes;
        foreach (var name in Names())
            NetworkNamespace.Create(Path(name)).Dispose();
        Shell("underlay", """
            ip link set lo up; ip link add br0 type bridge; ip link set br0 up; ip addr add 172.31.0.1/24 dev br0
            sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=0
            nft 'add table bridge filter; add chain bridge filter check { type filter hook prerouting priority 0; }'
            """);
        for (var node = 1; node <= nodes; node++)
            Join($"node-{node}", $"u{node}", $"172.31.0.{10 + node}", "172.31.0.1", toBridge: true);
        Join("outside", "out", "198.51.100.2", "198.51.100.1", toBridge: false);
    }

    public static NodeId Node(int number) => new(Guid.Parse($"01900000-0000-7000-8001-{number:x12}"));

    public static NetworkId Network(int number) => new(Guid.Parse($"01900000-0000-7000-8002-{number:x12}"));

    public string Path(string name) => $"{NetworkNamespace.Folder}/t{_run}-{name}";

    public INodeKernel Kernel(int node) => _kernels.TryGetValue(node, out var kernel) ? kernel : _kernels[node] = NodeKernel.Open(UniqueNode(node), Path($"node-{node}"));

    /// <summary>A later life of the node's agent.</summary>
    public INodeKernel OpenAgain(int node) => NodeKernel.Open(UniqueNode(node), Path($"node-{node}"));

    public NodePlan EmptyPlan(int node) => NodePlan.Empty(UniqueNode(node));

    public NodePlan Plan(int node) => _applied[node].Plan;

    /// <summary>Brings the node to the items, through what it was brought to before, and checks that all of it was read back.</summary>
    public ImmutableArray<Step> Apply(int node, params IEnumerable<ViewItem> items) => ApplyView(node, it => it, items);

    /// <summary>The same, with what the node is to have found out by itself.</summary>
    public ImmutableArray<Step> ApplyView(int node, Func<NodeView, NodeView> around, params IEnumerable<ViewItem> items)
    {
        var plan = NodeCompiler.Compile(around(new NodeView(UniqueNode(node), items.Select(Unique).ToPersistentDictionary(item => item.Key))));
        var kernel = Kernel(node);
        var state = _applied.TryGetValue(node, out var before) ? before.State : kernel.Read(plan);
        var steps = PlanDiff.Diff(plan, state);
        var result = kernel.Apply(steps);
        Assert.Empty(result.Failures.Values.Select(failure => $"{failure.Reason}: {failure.Message}"));
        _applied[node] = (plan, state.With(result.Read));
        return steps;
    }

    /// <summary>What a full read finds different from what was applied.</summary>
    public ImmutableArray<Step> Drift(int node) => PlanDiff.Diff(Plan(node), Kernel(node).Read(Plan(node)));

    public string Netns(int node, PodId pod) => GeneratedNames.Netns(UniqueNode(node), pod);

    /// <summary>Runs a script in a namespace and fails on an error.</summary>
    public string Shell(string name, string script) => ShellAt(Path(name), script);

    public static string ShellAt(string path, string script)
    {
        var (status, output) = TryShellAt(path, script);
        Assert.True(status == 0, $"{path}: {script}\n{output}");
        return output;
    }

    public static (int Status, string Output) TryShellAt(string path, string script)
    {
        using var ns = NetworkNamespace.Open(path);
        var start = ns.Command("sh", "-c", script + " 2>&1");
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("sh doesn't start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public static bool CanPing(string from, string to, string options = "") => TryShellAt(from, $"ping -n -c 1 -W 1 {options} {to}").Status == 0;

    /// <summary>Starts a TCP server that answers each connection with the client's address, and waits until it listens.</summary>
    /// <param name="ipv6">Whether it takes both families; an IPv4 address then reads as one of IPv6.</param>
    public void Serve(string path, int port, bool ipv6 = false)
    {
        _servers.Add(Start(path, $"socat {(ipv6 ? "TCP6-LISTEN" : "TCP-LISTEN")}:{port},fork,reuseaddr{(ipv6 ? ",ipv6only=0" : "")} SYSTEM:'echo $SOCAT_PEERADDR'"));
        AwaitListener(path, port);
    }

    /// <summary>The same over UDP, of both families: one answer to each line.</summary>
    public void ServeUdp(string path, int port)
    {
        _servers.Add(Start(path, $"socat UDP6-RECVFROM:{port},fork,ipv6only=0 SYSTEM:'read line; echo $SOCAT_PEERADDR'"));
        AwaitListener(path, port, 'u');
    }

    /// <summary>Starts a server that answers each request of HTTP with a status, and waits until it listens.</summary>
    public void Answer(string path, int port, string status)
    {
        _servers.Add(Start(path, $"socat TCP-LISTEN:{port},fork,reuseaddr SYSTEM:'read line; echo HTTP/1.1 {status}'"));
        AwaitListener(path, port);
    }

    public static Process Start(string path, string command)
    {
        using var ns = NetworkNamespace.Open(path);
        var start = ns.Command("sh", "-c", $"exec {command}");
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return Process.Start(start) ?? throw new InvalidOperationException("sh doesn't start.");
    }

    public static void AwaitListener(string path, int port, char protocol = 't')
    {
        for (var i = 0; i < 200; i++)
            if (TryShellAt(path, $"ss -Hl{protocol}n 'sport = :{port}' | grep -q .").Status == 0)
                return;
        Assert.Fail($"Nothing listens on {port} in {path}.");
    }

    /// <summary>Connects and returns the address that the server saw; null where nothing answers within a second.</summary>
    public static string? Ask(string path, string address, int port)
    {
        var (status, output) = TryShellAt(path, $"socat -u -T 1 TCP:{address}:{port},connect-timeout=1 -");
        return status == 0 && output.Trim().Length > 0 ? output.Trim() : null;
    }

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
            server.Dispose();
        }
        foreach (var (node, kernel) in _kernels)
        {
            kernel.Apply(PlanDiff.Diff(NodePlan.Empty(UniqueNode(node)), kernel.Read(NodePlan.Empty(UniqueNode(node)))));
            kernel.Dispose();
        }
        foreach (var name in Names())
            NetworkNamespace.Delete(Path(name));
    }

    private IEnumerable<string> Names() => [.. Enumerable.Range(1, _nodes).Select(node => $"node-{node}"), "underlay", "outside"];

    /// <summary>Names in /run/netns derive from node ids, so two fleets at a time need nodes of their own.</summary>
    public NodeId UniqueNode(int node) => new(Guid.Parse($"{_run}00-0000-7000-8001-{node:x12}"));

    private ViewItem Unique(ViewItem item) => item switch
    {
        NodeItem node => node with { Id = Unique(node.Id) },
        MemberItem member => member with { Node = Unique(member.Node) },
        PortMappingItem { TargetNode: { } node } mapping => mapping with { TargetNode = Unique(node) },
        ServiceItem service => service with { Ports = service.Ports.Select(Unique).ToEquatableList() },
        _ => item,
    };

    private ServicePortItem Unique(ServicePortItem port) =>
        port with { Endpoints = port.Endpoints.Select(endpoint => endpoint with { Node = endpoint.Node is { } node ? Unique(node) : null }).ToEquatableList() };

    private NodeId Unique(NodeId id)
    {
        for (var node = 1; node <= _nodes; node++)
            if (Node(node) == id)
                return UniqueNode(node);
        return id;
    }

    private void Join(string name, string port, string address, string router, bool toBridge)
    {
        Shell("underlay", $"ip link add {port} type veth peer name eth0 netns {Path(name)}; ip link set {port} up");
        Shell("underlay", toBridge
            ? $"ip link set {port} master br0; nft 'add rule bridge filter check iifname {port} ether type ip ip saddr != {{ {address}, 172.31.0.192/26 }} drop'"
            : $"ip addr add {router}/24 dev {port}");
        Shell(name, $"ip link set lo up; ip link set eth0 up; ip addr add {address}/24 dev eth0; ip route add default via {router}");
    }
}
