using Microsoft.Extensions.Logging.Abstractions;
using Netaas.Agent;
using Netaas.Agent.Replicas;
using Netaas.Contracts;
using Netaas.Core.View;
using Netaas.Dataplane.Kernel;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>However a list of events comes in, the kernel ends the same, and then there is nothing left to do.</summary>
public sealed class EventListTests
{
    private static readonly NodeSnapshot s_start = new(Views.NodeId(1), 10, [Views.Node(1), Views.Node(2)]);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Reversed_repeated_shuffled_with_gaps_or_in_batches_it_ends_the_same(int seed)
    {
        var random = new Random(seed);
        var (events, end) = List(random);
        var straight = Run(events, end, random, mostAtOnce: 1);

        Assert.Equal(straight, Run(Enumerable.Reverse(events), end, random, mostAtOnce: 1));
        Assert.Equal(straight, Run(events.SelectMany(it => new[] { it, it }), end, random, mostAtOnce: 1));
        Assert.Equal(straight, Run(events.OrderBy(_ => random.Next()), end, random, mostAtOnce: 3));
        Assert.Equal(straight, Run(events.Where(_ => random.Next(3) > 0), end, random, mostAtOnce: 1));
        Assert.Equal(straight, Run([], end, random, mostAtOnce: 1));
        Assert.Equal(straight, Run(events, end, random, mostAtOnce: 10));
    }

    /// <summary>The kernel after some events and the snapshot that follows where any were missing.</summary>
    private static List<string> Run(IEnumerable<NodeUpdate> events, NodeSnapshot end, Random random, int mostAtOnce)
    {
        var kernel = new FakeNodeKernel();
        var replica = new Replica(end.Node);
        using var reconciler = new Reconciler(end.Node, () => kernel, TimeProvider.System, NullLogger.Instance);
        replica.Reset(s_start);
        var left = random.Next(1, mostAtOnce + 1);
        foreach (var update in events)
        {
            replica.Update(update);
            if (--left > 0)
                continue;
            reconciler.Update(replica.View, replica.TakeChanged());
            left = random.Next(1, mostAtOnce + 1);
        }
        if (replica.Revision < end.Revision)
            replica.Reset(end);
        reconciler.Update(replica.View, replica.TakeChanged());
        var done = kernel.StepsDone;
        reconciler.Audit();
        Assert.Equal((done, 0), (kernel.StepsDone, reconciler.DriftRepaired));
        return kernel.State.Objects.Values.OrderBy(it => it.Key).Select(it => it.Text).ToList();
    }

    /// <summary>Networks, members, pods and mappings come, change and go.</summary>
    private static (List<NodeUpdate> Events, NodeSnapshot End) List(Random random)
    {
        var items = s_start.Items.Items.ToDictionary(item => item.Key);
        var events = new List<NodeUpdate>();
        for (var revision = 11L; revision < 60; revision++)
        {
            var item = Any(random, revision);
            var isRemoval = items.ContainsKey(item.Key) && random.Next(3) == 0;
            events.Add(isRemoval
                ? new NodeUpdate(Views.NodeId(1), revision - 1, revision, [], [new ItemRemoval(item.Key, revision)])
                : new NodeUpdate(Views.NodeId(1), revision - 1, revision, [item], []));
            if (isRemoval)
                items.Remove(item.Key);
            else
                items[item.Key] = item;
        }
        return (events, new NodeSnapshot(Views.NodeId(1), 59, [.. items.Values]));
    }

    private static ViewItem Any(Random random, long revision)
    {
        var (network, pod) = (random.Next(1, 3), random.Next(1, 6));
        return random.Next(6) switch
        {
            0 => Views.Network(network, revision) with { Mtu = random.Next(2) == 0 ? 1450 : 1400 },
            1 => Views.Member(network, 1, hasBlock: random.Next(4) > 0, revision),
            2 => Views.Member(network, 2, hasBlock: true, revision),
            3 => Views.Mapping(random.Next(1, 6), network, 1, pod, revision),
            _ => Views.Pod(pod, network, 1, revision),
        };
    }
}
