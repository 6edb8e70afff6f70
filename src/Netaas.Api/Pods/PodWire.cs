using System.Net;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.Api.Pods;

/// <summary>A port that a pod listens on: a target by name, and known for clashes.</summary>
/// <param name="Name">Null where it has none.</param>
public sealed record PodPort(string? Name, int Port, TransportProtocol Protocol);

/// <summary>What a client may ask of a pod. A name and a node are enough.</summary>
/// <param name="Network">By name or id; the network 'default', made on first use, if omitted. Can't be changed.</param>
/// <param name="Node">By name or id. Can't be changed.</param>
/// <param name="Mode">network, if omitted: an interface in the network; host: the node's own namespace; shared: another pod's namespace; none: a namespace with nothing but its loopback. Can't be changed.</param>
/// <param name="Ports">What it listens on. Pods of mode host claim them on the node, pods that share a namespace from each other.</param>
/// <param name="Addresses">At most one per family of the network; allocated if omitted. Can't be changed.</param>
/// <param name="Mac">Chosen if omitted. Can't be changed.</param>
/// <param name="Interfaces">One for each network of a pod that is in several; the first holds the default route, and is what network, addresses and mac speak of, which are left out then. Can't be changed.</param>
/// <param name="NetnsPath">An existing namespace on the node to use instead of a new one. Can't be changed.</param>
/// <param name="SharedWith">With mode shared: the pod whose namespace, and with it address and interfaces, the pod lives in. Can't be changed.</param>
/// <param name="Drain">true: services send it no new connections; those that it has may end in their own time, for the service's terminationGraceSeconds.</param>
/// <param name="Weight">The pod's share of services' new connections beside other pods', 1 to 1000; 1 if omitted.</param>
public sealed record PodRequest(
    string Name,
    string Node,
    string? Network = null,
    Labels? Labels = null,
    PodMode? Mode = null,
    IReadOnlyList<PodPort>? Ports = null,
    EquatableList<IPAddress>? Addresses = null,
    MacAddress? Mac = null,
    IReadOnlyList<PodInterface>? Interfaces = null,
    string? NetnsPath = null,
    string? SharedWith = null,
    bool? Drain = null,
    int? Weight = null);

/// <summary>A pod as it stands.</summary>
/// <param name="Interfaces">Of a pod in several networks all, the first one included; else null.</param>
/// <param name="Origin">api, or node where the pod began at its node.</param>
/// <param name="AttachmentId">The runtime's name for a pod that began at its node: container and interface; else null.</param>
/// <param name="Source">Who asked for a pod that began at its node; else null.</param>
public sealed record PodResource(
    Guid Id,
    string Name,
    string Project,
    Labels Labels,
    string? Network,
    string Node,
    PodMode Mode,
    IReadOnlyList<PodPort> Ports,
    EquatableList<IPAddress> Addresses,
    MacAddress? Mac,
    IReadOnlyList<PodInterface>? Interfaces,
    string? NetnsPath,
    string? SharedWith,
    bool Drain,
    int Weight,
    string Origin,
    string? AttachmentId,
    PodSource? Source,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    PodStatus Status);

/// <param name="Runtime">What called, as cni.</param>
/// <param name="ContainerId">The runtime's id of the container that holds it.</param>
/// <param name="Aliases">Other names by which the container's peers know it.</param>
public sealed record PodSource(string Runtime, string ContainerId, IReadOnlyList<string> Aliases);

/// <param name="NetnsPath">Where the pod's namespace is on its node.</param>
/// <param name="Interface">The pod's interface in that namespace; null where a network is none of its business.</param>
/// <param name="Dns">How it finds names, as its node said; null where it doesn't.</param>
/// <param name="TerminatesAt">When it goes, being deleted with grace: until then it is Terminating, and services send it no new connections. Null where it isn't.</param>
public sealed record PodStatus(Phase Phase, string NetnsPath, string? Interface, PodDns? Dns, DateTime? TerminatesAt, IReadOnlyList<Condition> Conditions);

/// <summary>What a resolver in a pod is to be told: the lines of a resolv.conf.</summary>
/// <param name="Nameservers">The node's gateways in the pod's network.</param>
/// <param name="Search">What is appended to short names, in this order.</param>
/// <param name="Options">As resolv.conf has them.</param>
public sealed record PodDns(EquatableList<IPAddress> Nameservers, EquatableList<string> Search, EquatableList<string> Options);
