using System.Net;

namespace Netaas.Api.Addresses;

/// <summary>What the addresses of a block, or one address, are for.</summary>
public enum AddressHolder
{
    Pod,

    /// <summary>A node's own address in an overlay network.</summary>
    Tunnel,

    /// <summary>Given to a node's agent ahead, to begin pods with.</summary>
    Lease,

    /// <summary>A service's address on the underlay, from a pool with purpose external.</summary>
    LoadBalancer,
}

/// <summary>A part of a network's pod CIDR: which node holds it.</summary>
/// <param name="Node">Null for a block that gives the nodes' tunnel addresses.</param>
/// <param name="Gateway">The address of the node's bridge; null for a block of tunnel addresses.</param>
/// <param name="Utilization">Of the addresses that can be given; some seconds old.</param>
/// <param name="Resting">Addresses given back a while ago, which are given again last; the first 1,024 of them.</param>
public sealed record BlockResource(
    Guid Id, string Network, string? Node, IPNetwork Cidr, IPAddress? Gateway, Utilization Utilization, IReadOnlyList<IPAddress> Resting, long Revision, DateTime CreatedAt);

/// <summary>Who holds an address.</summary>
/// <param name="Network">Of a load-balancer address, the network that its service is in.</param>
/// <param name="Block">Null of a load-balancer address, which is of no block.</param>
/// <param name="Node">Null of a load-balancer address: the service's status says which node answers for it.</param>
/// <param name="Pod">Null where no pod holds it.</param>
/// <param name="Service">Null where no service holds it.</param>
public sealed record AddressResource(
    IPAddress Address, string Network, IPNetwork? Block, string? Node, AddressHolder Holder, string? Pod, string? Service, DateTime Since);
