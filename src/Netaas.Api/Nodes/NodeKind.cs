using Microsoft.EntityFrameworkCore;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary>Nodes, as far as an operator writes them: labels, and removal. They come by enrolment.</summary>
internal sealed class NodeKind(NodeRemoval removal, NodeBoard board) : IResourceKind<NodeSpec, NodeRow>
{
    public string Kind => "node";

    public string Table => "nodes";

    public Access Access => Access.Shared;

    public IReadOnlyList<string> Filters => [];

    public NodeSpec Read(FieldReader body) => NodeSpec.Read(body);

    public Task CheckReferencesAsync(Session session, NodeSpec spec, FieldReader body, CancellationToken ct) => Task.CompletedTask;

    public NodeSpec SpecOf(NodeRow row) => new(row.Name, Labels.FromJson(row.LabelsJson));

    public NodeSpec Keep(NodeSpec wanted, NodeRow present) => wanted;

    public IEnumerable<string> ImmutableDifferences(NodeSpec wanted, NodeSpec present)
    {
        if (wanted.Name != present.Name)
            yield return "name";
    }

    public Task<NodeRow?> FindAsync(Session session, string reference, CancellationToken ct) => session.Db.Nodes.ByReferenceAsync(reference, ct);

    /// <summary>Locks the node as an enrolment does: what is made for all nodes is made before or after.</summary>
    public async Task<NodeRow?> LockAsync(Session session, Guid id, CancellationToken ct)
    {
        await MembershipLock.TakeAsync(session, ct);
        var row = await session.Db.Nodes.LockedAsync(session, Table, id, ct);
        if (row is not null)
            row.Conflicts = [.. (await CidrConflicts.OfNodesAsync(session, [id], ct))[id]];
        return row;
    }

    public async Task<IReadOnlyList<NodeRow>> ListAsync(Session session, ListQuery query, CancellationToken ct) =>
        await session.Db.Nodes.After(query).ToListAsync(ct);

    public Task<Outcome<NodeRow>> CreateAsync(Session session, NodeSpec spec, CancellationToken ct) =>
        Task.FromResult<Outcome<NodeRow>>(Problem.Conflict("nodesEnrol", "A node comes by enrolment: run an agent on it, with a join token."));

    public async Task<Outcome<NodeRow>> UpdateAsync(Session session, NodeRow present, NodeSpec spec, CancellationToken ct)
    {
        var row = new NodeRow
        {
            Id = present.Id,
            Name = present.Name,
            Zone = present.Zone,
            LabelsJson = spec.Labels.ToJson(),
            UnderlayAddresses = present.UnderlayAddresses,
            FactsJson = present.FactsJson,
            Revision = await session.NextRevisionAsync(ct),
            CreatedAt = present.CreatedAt,
            UpdatedAt = DateTime.UtcNow,
            Conflicts = present.Conflicts,
        };
        await session.ExecuteAsync(
            "UPDATE nodes SET labels = $2, revision = $3, updated_at = $4 WHERE id = $1",
            ct, Parameter.Of(row.Id), Parameter.OfJson(row.LabelsJson), Parameter.Of(row.Revision), Parameter.Of(row.UpdatedAt));
        await session.AppendAsync(new Change(row.Revision, Kind, "update", row.Id, row.Name, Before: SpecOf(present), After: spec), ct);
        if (await Membership.FollowLabelsAsync(session, row.Id, ct) is { } held)
            return held;
        await NetworkMtu.FollowAsync(session, ct);
        return row;
    }

    public Task<Outcome<long>> DeleteAsync(Session session, NodeRow present, bool cascade, CancellationToken ct) =>
        removal.RunAsync(session, present, SpecOf(present), cascade, ct);

    public Task<Problem?> ExplainAsync(Session session, PostgresException violation, NodeSpec spec, CancellationToken ct) => Task.FromResult<Problem?>(null);

    public IReadOnlyList<Requirement> RequirementsOf(NodeRow row) => [new Requirement(ItemKey.Of(new NodeId(row.Id)), row.Revision, null)];

    public object ToWire(NodeRow row, Verdict verdict)
    {
        var state = NodeView.StateOf(row, board);
        return NodeView.ToWire(row, board, state.Failures.Keys.ToHashSet(), row.Conflicts);
    }
}
