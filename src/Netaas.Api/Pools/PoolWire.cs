using System.Net;
using Netaas.Api.Addresses;
using Netaas.Api.Resources;
using Netaas.Api.Status;

namespace Netaas.Api.Pools;

/// <summary>What is cut from a pool.</summary>
public enum PoolPurpose
{
    Pods,
    Services,

    /// <summary>Addresses by which services are reached from outside.</summary>
    External,
}

/// <summary>What a client may ask of a pool.</summary>
/// <param name="Purpose">Can't be changed.</param>
/// <param name="Cidr">Overlaps no other pool of its purpose; may change while it goes on holding what was cut from it.</param>
/// <param name="DefaultPrefixLength">Of what is cut from it where no length is asked for; chosen from the CIDR's size if omitted.</param>
public sealed record PoolRequest(string Name, PoolPurpose Purpose, IPNetwork Cidr, Labels? Labels = null, int? DefaultPrefixLength = null);

/// <summary>A pool as it stands: address space of the whole installation that CIDRs are cut from.</summary>
public sealed record PoolResource(
    Guid Id,
    string Name,
    Labels Labels,
    PoolPurpose Purpose,
    IPNetwork Cidr,
    int DefaultPrefixLength,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    PoolStatus Status);

/// <param name="Utilization">What networks, reservations and load-balancer addresses have taken of it.</param>
public sealed record PoolStatus(Phase Phase, Utilization Utilization, IReadOnlyList<Condition> Conditions);

/// <summary>A CIDR that is free at the moment; nothing holds it.</summary>
public sealed record NextCidr(string Pool, IPNetwork Cidr);

/// <summary>What a client may ask to be held. Either a CIDR or a length; the pool's own length if neither.</summary>
/// <param name="PrefixLength">The next free CIDR of this length is taken.</param>
/// <param name="Note">For whom, and why.</param>
public sealed record ReservationRequest(IPNetwork? Cidr = null, int? PrefixLength = null, string? Note = null, Labels? Labels = null);

/// <summary>A range of a pool that no network is given.</summary>
public sealed record ReservationResource(
    Guid Id, string Pool, IPNetwork Cidr, string Note, Labels Labels, long Revision, DateTime CreatedAt, DateTime UpdatedAt);
