using Netaas.Api.Data;
using Netaas.Api.Status;
using Netaas.Core.View;

namespace Netaas.Api.Nodes;

/// <summary>What a caller may see of nodes: a project its own share, the system everything.</summary>
internal static class NodeView
{
    /// <summary>The nodes' failures that are the caller's to know.</summary>
    public static async Task<IReadOnlySet<ItemKey>> KnownFailuresAsync(Session session, IEnumerable<NodeState> nodes, CancellationToken ct)
    {
        var failing = nodes.SelectMany(node => node.Failures.Keys).ToHashSet();
        if (session.Caller.IsSystem || failing.Count == 0)
            return failing;
        await using var command = session.Command(
            """
            SELECT id FROM networks WHERE project_id = $1 AND id = ANY ($2)
            UNION ALL SELECT id FROM pods WHERE project_id = $1 AND id = ANY ($2)
            UNION ALL SELECT id FROM services WHERE project_id = $1 AND id = ANY ($2)
            UNION ALL SELECT id FROM port_mappings WHERE project_id = $1 AND id = ANY ($2)
            """,
            Parameter.Of(session.Caller.Project), Parameter.Of([.. failing.Select(key => key.Id)]));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var own = new HashSet<Guid>();
        while (await reader.ReadAsync(ct))
            own.Add(reader.GetGuid(0));
        return failing.Where(key => own.Contains(key.Id)).ToHashSet();
    }

    /// <summary>The node, to a project without what is not its to know.</summary>
    public static NodeResource For(Caller caller, NodeResource node) => caller.IsSystem ? node : node with
    {
        UnderlayAddresses = null,
        Status = new NodeStatus(node.Status.Phase, node.Status.LastSeenAt, null, null, null, null, null, null, null, null, null, null, null, null, node.Status.Conditions),
    };
}
