using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary><c>/nodes</c>: reading. Nodes come by enrolment.</summary>
internal static class NodeEndpoints
{
    public static void MapNodes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/nodes").WithTags("nodes");
        group.MapGet("", ListAsync).WithName("listNodes").Produces<Page<NodeResource>>()
            .WithMetadata(new Operation("Lists nodes.", ResourceEndpoints.ListParameters));
        group.MapGet("/{reference}", GetAsync).WithName("getNode").Produces<NodeResource>()
            .WithMetadata(new Operation("Reads a node by name or id.", []));
    }

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource dataSource, NodeBoard board)
    {
        var query = ListOptions.Read(http.Request.Query, [], http.Caller().Project);
        if (query.Value is null)
            return Answer.Of(query.Problem);
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        var rows = await session.Db.Nodes.After(query.Value with { Limit = query.Value.Limit + 1 }).ToListAsync(http.RequestAborted);
        var page = rows.Take(query.Value.Limit).ToList();
        var known = await NodeView.KnownFailuresAsync(session, page.Select(row => StateOf(row, board)), http.RequestAborted);
        var conflicts = await CidrConflicts.OfNodesAsync(session, [.. page.Select(row => row.Id)], http.RequestAborted);
        return Answer.Json(new Page<NodeResource>(
            [.. page.Select(row => NodeView.For(session.Caller, ToWire(row, board, known, conflicts[row.Id])))],
            rows.Count > page.Count ? ListOptions.Cursor(page[^1].Id) : null));
    }

    private static async Task<IResult> GetAsync(HttpContext http, string reference, NpgsqlDataSource dataSource, NodeBoard board)
    {
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        if (await session.Db.Nodes.ByReferenceAsync(reference, http.RequestAborted) is not { } row)
            return Answer.Of(Problem.NotFound("node", reference));
        http.Response.Headers.ETag = Answer.ETag(row.Revision);
        var known = await NodeView.KnownFailuresAsync(session, [StateOf(row, board)], http.RequestAborted);
        var conflicts = await CidrConflicts.OfNodesAsync(session, [row.Id], http.RequestAborted);
        return Answer.Json(NodeView.For(session.Caller, ToWire(row, board, known, conflicts[row.Id])));
    }

    private static NodeState StateOf(NodeRow row, NodeBoard board)
    {
        var id = new NodeId(row.Id);
        return board.Nodes.GetValueOrDefault(id) ?? NodeState.Unseen(id, row.Name);
    }

    private static NodeResource ToWire(NodeRow row, NodeBoard board, IReadOnlySet<ItemKey> known, IEnumerable<Condition> conflicts)
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
            conditions.Add(new Condition("Obstructed", true, obstacle.Reason, obstacle.Message, state.Name, state.SeenAt ?? now));
        if (state.SeenAt is { } seen && !state.IsUp(now))
            conditions.Insert(0, new Condition("NodeAway", true, "agentSilent", "The agent has not reported since; what was configured goes on working.", state.Name, seen));
        return conditions;
    }
}
