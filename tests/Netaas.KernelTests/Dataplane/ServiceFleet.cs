using System.Globalization;
using System.Net;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.KernelTests.Dataplane;

/// <summary>
/// Two nodes at 172.31.0.1x and fd31::1x and a host outside at 198.51.100.2 and 2001:db8::2, and a service of both, at 10.96.0.10 and fd96::10, TCP and UDP port 8080, and
/// node port 30080. Pods 1 and 2 on node 1, pod 3 on node 2, pod 4 on node 1 in another network. What runs on a node runs as its
/// host-mode pods do: those have no namespace of their own.
/// </summary>
internal sealed class ServiceFleet : IDisposable
{
    public const int NodePort = 30_080;

    public TestFleet Nodes { get; } = new(2);

    public ServiceFleet()
    {
        Nodes.Shell("underlay", "sysctl -qw net.ipv6.conf.all.forwarding=1; ip addr add fd31::1/64 dev br0 nodad; ip addr add 2001:db8::1/64 dev out nodad");
        foreach (var (name, address, router) in new[] { ("node-1", "fd31::11", "fd31::1"), ("node-2", "fd31::12", "fd31::1"), ("outside", "2001:db8::2", "2001:db8::1") })
            Nodes.Shell(name, $"ip addr add {address}/64 dev eth0 nodad; ip route add default via {router}");
        // The router asks for its neighbors only once its own link-local addresses are known to be nobody else's.
        foreach (var node in new[] { "fd31::11", "fd31::12" })
            Nodes.Shell("outside", $"tries=0; until ping -6 -qc 1 -W 1 {node} >/dev/null; do tries=$((tries + 1)); [ $tries -lt 20 ] || exit 1; done");
    }

    public static EndpointItem[] Endpoints =>
    [
        new(Items.Address(1, 1, 1), 80, TestFleet.Node(1)), new(IPAddress.Parse("fd10:1:0:1::2"), 80, TestFleet.Node(1)),
        new(Items.Address(3, 1, 2), 80, TestFleet.Node(2)), new(IPAddress.Parse("fd10:1:0:2::4"), 80, TestFleet.Node(2)),
    ];

    public string Node(int number) => Nodes.Path($"node-{number}");

    public string Outside => Nodes.Path("outside");

    public string Pod(int number) => Nodes.Netns(number == 3 ? 2 : 1, Items.PodId(number));

    /// <param name="node">Whose endpoints it has; null for all.</param>
    public void Apply(Func<ServiceItem, ServiceItem>? change = null, int? node = null) => ApplyItems((change ?? (it => it))(Service(
        [.. Endpoints.Where(endpoint => node is null || endpoint.Node == TestFleet.Node(node.Value))])));

    public void ApplyEndpoints(params EndpointItem[] endpoints) => ApplyItems(Service(endpoints));

    public void ApplyItems(params ViewItem[] items)
    {
        Nodes.Apply(2, ItemsOf(2, items));
        Nodes.Apply(1, ItemsOf(1, items));
    }

    public static ServiceItem Service(EndpointItem[] endpoints) => new(
        1, new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000001")), "api", TestFleet.Network(1), [IPAddress.Parse("10.96.0.10"), IPAddress.Parse("fd96::10")],
        [
            new ServicePortItem(TransportProtocol.Tcp, 8080, endpoints.ToEquatableList()) { NodePort = NodePort },
            new ServicePortItem(TransportProtocol.Udp, 8080, endpoints.ToEquatableList()) { NodePort = NodePort },
        ]);

    /// <summary>The address that the server saw; null where nobody answers.</summary>
    public static IPAddress? Ask(string from, string address, int port) =>
        TestFleet.Ask(from, Bracketed(address), port) is { } seen ? Parse(seen) : null;

    /// <summary>The same over UDP.</summary>
    public static IPAddress? AskUdp(string from, string address, int port)
    {
        var (status, output) = TestFleet.TryShellAt(from, $"socat -T 3 -t 0.1 UDP:{Bracketed(address)}:{port} SYSTEM:'echo hello; read line; echo $line >&2'");
        return status == 0 && output.Trim().Length > 0 ? Parse(output.Trim()) : null;
    }

    /// <summary>
    /// What a plain connection meets: "refused" if it ended so with its first packet, else what came instead. One that tried again
    /// was left to wait; the client doesn't watch the time meanwhile, as that is another way through the kernel.
    /// </summary>
    public static string Refusal(string from, string address, int port)
    {
        var (_, output) = TestFleet.TryShellAt(from, $$"""
            exec 2>&1
            tries() { awk '/^TcpExt:/ { if (!seen++) split($0, names); else for (i in names) if (names[i] == "TCPSynRetrans") print $i }' /proc/net/netstat; }
            before=$(tries); timeout 5 socat -u TCP:{{Bracketed(address)}}:{{port}} -; [ "$(tries)" = "$before" ] || echo tried again
            """);
        return output.Contains("Connection refused", StringComparison.Ordinal) && !output.Contains("tried again", StringComparison.Ordinal) ? "refused" : output;
    }

    /// <summary>The same of a datagram. Who sends one from the node that refuses it is told by the call itself, in other words.</summary>
    public static string RefusalUdp(string from, string address, int port)
    {
        var (_, output) = TestFleet.TryShellAt(from, $"exec 2>&1; socat -T 3 -t 3 UDP:{Bracketed(address)}:{port} SYSTEM:'echo hello; read line'");
        return output.Contains("Connection refused", StringComparison.Ordinal) || output.Contains("Operation not permitted", StringComparison.Ordinal) ? "refused" : output;
    }

    /// <summary>Connections that a serving pod has accepted, by the kernel's count.</summary>
    public int Counted(int pod) => int.Parse(
        TestFleet.ShellAt(Pod(pod), "awk '/^Tcp:/ && ++n == 2 { print $7 }' /proc/net/snmp"), CultureInfo.InvariantCulture);

    public void Dispose() => Nodes.Dispose();

    private static string Bracketed(string address) => address.Contains(':') ? $"[{address}]" : address;

    private static IPAddress Parse(string seen) =>
        IPAddress.Parse(seen.Trim('[', ']')) is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : IPAddress.Parse(seen.Trim('[', ']'));

    private static IEnumerable<ViewItem> ItemsOf(int node, ViewItem[] items)
    {
        ViewItem[] all =
        [
            Items.Node(1), Items.Node(2),
            Items.Network(1) with
            {
                PodCidrs = [IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd10:1::/48")],
                ServiceCidrs = [IPNetwork.Parse("10.96.0.0/24"), IPNetwork.Parse("fd96::/112")],
            },
            Items.Network(2),
            Dual(1), Dual(2), Items.Member(2, 1), Items.Member(2, 2, hasBlock: false),
            .. items,
        ];
        return all.Concat(node == 1 ? [Dual(1, 1), Dual(2, 1), Items.Pod(4, 2, 1)] : [Dual(3, 2)]);
    }

    private static MemberItem Dual(int node) => Items.Member(1, node) is var member
        ? member with
        {
            TunnelAddresses = [.. member.TunnelAddresses, IPAddress.Parse($"fd10:1::{node}")],
            Blocks = [.. member.Blocks, IPNetwork.Parse($"fd10:1:0:{node}::/64")],
        }
        : member;

    private static PodItem Dual(int pod, int node) => Items.Pod(pod, 1, node) is var item
        ? item with { Addresses = [.. item.Addresses, IPAddress.Parse($"fd10:1:0:{node}::{pod + 1}")] }
        : item;
}
