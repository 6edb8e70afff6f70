using System.Net;
using System.Text.Json.Serialization;
using Netaas.Core.Naming;

namespace Netaas.Core.View;

/// <summary>A stable address in front of pods of a network, or of other addresses; every node translates for its own clients.</summary>
/// <param name="ClusterIps">At most one per family, inside the network's service CIDRs; empty for a service that is names alone.</param>
/// <param name="Ports">One of names alone that has no ports has one of number 0, for its endpoints.</param>
public sealed record ServiceItem(
    long Revision, ServiceId Id, string Name, NetworkId Network, EquatableList<IPAddress> ClusterIps, EquatableList<ServicePortItem> Ports) : ViewItem(Revision)
{
    /// <summary>How long after its last connection a client still gets the same endpoint, in seconds; null where each one is drawn anew.</summary>
    public int? AffinityTimeoutSeconds { get; init; }

    /// <summary>Which endpoints connections to the virtual addresses go to.</summary>
    public TrafficPolicy InternalTrafficPolicy { get; init; }

    /// <summary>Which endpoints connections to the nodes' ports go to.</summary>
    public TrafficPolicy ExternalTrafficPolicy { get; init; }

    /// <summary>Whether a node sends connections to endpoints of its own zone as long as any is ready there.</summary>
    public bool PreferSameZone { get; init; }

    /// <summary>How the agents of its endpoints' nodes look at them; null for not at all.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Of a service without virtual addresses, those of the endpoints that take connections: what its name leads to.</summary>
    public EquatableList<IPAddress> NamedAddresses { get; init; } = [];

    /// <summary>The domain name that the service's own name stands for; null where it stands for addresses.</summary>
    public string? ExternalName { get; init; }

    /// <summary>At most one per family, on the underlay: one node answers for each, and every node translates.</summary>
    public EquatableList<IPAddress> LoadBalancerIps { get; init; } = [];

    /// <summary>Who may come to those; empty for everybody.</summary>
    public EquatableList<IPNetwork> LoadBalancerSourceRanges { get; init; } = [];

    /// <summary>The port at which each node's agent says how many endpoints the node has; null for none.</summary>
    public ushort? HealthPort { get; init; }

    [JsonIgnore]
    public override ItemKey Key => ItemKey.Of(Id);

    /// <summary>Whether one of its endpoints stands on one of some nodes, or may: of what is an address alone nobody says where it is.</summary>
    public bool IsOn(IReadOnlySet<NodeId> nodes)
    {
        if (nodes.Count > 0 && NamedAddresses.Count > 0)
            return true;
        if (nodes.Count > 0)
            foreach (var port in Ports)
                foreach (var endpoint in port.Endpoints)
                    if (endpoint.Node is { } node && nodes.Contains(node))
                        return true;
        return false;
    }
}

/// <summary>One port of a service, with who answers there.</summary>
/// <param name="Endpoints">Of all families, in an order that doesn't change by itself; a client of one family gets those of it.</param>
public sealed record ServicePortItem(TransportProtocol Protocol, ushort Port, EquatableList<EndpointItem> Endpoints)
{
    /// <summary>The port of each node's own addresses that leads there too; null for none.</summary>
    public ushort? NodePort { get; init; }

    /// <summary>Null where nobody gave it one.</summary>
    public string? Name { get; init; }
}

/// <summary>An address and port behind a service.</summary>
/// <param name="Node">Where the pod stands; null for an address that is no pod's, or nobody knows whose.</param>
public readonly record struct EndpointItem(IPAddress Address, ushort Port, NodeId? Node)
{
    // Above one: a value of which nothing is said weighs one.
    private readonly ushort _more;

    public EndpointState State { get; init; }

    /// <summary>Its share of new connections beside the others', at least 1.</summary>
    public ushort Weight
    {
        get => (ushort)(_more + 1);
        init => _more = (ushort)(value - 1);
    }
}

/// <summary>What becomes of connections to an endpoint.</summary>
public enum EndpointState
{
    /// <summary>It takes new ones.</summary>
    Ready,

    /// <summary>It takes no new ones; those that it has go on.</summary>
    Draining,

    /// <summary>Its node's agent found that it does not serve, or has yet to look: it takes no new ones.</summary>
    Unhealthy,
}

/// <summary>Which of a service's endpoints a node sends connections to.</summary>
public enum TrafficPolicy
{
    /// <summary>All.</summary>
    Cluster,

    /// <summary>Those on the node itself.</summary>
    Local,
}
