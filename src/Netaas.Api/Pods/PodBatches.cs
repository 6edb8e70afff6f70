using Netaas.Api.Data;
using Npgsql;
using Creation = Netaas.Api.Data.Rounds<Netaas.Api.Pods.PodWish, (Netaas.Api.Data.PodRow? Row, bool Alone)>;

namespace Netaas.Api.Pods;

/// <summary>Creates pods that are asked for at the same time in one statement and one commit.</summary>
internal sealed class PodBatches
{
    private const int Most = 64;

    private readonly KeyedConnections _connections;
    private readonly Creation _rounds;

    public PodBatches(KeyedConnections connections)
    {
        _connections = connections;
        _rounds = new(Most, CreateAsync);
    }

    /// <returns>
    /// The pod; null where there was no address for it, or no network or node. And whether the batch was broken off, so that it
    /// has to be tried alone: it then waits for what is in its way, or learns what that is.
    /// </returns>
    public async Task<(PodRow? Row, bool Alone)> CreateAsync(Caller caller, PodSpec spec, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await _rounds.AskAsync(PodWish.Of(caller, spec));
    }

    private async Task CreateAsync(IReadOnlyList<Creation.Asker> askers)
    {
        var batch = EachNameOnce(askers);
        try
        {
            await using var connection = await _connections.OpenAsync();
            var made = await PodStatement.ExecuteAsync(connection, batch.ConvertAll(asker => asker.Asked), CancellationToken.None);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Give((made[i], false));
        }
        catch (PostgresException)
        {
            // Nothing of it stands, for the fault of one of them: each goes by itself, and that one learns why.
            foreach (var asker in batch)
                asker.Give((null, true));
        }
    }

    /// <summary>Of two of one name the second has to learn of the first, and no batch fails for it.</summary>
    private static List<Creation.Asker> EachNameOnce(IReadOnlyList<Creation.Asker> askers)
    {
        var batch = new List<Creation.Asker>();
        var names = new HashSet<(Guid, string)>();
        foreach (var asker in askers)
            if (names.Add((asker.Asked.Caller.Project, asker.Asked.Spec.Name)))
                batch.Add(asker);
            else
                asker.Give((null, true));
        return batch;
    }
}
