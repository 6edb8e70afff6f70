using Netaas.Api.Events;
using Netaas.Core.Naming;

namespace Netaas.Api.Status;

/// <summary>Tells once of what a node's agent found changed by somebody else. What was reported before the first look is old.</summary>
internal sealed class DriftLog
{
    private readonly Dictionary<NodeId, DateTimeOffset> _told = [];

    /// <returns>Null where there is nothing new.</returns>
    public EventBody? Look(NodeState node, DateTimeOffset now)
    {
        if (node.Report is not { } report)
            return null;
        var latest = report.Drift.Count == 0 ? DateTimeOffset.MinValue : report.Drift.Items.Max(drift => drift.At);
        var isKnown = _told.TryGetValue(node.Id, out var told);
        _told[node.Id] = latest;
        var news = isKnown ? report.Drift.Items.Where(drift => drift.At > told).ToList() : [];
        if (news.Count == 0)
            return null;
        var repaired = news.Count(drift => drift.IsRepaired);
        var first = news[0];
        return new EventBody("drift", "node", node.Id.Value, node.Name, node.AppliedRevision, null, NodePhase.Of(node, now), now)
        {
            Message = $"{news.Count} objects were not as wanted, {repaired} are repaired; wanted {first.Wanted ?? "nothing"}, found {first.Found ?? "nothing"}",
        };
    }
}
