using System.Collections.Immutable;
using System.Text.Json;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Api.Status;

/// <summary>From what must hold and what the nodes said to a phase. Pure.</summary>
internal static class Judgement
{
    public const string Away = "the node's agent is silent";

    public static Verdict Of(IReadOnlyList<Requirement> requirements, ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now) =>
        Count(requirements, nodes, now).Verdict();

    /// <summary>The phase alone.</summary>
    /// <returns>With it a node that hasn't applied what it must and the revision that it must reach; null where there is none.</returns>
    public static (Phase Phase, (NodeId Node, long Revision)? Lag) PhaseOf(
        IReadOnlyList<Requirement> requirements, ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        // Of what is on a silent node, the others' word changes nothing, and they may be thousands.
        if (requirements is [{ Own: true, Nodes: [var only] }, _, ..] && nodes.GetValueOrDefault(only)?.IsAway(now) == true)
            return (Phase.Degraded, null);
        var tally = Count(requirements, nodes, now);
        return (tally.Phase, tally.Lag);
    }

    public static Condition ConditionOf(ItemFailure failure, NodeState node, DateTimeOffset now) => new(
        failure.Reason == FailureReason.NamespaceGone ? nameof(FailureReason.NamespaceGone) : "Failing",
        true, JsonNamingPolicy.CamelCase.ConvertName(failure.Reason.ToString()), failure.Message, node.Name, node.Since(failure, now));

    private static Tally Count(IReadOnlyList<Requirement> requirements, ImmutableDictionary<NodeId, NodeState> nodes, DateTimeOffset now)
    {
        var tally = new Tally(now);
        foreach (var requirement in requirements)
        {
            if (requirement.Nodes is null)
                foreach (var node in nodes.Values)
                    tally.Add(requirement, node);
            else
                foreach (var id in requirement.Nodes)
                    tally.Add(requirement, nodes.GetValueOrDefault(id) ?? NodeState.Unseen(id, id.ToString()));
            if (requirement is { Own: true, Claim: { } claim })
                foreach (var (condition, canPass) in claim.Unanswered(nodes, now))
                    tally.AddUnanswered(condition, canPass);
        }
        return tally;
    }

    private sealed class Tally(DateTimeOffset now)
    {
        private readonly List<Condition> _conditions = [];
        private readonly List<(NodeState Node, Requirement Requirement, string? Reason)> _lagging = [];
        private readonly List<Condition> _unanswered = [];
        private int _ready, _total, _failed;
        private bool _isTroubled, _isAway, _isStuck;

        public Phase Phase =>
            _total > 0 && _failed == _total ? Phase.Failed
            : _isTroubled ? Phase.Degraded
            : _lagging.Count > 0 ? Phase.Pending
            : _unanswered.Count > 0 ? Phase.Degraded
            : Phase.Ready;

        public (NodeId Node, long Revision)? Lag { get; private set; }

        public void Add(Requirement requirement, NodeState node)
        {
            var isUp = node.IsUp(now);
            if (!requirement.Own && !isUp)
                return;
            if (requirement.Own)
                _total++;
            if (node.IsAway(now))
                AddAway(requirement, node);
            else if (node.AppliedRevision < requirement.Revision)
                AddLag(requirement, node);
            else if (node.Failures.TryGetValue(requirement.Key, out var failure))
                AddFailure(requirement, node, failure);
            else if (requirement.Own)
                _ready++;
        }

        public void AddUnanswered(Condition condition, bool canPass)
        {
            _isStuck |= !canPass;
            _unanswered.Add(condition);
        }

        /// <summary>What nobody can answer for holds nobody up before the nodes have heard of it.</summary>
        public Verdict Verdict() => new(
            Phase, _ready, _total, [.. _conditions, .. _unanswered],
            [.. _lagging.Select(it => Told(it.Node, it.Requirement, it.Reason)), .. _unanswered.Select(it => new LaggingNode(it.Node, it.Message))],
            _isAway || (_isStuck && _lagging.Count == 0));

        private static LaggingNode Told(NodeState node, Requirement requirement, string? reason) => new(node.Name, reason
            ?? (node.SeenAt is null ? "the node's agent has not reported yet" : $"applied up to revision {node.AppliedRevision} of {requirement.Revision}"));

        private void AddLag(Requirement requirement, NodeState node)
        {
            Lag ??= (node.Id, requirement.Revision);
            _lagging.Add((node, requirement, null));
        }

        private void AddAway(Requirement requirement, NodeState node)
        {
            _isAway = true;
            _isTroubled = true;
            _lagging.Add((node, requirement, Away));
            _conditions.Add(new Condition("NodeAway", true, "agentSilent", $"{node.Name}: {Away}.", node.Name, node.SeenAt ?? now));
        }

        private void AddFailure(Requirement requirement, NodeState node, ItemFailure failure)
        {
            if (requirement.Own)
                _failed++;
            _isTroubled = true;
            _lagging.Add((node, requirement, failure.Message));
            _conditions.Add(ConditionOf(failure, node, now));
        }
    }
}
