using Microsoft.Extensions.Logging;
using Netaas.Contracts;
using Netaas.Core.Naming;

namespace Netaas.Agent.Replicas;

/// <summary>A replica that is on disk before anybody acts on what it has taken. One caller at a time.</summary>
internal sealed class SavedReplica : IDisposable
{
    private readonly ReplicaStore _store;
    private readonly NodeId _node;
    private readonly ILogger _log;

    public SavedReplica(string folder, NodeId node, ILogger log)
    {
        _log = log;
        _node = node;
        _store = new ReplicaStore(folder);
        Replica = new Replica(node);
    }

    public Replica Replica { get; private set; }

    /// <summary>Reads back what was saved. Once, and before anything is taken.</summary>
    public void Load()
    {
        Replica = _store.Load(_node);
        if (!Replica.HasView && _store.IsSaved)
            Log.ReplicaUnread(_log);
    }

    /// <returns>False where something before it is missing, so that a snapshot is to be asked for.</returns>
    public bool Take(NodeUpdate update)
    {
        var held = Replica.Revision;
        var (outcome, applied) = Replica.Update(update);
        if (applied.Count > 0)
            Keep(() => _store.Append(Replica, applied));
        if (outcome != ReplicaOutcome.Gap)
            return true;
        Log.Gap(_log, update.Revision, held);
        return false;
    }

    public void Take(NodeSnapshot snapshot)
    {
        Replica.Reset(snapshot);
        Keep(() => _store.Save(Replica));
    }

    public void Dispose() => _store.Dispose();

    private void Keep(Action save)
    {
        try
        {
            save();
        }
        catch (IOException failure)
        {
            // A full disk must not keep the node from what is wanted; a restart then begins with an older replica.
            Log.SaveFailed(_log, failure.Message);
        }
    }
}
