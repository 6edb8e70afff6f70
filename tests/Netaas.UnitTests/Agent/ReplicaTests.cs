using Netaas.Agent.Replicas;
using Netaas.Contracts;
using Netaas.Core.View;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class ReplicaTests
{
    private static readonly NodeSnapshot Start = new(Views.NodeId(1), 10, [Views.Node(1)]);

    [Fact]
    public void Updates_before_the_first_snapshot_wait_for_it()
    {
        var replica = new Replica(Views.NodeId(1));
        Assert.Equal(ReplicaOutcome.Gap, replica.Update(Update(10, 11, Views.Pod(1, 1, 1, revision: 11))).Outcome);
        Assert.False(replica.HasView);

        Assert.Single(replica.Reset(Start));

        Assert.Equal(11, replica.Revision);
        Assert.Equal(2, replica.View.Items.Count);
    }

    [Fact]
    public void A_gap_is_seen_and_closed_by_the_late_update_or_by_a_snapshot()
    {
        var first = Update(10, 11, Views.Pod(1, 1, 1, revision: 11));
        var second = Update(11, 12, Views.Pod(2, 1, 1, revision: 12));
        var replica = Started();

        Assert.Equal(ReplicaOutcome.Gap, replica.Update(second).Outcome);
        Assert.Equal(10, replica.Revision);
        Assert.Equal([first, second], replica.Update(first).Applied);
        Assert.Equal(12, replica.Revision);

        var other = Started();
        other.Update(second);
        other.Reset(new NodeSnapshot(Views.NodeId(1), 11, [Views.Node(1), Views.Pod(1, 1, 1, revision: 11)]));
        Assert.Equal(12, other.Revision);
        Assert.Equal(replica.View.Items.Keys.Order(Keys), other.View.Items.Keys.Order(Keys));
    }

    [Fact]
    public void A_watermark_moves_the_revision_and_changes_nothing()
    {
        var replica = Started();
        Assert.Equal(ReplicaOutcome.Applied, replica.Update(Update(10, 20)).Outcome);
        Assert.Equal(20, replica.Revision);
        Assert.Empty(replica.TakeChanged());
        Assert.Equal(ReplicaOutcome.Gap, replica.Update(Update(25, 30)).Outcome);
    }

    [Fact]
    public void Old_items_and_old_removals_do_nothing()
    {
        var replica = Started();
        var pod = Views.Pod(1, 1, 1, revision: 15);
        replica.Update(Update(10, 15, pod));
        replica.TakeChanged();

        replica.Update(new NodeUpdate(Views.NodeId(1), 15, 16, [pod with { Revision = 12, Name = "old" }], [new ItemRemoval(pod.Key, 14)]));

        Assert.Equal(pod, replica.View.Items[pod.Key]);
        Assert.Empty(replica.TakeChanged());
        replica.Update(new NodeUpdate(Views.NodeId(1), 16, 17, [], [new ItemRemoval(pod.Key, 17)]));
        Assert.DoesNotContain(pod.Key, replica.View.Items);
        Assert.Equal([pod.Key], replica.TakeChanged());
    }

    [Fact]
    public void A_snapshot_that_is_behind_is_ignored()
    {
        var replica = Started();
        replica.Update(Update(10, 15, Views.Pod(1, 1, 1, revision: 15)));
        replica.Reset(Start);
        Assert.Equal(15, replica.Revision);
        Assert.Equal(2, replica.View.Items.Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_order_with_repeats_ends_in_the_same_view(int seed)
    {
        var random = new Random(seed);
        var updates = Chain(random).ToList();
        var straight = Started();
        foreach (var update in updates)
            straight.Update(update);

        var shuffled = Started();
        var stream = updates.Concat(updates.Where(_ => random.Next(2) == 0)).ToArray();
        random.Shuffle(stream);
        foreach (var update in stream)
            shuffled.Update(update);

        Assert.Equal(straight.Revision, shuffled.Revision);
        Assert.Equal(straight.View.Items.OrderBy(it => it.Key, Keys), shuffled.View.Items.OrderBy(it => it.Key, Keys));
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    private static readonly Comparer<ItemKey> Keys = Comparer<ItemKey>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));

    private static IEnumerable<NodeUpdate> Chain(Random random)
    {
        var revision = 10L;
        for (var i = 0; i < 40; i++)
        {
            var previous = revision;
            revision += random.Next(1, 4);
            var pod = Views.Pod(random.Next(1, 6), 1, 1, revision);
            yield return random.Next(3) switch
            {
                0 => Update(previous, revision),
                1 => new NodeUpdate(Views.NodeId(1), previous, revision, [], [new ItemRemoval(pod.Key, revision)]),
                _ => Update(previous, revision, pod),
            };
        }
    }

    private static Replica Started()
    {
        var replica = new Replica(Views.NodeId(1));
        replica.Reset(Start);
        replica.TakeChanged();
        return replica;
    }

    private static NodeUpdate Update(long previous, long revision, params ViewItem[] items) =>
        new(Views.NodeId(1), previous, revision, [.. items], []);
}
