using Netaas.Agent.Replicas;
using Netaas.Core;
using Netaas.Core.Naming;

namespace Netaas.Agent.Attachments;

/// <summary>All that a node knows by itself of pods that began there.</summary>
internal sealed record SavedAttachments(NodeId Node, EquatableList<LocalPod> Pods, EquatableList<WarmSet> Warm);

/// <summary>One change of it; exactly one member is not null.</summary>
internal sealed record AttachmentEntry(LocalPod? Put, PodId? Drop, WarmSet? Warm);

/// <summary>
/// Attachments on disk, as the replica beside them: a snapshot and a journal with a checksum a line. A line is written before
/// the kernel hears of what it says, and isn't flushed to the disk: after a power cut no container stands either.
/// </summary>
internal sealed class AttachmentStore(string folder) : IDisposable
{
    // As of the replica's journal: as long to read back as to write anew.
    private const int MostJournalLines = 1_000;

    private readonly string _snapshotPath = Path.Combine(folder, "attachments.json");
    private readonly string _journalPath = Path.Combine(folder, "attachments.journal");
    private FileStream? _journal;
    private int _lines;

    /// <summary>What was saved for this node; nothing where it was another's, or is damaged.</summary>
    public SavedAttachments Load(NodeId node)
    {
        var saved = CheckedLine.ReadAll<SavedAttachments>(_snapshotPath).FirstOrDefault();
        if (saved is null || saved.Node != node)
            return new SavedAttachments(node, [], []);
        var pods = saved.Pods.ToDictionary(pod => pod.Id);
        var warm = saved.Warm.ToDictionary(it => (it.Project, it.Network));
        foreach (var entry in CheckedLine.ReadAll<AttachmentEntry>(_journalPath))
            switch (entry)
            {
                case { Put: { } pod }:
                    pods[pod.Id] = pod;
                    break;
                case { Drop: { } id }:
                    pods.Remove(id);
                    break;
                case { Warm: { } set }:
                    warm[(set.Project, set.Network)] = set;
                    break;
                default:
                    // Behind a damaged line nothing is sure; what a lost line had begun is asked for again by its runtime.
                    return new SavedAttachments(node, [.. pods.Values], [.. warm.Values]);
            }
        return new SavedAttachments(node, [.. pods.Values], [.. warm.Values]);
    }

    /// <param name="all">What everything comes to with the entry, for when the journal has become long.</param>
    public void Append(AttachmentEntry entry, Func<SavedAttachments> all)
    {
        // The first write after a load begins a journal of its own, so that a damaged tail is never written on.
        if (_journal is null || _lines >= MostJournalLines)
        {
            Save(all());
            return;
        }
        _journal.Write(CheckedLine.Write(entry));
        _lines++;
    }

    public void Dispose() => _journal?.Dispose();

    private void Save(SavedAttachments all)
    {
        var draft = _snapshotPath + ".new";
        File.WriteAllBytes(draft, CheckedLine.Write(all));
        File.Move(draft, _snapshotPath, overwrite: true);
        _journal?.Dispose();
        _journal = new FileStream(_journalPath, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _lines = 0;
    }
}
