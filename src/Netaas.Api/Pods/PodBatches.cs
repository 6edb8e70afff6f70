using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Pods;

/// <summary>
/// Creates pods that are asked for at the same time in one statement and one commit. Nobody waits for company: what came while
/// a statement was under way goes with the next one, so a lone client pays nothing and a crowd shares the costs.
/// </summary>
internal sealed class PodBatches(ApiOptions options) : BackgroundService
{
    /// <summary>
    /// The statement finds every row by key, and is planned once. Left alone, the planner takes tables that grow by thousands a
    /// second for as small as they were when it last counted, and reads them whole. A row that somebody holds is not waited for:
    /// that would be for one of the batch, and all would wait.
    /// </summary>
    private const string ByKey =
        ";Options=-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c lock_timeout=100;Maximum Pool Size=1";

    /// <summary>Bounds how long the first of a batch waits for the last.</summary>
    private const int Most = 64;

    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(NetaasApi.ConnectionDefaults + options.Postgres + ByKey);

    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { AllowSynchronousContinuations = false });

    public override void Dispose()
    {
        base.Dispose();
        _dataSource.Dispose();
    }

    /// <returns>
    /// The pod; null where there was no address for it, or no network or node. And whether the batch was broken off, so that it
    /// has to be tried alone: it then waits for what is in its way, or learns what that is.
    /// </returns>
    public async Task<(PodRow? Row, bool Alone)> CreateAsync(Caller caller, PodSpec spec, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var waiting = new Waiting(PodWish.Of(caller, spec));
        if (!_waiting.Writer.TryWrite(waiting))
            throw new OperationCanceledException("The server is stopping.");
        return await waiting.Made.Task;
    }

    /// <summary>One statement at a time: two would each have half the company.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
                if (Take() is { Count: > 0 } batch)
                    await CreateAsync(batch, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var waiting))
                waiting.Made.TrySetCanceled(stoppingToken);
        }
    }

    /// <summary>Each name once: of two of one name the second has to learn of the first, and no batch fails for it.</summary>
    private List<Waiting> Take()
    {
        var batch = new List<Waiting>();
        var names = new HashSet<(Guid, string)>();
        while (batch.Count < Most && _waiting.Reader.TryRead(out var waiting))
            if (names.Add((waiting.Wish.Caller.Project, waiting.Wish.Spec.Name)))
                batch.Add(waiting);
            else
                waiting.Made.SetResult((null, true));
        return batch;
    }

    private async Task CreateAsync(List<Waiting> batch, CancellationToken ct)
    {
        try
        {
            await using var connection = await _dataSource.OpenConnectionAsync(ct);
            var made = await PodStatement.ExecuteAsync(connection, batch.ConvertAll(waiting => waiting.Wish), ct);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Made.SetResult((made[i], false));
        }
        catch (PostgresException)
        {
            // Nothing of it stands, for the fault of one of them: each goes by itself, and that one learns why.
            foreach (var waiting in batch)
                waiting.Made.SetResult((null, true));
        }
        catch (Exception failure)
        {
            foreach (var waiting in batch)
                waiting.Made.TrySetException(failure);
        }
    }

    private sealed record Waiting(PodWish Wish)
    {
        public TaskCompletionSource<(PodRow? Row, bool Alone)> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
