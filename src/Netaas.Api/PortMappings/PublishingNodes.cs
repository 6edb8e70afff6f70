using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Status;
using Netaas.Core.Naming;

namespace Netaas.Api.PortMappings;

/// <summary>
/// The nodes that a mapping is published on: those that are members of its target's network. One that leaves it, or whose target has
/// moved away from it, publishes nothing any more, which the mapping shows as long as it names the node.
/// </summary>
internal static class PublishingNodes
{
    /// <summary>Says of each mapping that leads into a network of some nodes which those are.</summary>
    public static async Task LoadAsync(Db db, IReadOnlyCollection<PortMappingRow> mappings, CancellationToken ct)
    {
        var ids = mappings.Select(NetworkOf).OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0)
            return;
        var partial = await db.Networks.Where(row => ids.Contains(row.Id) && (row.NodeSelectorJson != "{}" || row.Strangers.Any())).Select(row => row.Id).ToListAsync(ct);
        if (partial.Count == 0)
            return;
        var members = (await db.NetworkMembers.Where(row => partial.Contains(row.NetworkId) && row.DeletedRevision == null).ToListAsync(ct)).ToLookup(row => row.NetworkId);
        foreach (var mapping in mappings)
            if (NetworkOf(mapping) is { } network && partial.Contains(network))
                mapping.Members = members[network].Select(row => new NodeId(row.NodeId)).ToHashSet();
    }

    /// <summary>Null for all nodes.</summary>
    public static IReadOnlyList<NodeId>? Of(PortMappingRow mapping) => mapping.Nodes is { } named
        ? [.. named.Select(id => new NodeId(id)).Where(id => mapping.Members?.Contains(id) != false)]
        : mapping.Members is { } members ? [.. members.OrderBy(id => id.Value)] : null;

    /// <summary>One for each node that the mapping names and that knows no way to its target.</summary>
    public static IEnumerable<Condition> ConditionsOf(PortMappingRow mapping, Func<NodeId, string> nameOf) => (mapping.Nodes ?? [])
        .Select(id => new NodeId(id)).Where(id => mapping.Members?.Contains(id) == false).Select(nameOf).Order(StringComparer.Ordinal)
        .Select(node => new Condition(
            "NotAMember",
            true,
            "notAMember",
            $"Node '{node}' is no member of the network of {TargetOf(mapping)} and publishes nothing: give it the labels that the network asks for, or leave it out.",
            node,
            mapping.UpdatedAt));

    private static string TargetOf(PortMappingRow mapping) => mapping.Service is { } service ? $"service '{service.Name}'" : $"pod '{mapping.Pod?.Name}'";

    private static Guid? NetworkOf(PortMappingRow mapping) => mapping.Service?.NetworkId ?? mapping.Pod?.NetworkId;
}
