using System.Net;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Netlink;

namespace Netaas.Agent.Traffic;

/// <summary>
/// Which of a node's flows are a service's: those that came to one of its doors and were led on. Only the node that led a
/// connection has it as one of the service; where the endpoint stands it comes as one of its own.
/// </summary>
internal static class TrafficCount
{
    private const byte Tcp = 6; // IPPROTO_TCP
    private const byte Udp = 17; // IPPROTO_UDP

    public static EquatableList<TrafficShare> Of(NodeView view, ServiceId service, IEnumerable<Flow> flows)
    {
        if (view.Find<ServiceItem>(ItemKey.Of(service)) is not { } item)
            return [];
        var doors = new Doors(view, item);
        return flows
            .Select(flow => (Flow: flow, Port: doors.PortOf(flow)))
            .Where(it => it.Port is not null)
            .GroupBy(it => (it.Flow.Protocol, Port: it.Port ?? 0, it.Flow.ReplySource, it.Flow.ReplyPort), it => it.Flow)
            .Select(group => Share(group.Key.Protocol, group.Key.Port, [.. group]))
            .OrderBy(share => share.Port).ThenBy(share => share.Protocol).ThenBy(share => share.Address.ToString(), StringComparer.Ordinal).ThenBy(share => share.TargetPort)
            .ToEquatableList();
    }

    private static TrafficShare Share(byte protocol, ushort port, IReadOnlyList<Flow> flows)
    {
        var sent = flows.Aggregate(new FlowCount(), (sum, flow) => sum + flow.Sent);
        var answered = flows.Aggregate(new FlowCount(), (sum, flow) => sum + flow.Answered);
        return new TrafficShare(
            protocol == Tcp ? TransportProtocol.Tcp : TransportProtocol.Udp, port, flows[0].ReplySource, flows[0].ReplyPort,
            flows.Count, sent.Packets, sent.Bytes, answered.Packets, answered.Bytes);
    }

    /// <summary>Where a service is asked for: at addresses of its own, and at ports of whatever address the node has.</summary>
    private sealed class Doors
    {
        private readonly Dictionary<(byte, IPAddress, ushort), ushort> _own = [];
        private readonly Dictionary<(byte, ushort), ushort> _ofNode = [];
        private readonly List<IPNetwork> _virtual;
        private readonly HashSet<IPAddress> _balanced;

        public Doors(NodeView view, ServiceItem service)
        {
            foreach (var port in service.Ports)
            {
                foreach (var address in service.ClusterIps.Concat(service.LoadBalancerIps))
                    _own[(Number(port.Protocol), address, port.Port)] = port.Port;
                if (port.NodePort is { } nodePort)
                    _ofNode[(Number(port.Protocol), nodePort)] = port.Port;
            }
            foreach (var mapping in view.Items.Values.OfType<PortMappingItem>().Where(mapping => mapping.TargetService == service.Id))
                if (mapping.HostAddress.Equals(IPAddress.Any) || mapping.HostAddress.Equals(IPAddress.IPv6Any))
                    _ofNode[(Number(mapping.Protocol), mapping.HostPort)] = mapping.TargetPort;
                else
                    _own[(Number(mapping.Protocol), mapping.HostAddress, mapping.HostPort)] = mapping.TargetPort;
            _virtual = [.. view.Items.Values.OfType<NetworkItem>().SelectMany(network => network.ServiceCidrs)];
            _balanced = [.. view.Items.Values.OfType<ServiceItem>().SelectMany(other => other.LoadBalancerIps)];
        }

        /// <summary>The service's port that a flow came for; null where it is none of the service's.</summary>
        public ushort? PortOf(Flow flow)
        {
            if (_own.TryGetValue((flow.Protocol, flow.Address, flow.Port), out var port))
                return port;
            // A node's port is one space: at its own addresses nobody else has it. Other services' addresses are none of those.
            return _ofNode.TryGetValue((flow.Protocol, flow.Port), out port) && !_balanced.Contains(flow.Address) && !_virtual.Exists(cidr => cidr.Contains(flow.Address))
                ? port
                : null;
        }

        private static byte Number(TransportProtocol protocol) => protocol == TransportProtocol.Tcp ? Tcp : Udp;
    }
}
