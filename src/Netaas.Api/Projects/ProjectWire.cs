using Netaas.Api.Resources;
using Netaas.Api.Status;

namespace Netaas.Api.Projects;

/// <summary>How many resources of a kind a project may hold. Null: as many as it likes.</summary>
/// <param name="LoadBalancerIps">Addresses of its services from pools with purpose external; one counts until the nodes have let go of it.</param>
public sealed record ProjectQuotas(int? Networks = null, int? Pods = null, int? PortMappings = null, int? Tokens = null, int? Services = null, int? LoadBalancerIps = null)
{
    internal static readonly ProjectQuotas None = new();
}

/// <summary>What a client may ask of a project. Only the name is needed.</summary>
/// <param name="Quotas">A lower one than what is there refuses more; nothing is taken away.</param>
public sealed record ProjectRequest(string Name, Labels? Labels = null, ProjectQuotas? Quotas = null);

/// <summary>A project as it stands.</summary>
public sealed record ProjectResource(
    Guid Id,
    string Name,
    Labels Labels,
    ProjectQuotas Quotas,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    ProjectStatus Status);

/// <param name="Usage">How many resources there are, of the kinds that have a quota; null of others.</param>
public sealed record ProjectStatus(Phase Phase, ProjectQuotas Usage, IReadOnlyList<Condition> Conditions);
