using System.Net;
using System.Net.NetworkInformation;
using Netaas.Api.Auth;
using Netaas.Api.Networks;
using Netaas.Api.Pods;
using Netaas.Api.Services;
using Netaas.Api.Status;
using Netaas.Core.Naming;
using Netaas.Core.View;
using NpgsqlTypes;

namespace Netaas.Api.Data;

/// <summary>What the rows of all kinds of resource have.</summary>
internal interface IResourceRow
{
    Guid Id { get; }

    string Name { get; }

    string LabelsJson { get; }

    long Revision { get; }

    DateTime CreatedAt { get; }

    DateTime UpdatedAt { get; }

    /// <summary>What the answer that makes the resource shows once; null for kinds that have none, and ever after.</summary>
    string? Secret => null;
}

/// <summary>What the rows of resources that belong to a project have.</summary>
internal interface IProjectRow : IResourceRow
{
    Guid ProjectId { get; }
}

internal sealed class NodeRow : IResourceRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string? Zone { get; init; }
    public string LabelsJson { get; init; } = "{}";
    public NpgsqlInet[] UnderlayAddresses { get; init; } = [];
    public string FactsJson { get; init; } = "";
    public long Revision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public long? DeletedRevision { get; init; }

    /// <summary>What it brings into conflict; read where it is to be shown.</summary>
    public IReadOnlyList<Condition> Conflicts { get; set; } = [];
}

internal sealed class NetworkRow : IProjectRow
{
    public Guid Id { get; init; }
    public Guid ProjectId { get; init; }
    public string Name { get; init; } = "";
    public string LabelsJson { get; init; } = "{}";
    public NetworkType Type { get; init; }
    public Encapsulation Encapsulation { get; init; }
    public int? Vni { get; init; }
    public int VxlanPort { get; init; }
    public int Mtu { get; init; }
    public bool MtuGiven { get; init; }
    public Egress Egress { get; init; }
    public NodeEgress NodeEgress { get; init; }
    public string NodeSelectorJson { get; init; } = "{}";
    public bool HasNodeSelector => NodeSelectorJson != "{}";
    public long Revision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public long? DeletedRevision { get; init; }
    public List<NetworkCidrRow> Cidrs { get; init; } = [];
    public List<CidrConflictRow> Conflicts { get; init; } = [];
    public List<StrangerRow> Strangers { get; init; } = [];

    /// <summary>Null where all nodes are; read where a network with a selector is to be shown.</summary>
    public IReadOnlyList<NodeId>? Members { get; set; }

    /// <summary>Those that were members and have not let go of it yet.</summary>
    public IReadOnlyList<NodeId> Leaving { get; set; } = [];

    public IEnumerable<NetworkCidrRow> CidrsFor(string purpose) =>
        Cidrs.Where(cidr => cidr.Purpose == purpose).OrderBy(cidr => cidr.Cidr.BaseAddress.AddressFamily);

    /// <summary>Those that members' tunnel addresses come from: none where no packet is ever encapsulated.</summary>
    public IReadOnlyList<NetworkCidrRow> TunnelCidrs() => Encapsulation == Encapsulation.None ? [] : [.. CidrsFor("pods")];
}

internal sealed class NetworkCidrRow
{
    public Guid Id { get; init; }
    public Guid NetworkId { get; init; }
    public string Purpose { get; init; } = "";

    /// <summary>The empty id for what the whole fleet keeps apart; another one for what each node has to itself.</summary>
    public Guid Scope { get; init; }

    public bool IsNodeLocal => Scope != Guid.Empty;
    public IPNetwork Cidr { get; init; }
    public short NodePrefixLength { get; init; }
}

internal sealed class NetworkMemberRow
{
    public Guid NetworkId { get; init; }
    public Guid NodeId { get; init; }
    public IPAddress[] TunnelAddresses { get; init; } = [];
    public long Revision { get; init; }
    public long? DeletedRevision { get; init; }
}

internal sealed class BlockRow
{
    public Guid Id { get; init; }
    public Guid NetworkId { get; init; }
    public Guid? NodeId { get; init; }
    public IPNetwork Cidr { get; init; }
    public long Revision { get; init; }
}

internal sealed class PodRow : IProjectRow
{
    public Guid Id { get; init; }
    public Guid ProjectId { get; init; }
    public string Name { get; init; } = "";
    public string LabelsJson { get; init; } = "{}";
    public PodMode Mode { get; init; }
    public Guid? NetworkId { get; init; }
    public NetworkRow? Network { get; init; }
    public Guid NodeId { get; init; }
    public NodeRow? Node { get; init; }
    public string PortsJson { get; init; } = "[]";
    public IPAddress[] Addresses { get; init; } = [];
    public PhysicalAddress Mac { get; init; } = PhysicalAddress.None;
    public string? NetnsPath { get; init; }
    public Guid? SharedWithId { get; init; }
    public PodRow? SharedWith { get; init; }
    public string Origin { get; init; } = "api";
    public string? AttachmentId { get; init; }

    /// <summary>Since when it takes no new connections from services; null while it does.</summary>
    public DateTime? DrainedAt { get; init; }

    /// <summary>When it goes, being deleted with grace; null where nobody has deleted it so.</summary>
    public DateTime? TerminatesAt { get; init; }

    /// <summary>Its share of services' new connections beside other pods'.</summary>
    public int Weight { get; init; } = 1;
    public string Interface { get; init; } = PodItem.UsualInterface;

    /// <summary>How many it has beside the first.</summary>
    public short MoreInterfaces { get; init; }

    /// <summary>Those, in their order; read where they are to be shown.</summary>
    public IReadOnlyList<PodInterfaceRow> Interfaces { get; set; } = [];
    public bool HasDefaultRoute { get; init; } = true;

    /// <summary>Whether its runtime does everything inside the namespace by itself.</summary>
    public bool IsHanded { get; init; }

    /// <summary>Who asked for a pod that began at its node; null for pods of the API.</summary>
    public string? SourceJson { get; init; }
    public long Revision { get; init; }
    public long BlockRevision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public long? DeletedRevision { get; init; }
}

internal sealed record PortMappingRow : IProjectRow
{
    public Guid Id { get; init; }
    public Guid ProjectId { get; init; }
    public string Name { get; init; } = "";
    public string LabelsJson { get; init; } = "{}";
    public Guid[]? Nodes { get; init; }
    public IPAddress HostAddress { get; init; } = IPAddress.Any;
    public TransportProtocol Protocol { get; init; }
    public int HostPort { get; init; }
    public int HostPortEnd { get; init; }

    /// <summary>Null where it leads to a service.</summary>
    public Guid? PodId { get; init; }
    public PodRow? Pod { get; init; }

    /// <summary>Null where it leads to a pod.</summary>
    public Guid? ServiceId { get; init; }
    public ServiceRow? Service { get; init; }

    /// <summary>The nodes that know a way to the target: its network's members; null for all. Read where it is to be shown.</summary>
    public IReadOnlyCollection<NodeId>? Members { get; set; }

    /// <summary>Of the pod, or of the service.</summary>
    public int TargetPort { get; init; }
    public long Revision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public long? DeletedRevision { get; init; }
}

internal sealed class ProjectRow : IResourceRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string LabelsJson { get; init; } = "{}";
    public long Revision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public long? DeletedRevision { get; init; }
    public List<ProjectQuotaRow> Quotas { get; init; } = [];
}

internal sealed class ProjectQuotaRow
{
    public Guid ProjectId { get; init; }
    public string Kind { get; init; } = "";
    public long Max { get; init; }
    public long Used { get; init; }
}

internal sealed class TokenRow : IResourceRow
{
    public Guid Id { get; init; }
    public Guid? ProjectId { get; init; }
    public string Name { get; init; } = "";
    public string LabelsJson { get; init; } = "{}";
    public Role Role { get; init; }
    public DateTime? ExpiresAt { get; init; }
    public DateTime? LastUsedAt { get; init; }
    public string Origin { get; init; } = "api";
    public Guid? NodeId { get; init; }
    public NodeRow? Node { get; init; }
    public long Revision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }

    /// <summary>Known only while the token is made; null ever after.</summary>
    public string? Secret { get; init; }
}
