using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Truth;

/// <summary>A pod of the table, with an address a family, IPv4 first.</summary>
internal sealed record TruthPod(string Name, string Netns, IReadOnlyList<string> Addresses);

/// <summary>
/// A network of each kind, both families in each: <c>tunnel</c> (VXLAN), <c>cross</c> (crossSubnet), <c>plain</c> (direct
/// routes alone, and pods keep their address outside), <c>local</c> (a bridge a node). In each the pods <c>a1</c> and
/// <c>b1</c> on node-1, <c>a3</c> beside it in its subnet, <c>a2</c> in the other subnet. node-4 has no pod.
/// </summary>
public sealed class TruthFleet(TwoSubnetsStack stack) : IAsyncLifetime
{
    public const int Families = 2;

    private static readonly (string Name, string Fields)[] s_networks =
    [
        ("tunnel", """ "podCidrs": ["10.10.0.0/16", "fd00:10::/48"] """),
        ("cross", """ "podCidrs": ["10.20.0.0/16", "fd00:20::/48"], "encapsulation": "crossSubnet" """),
        ("plain", """ "podCidrs": ["10.30.0.0/16", "fd00:30::/48"], "encapsulation": "none", "egress": "none" """),
        ("local", """ "podCidrs": ["172.20.0.0/24", "fd00:40::/64"], "type": "bridge" """),
    ];

    private static readonly (string Pod, string Node)[] s_places = [("a1", "node-1"), ("b1", "node-1"), ("a3", "node-3"), ("a2", "node-2")];

    private readonly Dictionary<string, TruthPod> _pods = [];
    private readonly Dictionary<string, string[]> _underlay = [];
    private readonly Dictionary<(string Network, string Node), string[]> _tunnels = [];
    private Echo? _servers;

    internal TwoSubnetsStack Stack { get; } = stack;

    internal string Outside { get; } = "198.51.100.2";

    internal TruthPod Pod(string network, string name) => _pods[$"{network}-{name}"];

    /// <summary>The pod in host mode on node-1, and the one that shares <c>tunnel-a1</c>'s namespace.</summary>
    internal TruthPod Host => _pods["host"];

    internal TruthPod Sharer => _pods["sharer"];

    internal string OutsideAddress(int family) => family == 0 ? Outside : "2001:db8:51:100::2";

    internal string Underlay(string node, int family) => _underlay[node][family];

    internal string Tunnel(string network, string node, int family) => _tunnels[(network, node)][family];

    /// <summary>The gateway of the block in which a pod stands: the first address of its /24 or /64.</summary>
    internal static string Gateway(TruthPod pod, int family)
    {
        var bytes = IPAddress.Parse(pod.Addresses[family]).GetAddressBytes();
        bytes.AsSpan(bytes.Length == 4 ? 3 : 8).Clear();
        bytes[^1] = 1;
        return new IPAddress(bytes).ToString();
    }

    public async ValueTask InitializeAsync()
    {
        for (var node = 1; node <= 4; node++)
            _underlay[$"node-{node}"] = [.. (await Stack.Rest.GetAsync($"nodes/node-{node}"))["underlayAddresses"].AsArray().Select(address => $"{address}".Split('/')[0])];
        foreach (var (name, fields) in s_networks)
        {
            (await Stack.Rest.PostAsync("networks", $$"""{ "name": "{{name}}", {{fields}} }""")).Expect(HttpStatusCode.Created);
            foreach (var (pod, node) in s_places)
                await AddAsync($"{name}-{pod}", $$""" "network": "{{name}}", "node": "{{node}}" """);
        }
        await AddAsync("host", """ "node": "node-1", "mode": "host" """);
        await AddAsync("sharer", """ "node": "node-1", "mode": "shared", "sharedWith": "tunnel-a1" """);
        foreach (var network in new[] { "tunnel", "cross" })
        {
            var held = await Stack.Rest.ListAsync($"addresses?network={network}&limit=1000");
            foreach (var node in held.Where(item => $"{item?["holder"]}" == "tunnel").GroupBy(item => $"{item?["node"]}"))
                _tunnels[(network, node.Key)] = [.. node.Select(item => $"{item?["address"]}").OrderBy(address => address.Contains(':', StringComparison.Ordinal))];
        }
        foreach (var any in new[] { "0.0.0.0", "::" })
        {
            await PublishAsync(8080, "tunnel-a1", any);
            await PublishAsync(8080, "tunnel-a1", any, "udp");
            await PublishAsync(8081, "cross-a1", any);
            await PublishAsync(8082, "plain-a1", any);
        }
        for (var family = 0; family < Families; family++)
            await PublishAsync(8090, "tunnel-a1", Underlay("node-1", family), nodes: """["node-1"]""");
        await RouteBackAsync();
        _servers = await Echo.StartAsync([.. _pods.Where(pod => pod.Key is not ("host" or "sharer")).Select(pod => pod.Value.Netns), .. _underlay.Keys.Select(Stack.NodeNetns), Stack.OutsideNetns]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null)
            await _servers.DisposeAsync();
    }

    private async Task AddAsync(string name, string fields)
    {
        var made = (await Stack.Rest.PostAsync("pods?wait=ready&timeout=30s", $$"""{ "name": "{{name}}", {{fields}} }""")).Expect(HttpStatusCode.Created);
        _pods[name] = new TruthPod(name, $"{made["status"]["netnsPath"]}", [.. made["addresses"].AsArray().Select(address => $"{address}")]);
    }

    private async Task PublishAsync(int port, string pod, string address, string protocol = "tcp", string nodes = "null") =>
        (await Stack.Rest.PostAsync("port-mappings?wait=ready&timeout=30s",
            $$"""{ "name": "m{{port}}-{{protocol}}-{{(address.Contains(':', StringComparison.Ordinal) ? 6 : 4)}}", "hostAddress": "{{address}}", "hostPort": {{port}}, "protocol": "{{protocol}}", "nodes": {{nodes}}, "pod": "{{pod}}", "targetPort": 80 }""")).Expect(HttpStatusCode.Created);

    /// <summary>The site knows the way to the pod that keeps its address outside.</summary>
    private async Task RouteBackAsync()
    {
        var pod = Pod("plain", "a1");
        for (var family = 0; family < Families; family++)
            (await Shell.InAsync(Stack.NodeNetns("underlay"), "ip", "route", "replace", pod.Addresses[family], "via", Underlay("node-1", family))).Expect();
    }
}
