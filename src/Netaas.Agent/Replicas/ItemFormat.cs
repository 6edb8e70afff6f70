using System.Net;
using System.Text.Json;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Replicas;

/// <summary>The values of each kind of item, and their order: once written and once read.</summary>
internal static class ItemFormat
{
    public static void Write(ViewItem item, ValueWriter to)
    {
        to.Number((int)item.Key.Kind);
        to.Number(item.Revision);
        switch (item)
        {
            case NodeItem node:
                Write(node, to);
                break;
            case NetworkItem network:
                Write(network, to);
                break;
            case MemberItem member:
                Write(member, to);
                break;
            case PodItem pod:
                Write(pod, to);
                break;
            case PortMappingItem mapping:
                Write(mapping, to);
                break;
            case ServiceItem service:
                Write(service, to);
                break;
            case PodNameItem name:
                Write(name, to);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(item), item, "Not a kind of item.");
        }
    }

    public static ViewItem Read(ref ValueReader from)
    {
        var kind = (ItemKind)from.Int();
        var revision = from.Number();
        return kind switch
        {
            ItemKind.Node => ReadNode(revision, ref from),
            ItemKind.Network => ReadNetwork(revision, ref from),
            ItemKind.Member => ReadMember(revision, ref from),
            ItemKind.Pod => ReadPod(revision, ref from),
            ItemKind.PortMapping => ReadMapping(revision, ref from),
            ItemKind.Service => ReadService(revision, ref from),
            ItemKind.PodName => ReadName(revision, ref from),
            _ => throw new JsonException($"{kind} is no kind of item."),
        };
    }

    private static void Write(NodeItem node, ValueWriter to)
    {
        to.Id(node.Id.Value);
        to.Text(node.Name);
        to.List(node.UnderlayAddresses, to.AddressOn);
        to.Text(node.Zone);
    }

    private static NodeItem ReadNode(long revision, ref ValueReader from) =>
        new(revision, new NodeId(from.Id()), from.Text(), from.List(AddressOn)) { Zone = from.TextOrNull() };

    private static void Write(NetworkItem network, ValueWriter to)
    {
        to.Id(network.Id.Value);
        to.Text(network.Name);
        to.Number((int)network.Type);
        to.List(network.PodCidrs, to.Network);
        to.Number((int)network.Encapsulation);
        to.Number(network.Vni?.Value);
        to.Number(network.VxlanPort);
        to.Number(network.Mtu);
        to.Number((int)network.Egress);
        to.Number((int)network.NodeEgress);
        to.List(network.ServiceCidrs, to.Network);
        to.Flag(network.HasNodeSelector);
        to.Text(network.Project);
    }

    private static NetworkItem ReadNetwork(long revision, ref ValueReader from) =>
        new(
            revision, new NetworkId(from.Id()), from.Text(), (NetworkType)from.Int(), from.List(Network), (Encapsulation)from.Int(),
            from.NumberOrNull() is { } vni ? new Vni((uint)vni) : null, from.Port(), from.Int(), (Egress)from.Int(), (NodeEgress)from.Int())
        {
            ServiceCidrs = from.List(Network),
            HasNodeSelector = from.Flag(),
            Project = from.Text(),
        };

    private static void Write(MemberItem member, ValueWriter to)
    {
        to.Id(member.Network.Value);
        to.Id(member.Node.Value);
        to.List(member.TunnelAddresses, to.Address);
        to.List(member.Blocks, to.Network);
    }

    private static MemberItem ReadMember(long revision, ref ValueReader from) =>
        new(revision, new NetworkId(from.Id()), new NodeId(from.Id()), from.List(Address), from.List(Network));

    private static void Write(PodItem pod, ValueWriter to)
    {
        to.Id(pod.Id.Value);
        to.Text(pod.Name);
        to.Number((int)pod.Mode);
        to.Id(pod.Network?.Value);
        to.List(pod.Addresses, to.Address);
        to.Mac(pod.Mac);
        to.Text(pod.NetnsPath);
        to.Text(pod.Interface);
        to.Flag(pod.HasDefaultRoute);
        to.List(pod.More, link =>
        {
            to.Text(link.Interface);
            to.Id(link.Network.Value);
            to.List(link.Addresses, to.Address);
            to.Mac(link.Mac);
        });
        to.Flag(pod.IsHanded);
        to.List(pod.Aliases, to.Text);
        to.List(pod.HostPorts, port =>
        {
            to.Number((int)port.Protocol);
            to.Number(port.Port);
        });
    }

    private static PodItem ReadPod(long revision, ref ValueReader from) =>
        new(
            revision, new PodId(from.Id()), from.Text(), (PodMode)from.Int(), NetworkOrNull(from.IdOrNull()), from.List(Address), from.Mac(),
            from.TextOrNull())
        {
            Interface = from.Text(),
            HasDefaultRoute = from.Flag(),
            More = from.List(static (ref link) => new PodLinkItem(link.Text(), new NetworkId(link.Id()), link.List(Address), link.Mac())),
            IsHanded = from.Flag(),
            Aliases = from.List(Text),
            HostPorts = from.List(static (ref port) => new PodPortItem((TransportProtocol)port.Int(), port.Port())),
        };

    private static void Write(PortMappingItem mapping, ValueWriter to)
    {
        to.Id(mapping.Id.Value);
        to.Text(mapping.Name);
        to.Address(mapping.HostAddress);
        to.Number((int)mapping.Protocol);
        to.Number(mapping.HostPort);
        to.Number(mapping.HostPortEnd);
        to.Address(mapping.TargetAddress);
        to.Number(mapping.TargetPort);
        to.Id(mapping.TargetNetwork?.Value);
        to.Id(mapping.TargetNode?.Value);
        to.Id(mapping.TargetService?.Value);
    }

    private static PortMappingItem ReadMapping(long revision, ref ValueReader from) =>
        new(
            revision, new PortMappingId(from.Id()), from.Text(), from.Address(), (TransportProtocol)from.Int(), from.Port(), from.Port(),
            from.AddressOrNull(), from.Port(), NetworkOrNull(from.IdOrNull()), NodeOrNull(from.IdOrNull()))
        {
            TargetService = from.IdOrNull() is { } service ? new ServiceId(service) : null,
        };

    private static void Write(ServiceItem service, ValueWriter to)
    {
        to.Id(service.Id.Value);
        to.Text(service.Name);
        to.Id(service.Network.Value);
        to.List(service.ClusterIps, to.Address);
        to.List(service.Ports, port => Write(port, to));
        to.Number(service.AffinityTimeoutSeconds);
        to.Number((int)service.InternalTrafficPolicy);
        to.Number((int)service.ExternalTrafficPolicy);
        to.Flag(service.PreferSameZone);
        Write(service.HealthCheck, to);
        to.List(service.NamedAddresses, to.Address);
        to.Text(service.ExternalName);
        to.List(service.LoadBalancerIps, to.Address);
        to.List(service.LoadBalancerSourceRanges, to.Network);
        to.Number(service.HealthPort);
    }

    private static ServiceItem ReadService(long revision, ref ValueReader from) =>
        new(revision, new ServiceId(from.Id()), from.Text(), new NetworkId(from.Id()), from.List(Address), from.List(ReadPort))
        {
            AffinityTimeoutSeconds = (int?)from.NumberOrNull(),
            InternalTrafficPolicy = (TrafficPolicy)from.Int(),
            ExternalTrafficPolicy = (TrafficPolicy)from.Int(),
            PreferSameZone = from.Flag(),
            HealthCheck = ReadHealthCheck(ref from),
            NamedAddresses = from.List(Address),
            ExternalName = from.TextOrNull(),
            LoadBalancerIps = from.List(Address),
            LoadBalancerSourceRanges = from.List(Network),
            HealthPort = from.PortOrNull(),
        };

    private static void Write(ServicePortItem port, ValueWriter to)
    {
        to.Number((int)port.Protocol);
        to.Number(port.Port);
        to.List(port.Endpoints, endpoint =>
        {
            to.Address(endpoint.Address);
            to.Number(endpoint.Port);
            to.Id(endpoint.Node?.Value);
            to.Number((int)endpoint.State);
            to.Number(endpoint.Weight);
        });
        to.Number(port.NodePort);
        to.Text(port.Name);
    }

    private static ServicePortItem ReadPort(ref ValueReader from) => new((TransportProtocol)from.Int(), from.Port(), from.List(ReadEndpoint))
    {
        NodePort = from.PortOrNull(),
        Name = from.TextOrNull(),
    };

    private static EndpointItem ReadEndpoint(ref ValueReader from) => new(from.Address(), from.Port(), NodeOrNull(from.IdOrNull()))
    {
        State = (EndpointState)from.Int(),
        Weight = from.Port(),
    };

    private static void Write(HealthCheck? check, ValueWriter to)
    {
        to.Flag(check is not null);
        if (check is null)
            return;
        to.Number((int)check.Type);
        to.Number(check.Port);
        to.Text(check.Path);
        to.Number(check.IntervalSeconds);
        to.Number(check.Threshold);
    }

    private static HealthCheck? ReadHealthCheck(ref ValueReader from) =>
        from.Flag() ? new HealthCheck((HealthCheckType)from.Int(), from.PortOrNull(), from.Text(), from.Int(), from.Int()) : null;

    private static void Write(PodNameItem name, ValueWriter to)
    {
        to.Id(name.Id.Value);
        to.Text(name.Name);
        to.Id(name.Network.Value);
        to.Id(name.Node.Value);
        to.List(name.Addresses, to.Address);
        to.List(name.More, place =>
        {
            to.Id(place.Network.Value);
            to.List(place.Addresses, to.Address);
        });
        to.List(name.Aliases, to.Text);
    }

    private static PodNameItem ReadName(long revision, ref ValueReader from) =>
        new(revision, new PodId(from.Id()), from.Text(), new NetworkId(from.Id()), new NodeId(from.Id()), from.List(Address))
        {
            More = from.List(static (ref place) => new PodPlaceItem(new NetworkId(place.Id()), place.List(Address))),
            Aliases = from.List(Text),
        };

    private static IPAddress Address(ref ValueReader from) => from.Address();

    private static IPNetwork Network(ref ValueReader from) => from.Network();

    private static InterfaceAddress AddressOn(ref ValueReader from) => from.AddressOn();

    private static string Text(ref ValueReader from) => from.Text();

    private static NetworkId? NetworkOrNull(Guid? id) => id is { } value ? new NetworkId(value) : null;

    private static NodeId? NodeOrNull(Guid? id) => id is { } value ? new NodeId(value) : null;
}
