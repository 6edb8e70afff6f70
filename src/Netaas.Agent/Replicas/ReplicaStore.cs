using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Agent.Replicas;

/// <summary>
/// A replica on disk: a snapshot, and a journal of the updates applied since, one line each with its checksum. An update is
/// appended before the kernel hears of it, so what a killed agent finds at its next start wants everything that it had made.
/// </summary>
/// <remarks>
/// A kill loses nothing that was written, as the page cache outlives the process, so the journal isn't flushed to the disk
/// (it would cost each change a millisecond). After a power cut its tail may be missing: a gap, and so a snapshot.
/// </remarks>
internal sealed class ReplicaStore : IDisposable
{
    // Reading back so many lines takes a start some 20 ms; writing a snapshot instead costs about as much.
    private const int MostJournalLines = 1_000;

    private readonly string _snapshotPath;
    private readonly string _journalPath;
    private FileStream? _journal;
    private int _lines;

    public ReplicaStore(string folder)
    {
        _snapshotPath = Path.Combine(folder, "replica.json");
        _journalPath = Path.Combine(folder, "replica.journal");
    }

    public bool IsSaved => File.Exists(_snapshotPath);

    /// <summary>The replica as it was saved; without a view where there is none for this node, or it is damaged.</summary>
    public Replica Load(NodeId node)
    {
        if (!IsSaved)
            return new Replica(node);
        if (CheckedLine.ReadAll(_snapshotPath, ReplicaFormat.ReadSnapshot).FirstOrDefault() is not { } snapshot)
        {
            SetAside(_snapshotPath);
            return new Replica(node);
        }
        if (snapshot.Node != node)
            return new Replica(node);
        var replica = Replica.Of(snapshot);
        Replay(replica);
        replica.TakeChanged();
        return replica;
    }

    private void Replay(Replica replica)
    {
        foreach (var update in CheckedLine.ReadAll(_journalPath, ReplicaFormat.ReadUpdate))
        {
            if (update is not null && replica.Update(update).Outcome != ReplicaOutcome.Gap)
                continue;
            // What follows a damaged line was written by nobody knows whom: it ends here, and the gap brings a snapshot.
            SetAside(_journalPath);
            return;
        }
    }

    /// <summary>Kept for a look: the next save would write over it.</summary>
    private static void SetAside(string path) => File.Copy(path, path + ".damaged", overwrite: true);

    /// <summary>Replaces all that is saved, atomically.</summary>
    public void Save(Replica replica)
    {
        var draft = _snapshotPath + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(ReplicaFormat.Write(replica));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, _snapshotPath, overwrite: true);
        _journal?.Dispose();
        _journal = new FileStream(_journalPath, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _lines = 0;
    }

    /// <summary>Adds updates that the replica applied.</summary>
    public void Append(Replica replica, IReadOnlyList<NodeUpdate> updates)
    {
        // The first write after a load begins a journal of its own, so that a damaged tail is never written on.
        if (_journal is null || _lines + updates.Count > MostJournalLines)
        {
            Save(replica);
            return;
        }
        _journal.Write([.. updates.SelectMany(ReplicaFormat.Write)]);
        _lines += updates.Count;
    }

    public void Dispose() => _journal?.Dispose();
}
