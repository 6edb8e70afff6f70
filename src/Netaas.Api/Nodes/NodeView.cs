using System.Text.Json;
using Netaas.Api.Data;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.Core.Naming;
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

    /// <summary>What the board knows of a node.</summary>
    public static NodeState StateOf(NodeRow row, NodeBoard board)
    {
        var id = new NodeId(row.Id);
        return board.Nodes.GetValueOrDefault(id) ?? NodeState.Unseen(id, row.Name);
    }

    /// <param name="known">The failures that are the caller's to know.</param>
    public static NodeResource ToWire(NodeRow row, NodeBoard board, IReadOnlySet<ItemKey> known, IEnumerable<Condition> conflicts)
    {
        var state = StateOf(row, board);
        var facts = state.Report?.Facts ?? JsonSerializer.Deserialize<NodeFacts>(row.FactsJson, NetaasJson.Options)
            ?? throw new InvalidOperationException($"Node {row.Id} has no facts.");
        var failures = state.Failures.Values.OrderBy(failure => failure.Revision).ToList();
        var heard = board.Nodes.Values.Select(node => node.Report?.ReceivedRevision ?? 0).DefaultIfEmpty().Max();
        var status = new NodeStatus(
            NodePhase.Of(state, board.Now),
            state.SeenAt,
            state.Report?.ReceivedRevision ?? 0,
            state.AppliedRevision,
            Math.Max(0, heard - state.AppliedRevision),
            failures.Count == 0 ? null : failures[0].Revision,
            facts.NetnsPath,
            facts.HostRoutes,
            facts.UplinkMtu,
            facts.KernelVersion,
            facts.AgentVersion,
            state.Report?.Stats,
            state.Report?.Drift ?? [],
            state.Report?.Listeners ?? [],
            [.. Conditions(state, failures.Where(failure => known.Contains(failure.Key)), board.Now), .. conflicts]);
        return new NodeResource(
            row.Id, row.Name, row.Zone, Labels.FromJson(row.LabelsJson),
            row.UnderlayAddresses.Select(address => new InterfaceAddress(address.Address, address.Netmask)).ToEquatableList(),
            row.Revision, row.CreatedAt, row.UpdatedAt, status);
    }

    private static List<Condition> Conditions(NodeState state, IEnumerable<ItemFailure> failures, DateTimeOffset now)
    {
        var conditions = failures.Select(failure => Judgement.ConditionOf(failure, state, now)).ToList();
        foreach (var obstacle in state.Report?.Obstacles ?? [])
            conditions.Add(new Condition("Obstructed", true, obstacle.Reason, obstacle.Message, state.Name, state.Since(obstacle, now)));
        if (state.SeenAt is { } seen && !state.IsUp(now))
            conditions.Insert(0, new Condition("NodeAway", true, "agentSilent", "The agent has not reported since; what was configured goes on working.", state.Name, seen));
        return conditions;
    }
}
