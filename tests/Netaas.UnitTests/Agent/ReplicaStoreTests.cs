using Netaas.Agent.Replicas;
using Netaas.Contracts;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class ReplicaStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netaas-replica-").FullName;

    [Fact]
    public void Nothing_saved_is_no_view() => Assert.False(Load().HasView);

    [Fact]
    public void What_was_saved_and_appended_is_there_after_a_kill()
    {
        var saved = Save(updates: 5);
        var loaded = Load();
        Assert.Equal(saved.Revision, loaded.Revision);
        Assert.Equal(saved.View.Items.Count, loaded.View.Items.Count);
        Assert.Equal(saved.View.Items[Views.Pod(5, 1, 1).Key], loaded.View.Items[Views.Pod(5, 1, 1).Key]);
        Assert.Empty(loaded.TakeChanged());
    }

    [Fact]
    public void A_torn_tail_ends_the_journal()
    {
        Save(updates: 5);
        var journal = Path.Combine(_folder, "replica.journal");
        File.WriteAllBytes(journal, File.ReadAllBytes(journal)[..^20]);
        Assert.Equal(14, Load().Revision);
    }

    [Fact]
    public void A_damaged_line_ends_the_journal()
    {
        Save(updates: 5);
        var journal = Path.Combine(_folder, "replica.journal");
        var lines = File.ReadAllLines(journal);
        lines[1] = lines[1].Replace("pod-2", "pod-X", StringComparison.Ordinal);
        File.WriteAllLines(journal, lines);
        Assert.Equal(11, Load().Revision);
        Assert.Equal(lines, File.ReadAllLines(journal + ".damaged"));
    }

    [Fact]
    public void A_damaged_snapshot_is_no_view()
    {
        Save(updates: 1);
        var snapshot = Path.Combine(_folder, "replica.json");
        File.WriteAllText(snapshot, File.ReadAllText(snapshot).Replace("node-1", "node-X", StringComparison.Ordinal));
        Assert.False(Load().HasView);
        Assert.Contains("node-X", File.ReadAllText(snapshot + ".damaged"), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_nodes_replica_is_no_view()
    {
        Save(updates: 1);
        using var store = new ReplicaStore(_folder);
        Assert.False(store.Load(Views.NodeId(2)).HasView);
    }

    [Fact]
    public void A_long_journal_becomes_a_snapshot()
    {
        var saved = Save(updates: 2_500);
        Assert.True(File.ReadLines(Path.Combine(_folder, "replica.journal")).Count() <= 1_000);
        Assert.Equal(saved.Revision, Load().Revision);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Replica Save(int updates)
    {
        using var store = new ReplicaStore(_folder);
        var replica = new Replica(Views.NodeId(1));
        replica.Reset(new NodeSnapshot(Views.NodeId(1), 10, [Views.Node(1)]));
        store.Save(replica);
        for (var i = 1; i <= updates; i++)
            store.Append(replica, replica.Update(new NodeUpdate(Views.NodeId(1), 9 + i, 10 + i, [Views.Pod(i % 200, 1, 1, 10 + i)], [])).Applied);
        return replica;
    }

    private Replica Load()
    {
        using var store = new ReplicaStore(_folder);
        return store.Load(Views.NodeId(1));
    }
}
