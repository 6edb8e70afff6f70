using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Outbox;
using Netaas.Core.Collections;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;

namespace Netaas.Api.Apply;

/// <summary>What a transaction that is not yet committed would change in the nodes' kernels: from the compiler that the agents run.</summary>
internal static class PlanPreview
{
    /// <summary>Undoes what the session has written: the views before it are read last, in the same snapshot where there is one.</summary>
    public static async Task<IReadOnlyList<NodePlanChange>> MakeAsync(Session session, CancellationToken ct)
    {
        await AssumeReadyAsync(session, ct);
        var audience = await AudienceAsync(session, ct);
        var nodes = (await new ViewLoader(session.Db).NodesAsync(audience, ct)).OrderBy(node => node.Name, StringComparer.Ordinal).ToList();
        var after = await CompileAsync(session, nodes, ct);
        await session.ForgetAsync(ct);
        var before = await CompileAsync(session, nodes, ct);
        return [.. nodes.Select((node, i) => Compare(node.Name, before[i], after[i])).Where(change => change.Create.Count + change.Change.Count + change.Remove.Count > 0)];
    }

    /// <summary>Services lead to pods that their nodes have verified: shown is what it comes to when they have, as they will if all goes well.</summary>
    private static Task<int> AssumeReadyAsync(Session session, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO pod_readiness (pod_id, is_ready, reason, message)
        SELECT id, true, 'ready', '' FROM pods WHERE id = ANY ($1) AND deleted_revision IS NULL AND labels <> '{}'
        ON CONFLICT DO NOTHING
        """,
        ct, Parameter.Of(session.Changes.Where(change => change.Kind == "pod").Select(change => change.Resource).ToArray()));

    /// <returns>Null for every node: all of them translate services, which follow their pods.</returns>
    private static async Task<HashSet<Guid>?> AudienceAsync(Session session, CancellationToken ct)
    {
        var isForAll = session.Changes.Any(change => change.Nodes is null)
            || (session.Changes.Any(change => change.Kind == "pod") && await session.Db.Services.AnyAsync(row => row.DeletedRevision == null, ct));
        return isForAll ? null : [.. session.Changes.SelectMany(change => change.Nodes ?? [])];
    }

    private static async Task<List<NodePlan>> CompileAsync(Session session, IReadOnlyList<NodeItem> nodes, CancellationToken ct)
    {
        var plans = new List<NodePlan>();
        foreach (var node in nodes)
            plans.Add(NodeCompiler.Compile(await ViewAsync(session.Db, node.Id, ct)));
        return plans;
    }

    public static async Task<NodeView> ViewAsync(Db db, NodeId node, CancellationToken ct) =>
        new(node, (await new ViewLoader(db).AllAsync(node.Value, ct)).ToPersistentDictionary(item => item.Key));

    private static NodePlanChange Compare(string node, NodePlan before, NodePlan after)
    {
        var create = new List<string>();
        var change = new List<ObjectChange>();
        var remove = new List<string>();
        foreach (var key in before.Keys.Union(after.Keys).Order())
            switch (before.Find(key)?.Text, after.Find(key)?.Text)
            {
                case (null, { } added):
                    create.Add(added);
                    break;
                case ({ } gone, null):
                    remove.Add(gone);
                    break;
                case ({ } from, { } to) when from != to:
                    change.Add(new ObjectChange(from, to));
                    break;
            }
        return new NodePlanChange(node, create, change, remove);
    }
}
