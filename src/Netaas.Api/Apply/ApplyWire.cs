using System.Text.Json;
using Netaas.Api.Resources;
using Netaas.Api.Status;

namespace Netaas.Api.Apply;

/// <summary>Resources that shall be as they are given, all or none.</summary>
/// <param name="Resources">Each with its kind (network, pod, service, port-mapping; with an admin's token also token; with one of the whole system also project, pool, reservation) beside its own fields, in any order.</param>
/// <param name="Prune">Resources with all of these labels that the set does not name are deleted; nothing is if omitted.</param>
public sealed record ApplyRequest(IReadOnlyList<JsonElement> Resources, Labels? Prune = null);

/// <summary>A resource of a set.</summary>
/// <param name="Before">With dryRun, the resource as it is asked for now; null without, and for one that would be made.</param>
/// <param name="After">With dryRun, as it would be asked for; null without, and for one that would go.</param>
/// <param name="Secret">What to send as bearer, of a token that was made: shown in this answer, and null ever after.</param>
public sealed record AppliedResource(string Kind, string Name, Guid Id, JsonElement? Before = null, JsonElement? After = null, string? Secret = null);

/// <summary>What a set came to.</summary>
/// <param name="Nodes">With dryRun, the kernel objects that would come, change and go on each node; else null.</param>
/// <param name="Lagging">Nodes that were still behind when the wait ended; null where nothing was waited for.</param>
public sealed record ApplyResult(
    IReadOnlyList<AppliedResource> Created,
    IReadOnlyList<AppliedResource> Changed,
    IReadOnlyList<AppliedResource> Unchanged,
    IReadOnlyList<AppliedResource> Deleted,
    IReadOnlyList<NodePlanChange>? Nodes,
    IReadOnlyList<LaggingNode>? Lagging);

/// <summary>How a node's kernel would change; each object as one line in the manner of ip and nft.</summary>
public sealed record NodePlanChange(string Node, IReadOnlyList<string> Create, IReadOnlyList<ObjectChange> Change, IReadOnlyList<string> Remove);

public sealed record ObjectChange(string From, string To);
