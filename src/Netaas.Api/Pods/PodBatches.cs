using Netaas.Api.Data;
using Npgsql;
using Creation = Netaas.Api.Data.Rounds<Netaas.Api.Pods.PodWish, (Netaas.Api.Data.PodRow? Row, bool Alone)>;

namespace Netaas.Api.Pods;

/// <summary>Creates pods that are asked for at the same time in one statement and one commit.</summary>
internal sealed class PodBatches : IDisposable
{
    /// <summary>
    /// The statement finds every row by key, and is planned once. Left alone, the planner takes tables that grow by thousands a
    /// second for as small as they were when it last counted, and reads them whole. A row that somebody holds is not waited for:
    /// that would be for one of the batch, and all would wait.
    /// </summary>
    private const string ByKey =
        ";Options=-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c lock_timeout=100;Maximum Pool Size=1";

    private const int Most = 64;

    private readonly NpgsqlDataSource _dataSource;
    private readonly Creation _rounds;

    public PodBatches(ApiOptions options)
    {
        _dataSource = NpgsqlDataSource.Create(NetaasApi.ConnectionDefaults + options.Postgres + ByKey);
        _rounds = new(Most, CreateAsync);
    }

    public void Dispose() => _dataSource.Dispose();

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
            // One client's leaving must not tear what others wait for; the statement waits for nobody's lock.
            await using var connection = await _dataSource.OpenConnectionAsync(CancellationToken.None);
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
