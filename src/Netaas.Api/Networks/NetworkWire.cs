using System.Net;
using Netaas.Api.Addresses;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core;
using Netaas.Core.Calculator;
using Netaas.Core.View;

namespace Netaas.Api.Networks;

/// <summary>What a client may ask of a network. Only the name is needed.</summary>
/// <param name="Type">overlay: one address space over all nodes; bridge: the range stands on each node apart, as Docker's bridge does. Can't be changed.</param>
/// <param name="PodCidrs">One per family; cut from the pool of pod CIDRs if omitted. Can't be changed.</param>
/// <param name="ServiceCidrs">One per family; none if omitted, unless servicePrefixLengths asks for them. Can't be changed.</param>
/// <param name="NodePrefixLengths">Size of a node's block, one for each pod CIDR; chosen from the CIDR's size if omitted. Can't be changed.</param>
/// <param name="Encapsulation">vxlan; crossSubnet: direct routes between nodes of one subnet, VXLAN between others; none: direct routes alone, for nodes of one subnet. What goes without encapsulation needs an underlay that lets pods' addresses through. Can't be changed.</param>
/// <param name="Vni">1 to 16777215; the next free one if omitted. Can't be changed.</param>
/// <param name="VxlanPort">UDP port of the tunnels, 4789 if omitted. Can't be changed.</param>
/// <param name="Mtu">Of pods' interfaces; the lowest uplink's less the encapsulation if omitted, and it follows that.</param>
/// <param name="Egress">Whether pods' traffic to the outside is masqueraded.</param>
/// <param name="NodeEgress">Whether pods keep their address towards other nodes' underlay addresses; masquerade if omitted, keep with crossSubnet and none.</param>
/// <param name="NodeSelector">Labels that a node must have to be a member; every node is, if omitted. Nodes join and leave as their labels change; one that holds pods of the network can't leave.</param>
/// <param name="Families">Of which CIDRs are cut where podCidrs is omitted; ipv4 if omitted, both for dual stack. Can't be changed.</param>
/// <param name="PodPrefixLengths">Of pod CIDRs that are cut, one per family; the pools' own if omitted. Can't be changed.</param>
/// <param name="ServicePrefixLengths">Have service CIDRs of these lengths cut, one per family. Can't be changed.</param>
public sealed record NetworkRequest(
    string Name,
    Labels? Labels = null,
    NetworkType? Type = null,
    EquatableList<IPNetwork>? PodCidrs = null,
    EquatableList<IPNetwork>? ServiceCidrs = null,
    EquatableList<int>? NodePrefixLengths = null,
    Encapsulation? Encapsulation = null,
    int? Vni = null,
    int? VxlanPort = null,
    int? Mtu = null,
    Egress? Egress = null,
    NodeEgress? NodeEgress = null,
    Labels? NodeSelector = null,
    EquatableList<IpFamily>? Families = null,
    EquatableList<int>? PodPrefixLengths = null,
    EquatableList<int>? ServicePrefixLengths = null);

/// <summary>A network as it stands.</summary>
public sealed record NetworkResource(
    Guid Id,
    string Name,
    string Project,
    Labels Labels,
    NetworkType Type,
    EquatableList<IPNetwork> PodCidrs,
    EquatableList<IPNetwork> ServiceCidrs,
    EquatableList<int> NodePrefixLengths,
    Encapsulation Encapsulation,
    int? Vni,
    int VxlanPort,
    int Mtu,
    Egress Egress,
    NodeEgress NodeEgress,
    Labels NodeSelector,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    NetworkStatus Status);

/// <param name="Nodes">Of the member nodes, how many have verified the network.</param>
/// <param name="Utilization">Of each of podCidrs: held addresses; some seconds old.</param>
public sealed record NetworkStatus(Phase Phase, NodeCount Nodes, IReadOnlyList<Utilization> Utilization, IReadOnlyList<Condition> Conditions);

public sealed record NodeCount(int Ready, int Total);
