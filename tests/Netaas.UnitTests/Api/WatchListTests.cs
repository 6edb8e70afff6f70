using System.Collections;
using System.Collections.Immutable;
using Netaas.Api.Status;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Xunit;

namespace Netaas.UnitTests.Api;

public sealed class WatchListTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly WatchList _list = new();
    private readonly NodeId[] _ids = [new(Guid.CreateVersion7()), new(Guid.CreateVersion7())];
    private ImmutableDictionary<NodeId, NodeState> _nodes = ImmutableDictionary<NodeId, NodeState>.Empty;
    private DateTimeOffset _now = s_start;
    private long _sequence;

    public WatchListTests()
    {
        foreach (var id in _ids)
            Report(id, 0);
        Assert.Empty(Look());
    }

    [Fact]
    public void What_all_its_nodes_have_applied_is_ready_and_told_once()
    {
        var pod = Watch(5, _ids[0], _ids[1]);
        Assert.Empty(Look());
        Report(_ids[0], 7);
        Assert.Empty(Look());
        Report(_ids[1], 4);
        Assert.Empty(Look());
        Report(_ids[1], 5);
        Assert.Equal([(pod.Value, Phase.Ready)], Look());
        Report(_ids[1], 6);
        Assert.Empty(Look());
    }

    [Fact]
    public void What_was_applied_before_it_is_looked_at_is_ready()
    {
        Report(_ids[0], 9);
        Assert.Empty(Look());
        var pod = Watch(9, _ids[0]);
        Assert.Equal([(pod.Value, Phase.Ready)], Look());
    }

    [Fact]
    public void One_that_every_node_must_know_waits_for_each()
    {
        var pod = Watch(5, null);
        Assert.Empty(Look());
        Report(_ids[1], 5);
        Assert.Empty(Look());
        Report(_ids[0], 5);
        Assert.Equal([(pod.Value, Phase.Ready)], Look());
    }

    [Fact]
    public void A_silent_node_and_one_that_speaks_again_are_told_of_whatever_waits_for_them()
    {
        var pod = Watch(5, _ids[0]);
        Assert.Empty(Look());
        _now += NodeState.Patience;
        Report(_ids[1], 9);
        Assert.Equal([(pod.Value, Phase.Degraded)], Look());
        Report(_ids[0], 4);
        Assert.Equal([(pod.Value, Phase.Pending)], Look());
        Report(_ids[0], 5);
        Assert.Equal([(pod.Value, Phase.Ready)], Look());
    }

    [Fact]
    public void A_failure_that_comes_and_goes_moves_it_though_no_revision_rises()
    {
        var pod = Watch(5, _ids[0], _ids[1]);
        Report(_ids[0], 5);
        Report(_ids[1], 5, pod);
        Assert.Equal([(pod.Value, Phase.Degraded)], Look());
        Report(_ids[0], 5, pod);
        Assert.Equal([(pod.Value, Phase.Failed)], Look());
        Report(_ids[0], 5);
        Report(_ids[1], 5);
        Assert.Equal([(pod.Value, Phase.Ready)], Look());
    }

    [Fact]
    public void A_node_that_leaves_is_waited_for_no_longer()
    {
        var pod = Watch(5, null);
        Report(_ids[0], 5);
        Assert.Empty(Look());
        _nodes = _nodes.Remove(_ids[1]);
        Assert.Equal([(pod.Value, Phase.Ready)], Look());
    }

    [Fact]
    public void A_node_that_begins_anew_from_an_older_record_is_waited_for()
    {
        Report(_ids[0], 9);
        Assert.Empty(Look());
        Report(_ids[0], 3);
        var pod = Watch(5, _ids[0]);
        Assert.Empty(Look());
        Report(_ids[0], 5);
        Assert.Equal([(pod.Value, Phase.Ready)], Look());
    }

    [Fact]
    public void What_was_changed_again_or_forgotten_is_not_told_of_as_it_was()
    {
        var pod = Watch(5, _ids[0]);
        var gone = Watch(5, _ids[0]);
        Assert.Empty(Look());
        _list.Watch(Of(pod.Value, new Requirements([Of(pod, 8, [_ids[0]])])));
        _list.Forget(gone.Value);
        Report(_ids[0], 5);
        Assert.Empty(Look());
        Report(_ids[0], 8);
        Assert.Equal([(pod.Value, Phase.Ready)], Look());
    }

    [Fact]
    public void Reports_that_can_not_have_moved_it_do_not_have_it_looked_at()
    {
        var requirements = new Requirements([Of(new PodId(Guid.CreateVersion7()), 100, [_ids[0]])]);
        _list.Watch(Of(Guid.CreateVersion7(), requirements));
        Assert.Empty(Look());
        Assert.Equal(1, requirements.Looks);
        for (var revision = 1; revision < 100; revision++)
        {
            Report(_ids[0], revision);
            Report(_ids[1], 2 * revision);
            Assert.Empty(Look());
        }
        Assert.Equal(1, requirements.Looks);
        Report(_ids[0], 100);
        Assert.Single(Look());
        Assert.Equal(2, requirements.Looks);
    }

    private (Guid Id, Phase Phase)[] Look() => [.. _list.Look(_nodes, _now).Select(watched => (watched.Id, watched.Phase))];

    /// <param name="nodes">Null for every node.</param>
    private PodId Watch(long revision, params NodeId[]? nodes)
    {
        var id = new PodId(Guid.CreateVersion7());
        _list.Watch(Of(id.Value, new Requirements([Of(id, revision, nodes)])));
        return id;
    }

    private static Requirement Of(PodId pod, long revision, NodeId[]? nodes) => new(ItemKey.Of(pod), revision, nodes);

    private static Watched Of(Guid id, Requirements requirements) => new("pod", id, "web", 1, null, requirements, false);

    private void Report(NodeId node, long applied, params PodId[] failed)
    {
        var facts = new NodeFacts([], 1500, [], "/proc/1/ns/net", "test", "test", Guid.Empty);
        var failures = failed.Select(pod => new ItemFailure(ItemKey.Of(pod), applied, FailureReason.KernelRefused, "no")).ToEquatableList();
        var report = new NodeReport(node, Guid.Empty, ++_sequence, applied, applied, failures, facts, null);
        _nodes = _nodes.SetItem(node, (_nodes.GetValueOrDefault(node) ?? NodeState.Unseen(node, "node")).With(report, _now));
    }

    /// <summary>Counts how often somebody goes through them.</summary>
    private sealed class Requirements(IReadOnlyList<Requirement> all) : IReadOnlyList<Requirement>
    {
        public int Looks { get; private set; }

        public int Count => all.Count;

        public Requirement this[int index] => all[index];

        public IEnumerator<Requirement> GetEnumerator()
        {
            Looks++;
            return all.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
