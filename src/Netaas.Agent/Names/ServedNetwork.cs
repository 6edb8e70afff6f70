using System.Net;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Names;

/// <summary>A network in which the node answers for names: one in which it has a block, and so pods that may ask.</summary>
/// <param name="Gateways">The node's own addresses in it, at which it is asked.</param>
/// <param name="Zones">What it answers for by itself: the domain first, then those of the network's addresses.</param>
internal sealed record ServedNetwork(NetworkId Id, string Name, string Project, EquatableList<IPAddress> Gateways, EquatableList<string> Zones)
{
    /// <summary>The node itself where no other's pods can be reached, as on a bridge network; null elsewhere.</summary>
    public NodeId? Alone { get; init; }

    public string Domain => Zones[0];

    /// <summary>What names in the network end in.</summary>
    public string Suffix => $"{Name}.{Project}.{Domain}";

    /// <summary>What a resolver of a pod appends to short names, in this order.</summary>
    public EquatableList<string> Search => [Suffix, $"{Project}.{Domain}", Domain];

    /// <summary>What pods are told of it.</summary>
    public NamesOffer Offer => new(Id, Gateways, Search);

    /// <summary>Null where the node has no pods that may ask.</summary>
    public static ServedNetwork? Of(NetworkItem? network, MemberItem? member, string domain) =>
        network is not { Project.Length: > 0 } || member is not { Blocks.Count: > 0 } ? null : new ServedNetwork(
            network.Id,
            network.Name,
            network.Project,
            member.Blocks.Select(Cidr.Gateway).ToEquatableList(),
            [domain, .. network.PodCidrs.Concat(network.ServiceCidrs).SelectMany(ReverseNames.ZonesOf).Distinct()])
        {
            Alone = network.Type == NetworkType.Bridge ? member.Node : null,
        };

    /// <summary>The zone that holds a name; null where none does.</summary>
    public string? ZoneOf(string name) =>
        Zones.Where(zone => name.EndsWith(zone, StringComparison.Ordinal) && (name.Length == zone.Length || name[^(zone.Length + 1)] == '.')).MaxBy(zone => zone.Length);
}
