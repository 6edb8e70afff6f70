using System.Collections.Immutable;
using Netaas.Api.Networks;
using Netaas.Api.Status;
using Netaas.Core.Naming;

namespace Netaas.Api.Progress;

/// <summary>From what nodes said to how far a change has come. Pure.</summary>
internal static class ChangeWay
{
    private const int MostLagging = 10;

    /// <param name="sent">Up to this revision nodes have been told.</param>
    public static (ChangeStage Stage, NodeCount Nodes, IReadOnlyList<LaggingNode> Lagging) Of(
        FollowedChange change, long sent, ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        var concerned = (change.Audience is null ? nodes.Values : change.Audience.Select(id => nodes.GetValueOrDefault(new NodeId(id))).OfType<NodeState>()).ToList();
        var lagging = new List<LaggingNode>();
        var isHeldUp = true;
        foreach (var node in concerned)
            if (Obstacle(node, change.Revision, change.Resource, now) is { } reason)
                lagging.Add(new LaggingNode(node.Name, reason));
            else if (node.AppliedRevision < change.Revision)
            {
                isHeldUp = false;
                lagging.Add(new LaggingNode(node.Name, $"applied up to revision {node.AppliedRevision} of {change.Revision}"));
            }
        var stage = lagging.Count == 0 ? ChangeStage.Applied
            : change.Revision > sent ? ChangeStage.Recorded
            : isHeldUp ? ChangeStage.HeldUp
            : ChangeStage.Sent;
        return (stage, new NodeCount(concerned.Count - lagging.Count, concerned.Count), [.. lagging.OrderBy(node => node.Node, StringComparer.Ordinal).Take(MostLagging)]);
    }

    /// <summary>Why time alone won't bring the change to a node; null where it has it or is about to.</summary>
    private static string? Obstacle(NodeState node, long revision, Guid resource, DateTimeOffset now)
    {
        if (node.Failures.Values.FirstOrDefault(failure => failure.Key.Id == resource && failure.Revision <= revision) is { } failure)
            return failure.Message;
        return node.AppliedRevision < revision && !node.IsUp(now) ? Judgement.Away : null;
    }
}

/// <summary>What of a change its way depends on.</summary>
/// <param name="Audience">The nodes that it concerns; null for all.</param>
internal readonly record struct FollowedChange(long Revision, Guid Resource, IReadOnlyList<Guid>? Audience);
