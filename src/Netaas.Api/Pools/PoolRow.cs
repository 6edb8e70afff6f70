using System.Net;
using Netaas.Api.Data;

namespace Netaas.Api.Pools;

internal sealed class PoolRow : IResourceRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string LabelsJson { get; init; } = "{}";
    public PoolPurpose Purpose { get; init; }
    public IPNetwork Cidr { get; init; }
    public short DefaultPrefixLength { get; init; }
    public long Revision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }

    /// <summary>Addresses that networks and reservations have taken; counted when the row is read.</summary>
    public UInt128 Used { get; set; }
}

internal sealed class ReservationRow : IResourceRow
{
    public Guid Id { get; init; }

    /// <summary>A reservation goes by its id.</summary>
    public string Name => Id.ToString();
    public Guid PoolId { get; init; }
    public string LabelsJson { get; init; } = "{}";
    public IPNetwork Cidr { get; init; }
    public string Note { get; init; } = "";
    public long Revision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
}
