using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Outbox;
using Netaas.Api.Projects;
using Netaas.Api.Services;
using Netaas.Api.Status;
using Netaas.Core.Json;
using Npgsql;

namespace Netaas.Api.Resources;

/// <summary>
/// The way of every write: read the body, decide, one transaction with its change-log entry, wake the dispatcher, and wait
/// for the nodes where the client asked for it.
/// </summary>
internal sealed class ResourceWrites(
    NpgsqlDataSource dataSource, NodeBoard board, DispatchSignal dispatch, ReleaseSignal releases, ProjectDirectory projects)
{
    public async Task<IResult> PostAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind, string plural)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var body = await JsonBody.ReadAsync(http);
        if (body.Problem is not null)
            return Answer.Of(body.Problem);
        var key = IdempotencyKey.Read(http, body.Value);
        if (key.Problem is not null)
            return Answer.Of(key.Problem);
        return await WriteAsync(http, kind, async (session, ct) =>
        {
            if (key.Value is not null && await key.Value.ClaimAsync(session, ct) is var claim && (claim.Value is not null || claim.Problem is not null))
                return new Written<TRow>(null, 0, Replay: claim.Value, Problem: claim.Problem);
            var spec = await Upsert.ReadSpecAsync(session, kind, body.Value, null, ct);
            if (spec.Value is null)
                return new Written<TRow>(spec.Problem);
            var created = await Upsert.CreateAsync(session, kind, plural, spec.Value, ct);
            if (key.Value is not null && created.Row is { } row)
                await key.Value.KeepAsync(session, FirstAnswerOf(kind, created, row), ct);
            return created;
        });
    }

    public async Task<IResult> PutAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind, string plural, string reference)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var body = await JsonBody.ReadAsync(http);
        if (body.Problem is not null)
            return Answer.Of(body.Problem);
        return await WriteAsync(http, kind, async (session, ct) =>
        {
            await session.BeginAsync(ct);
            var present = await Upsert.FindLockedAsync(session, kind, reference, ct);
            if (present is null && Guid.TryParse(reference, out _))
                return new Written<TRow>(Problem.NotFound(kind.Kind, reference));
            var spec = await Upsert.ReadSpecAsync(session, kind, body.Value, present?.Name ?? reference, ct);
            if (spec.Value is null)
                return new Written<TRow>(spec.Problem);
            return present is null
                ? await Upsert.CreateOrReplaceAsync(session, kind, plural, spec.Value, Preconditions.Of(http), ct)
                : await Upsert.ReplaceAsync(session, kind, present, spec.Value, Preconditions.Of(http), ct);
        });
    }

    public async Task<IResult> PatchAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind, string reference)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var body = await JsonBody.ReadAsync(http);
        if (body.Problem is not null)
            return Answer.Of(body.Problem);
        return await WriteAsync(http, kind, async (session, ct) =>
        {
            await session.BeginAsync(ct);
            if (await Upsert.FindLockedAsync(session, kind, reference, ct) is not { } present)
                return new Written<TRow>(Problem.NotFound(kind.Kind, reference));
            var patch = JsonNode.Parse(body.Value.GetRawText());
            var merged = MergePatch.Apply(JsonSerializer.SerializeToNode(kind.SpecOf(present), NetaasJson.Options), patch);
            if (merged is JsonObject wanted && patch is JsonObject changes)
                kind.GiveWay(wanted, changes);
            var spec = await Upsert.ReadSpecAsync(session, kind, JsonSerializer.SerializeToElement(merged), present.Name, ct);
            return spec.Value is null ? new Written<TRow>(spec.Problem) : await Upsert.ReplaceAsync(session, kind, present, spec.Value, Preconditions.Of(http), ct);
        });
    }

    public Task<IResult> DeleteAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind, string reference)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
        => WriteAsync(http, kind, async (session, ct) =>
        {
            await session.BeginAsync(ct);
            if (await Upsert.FindLockedAsync(session, kind, reference, ct) is not { } present)
                return new Written<TRow>(Problem.NotFound(kind.Kind, reference));
            if (Preconditions.Of(http).Check(kind.Kind, present) is { } stale)
                return new Written<TRow>(stale);
            var options = OptionsOf(http, kind).Value;
            if (kind is IGracefulKind<TRow> graceful && options is { Grace: var grace } && grace > TimeSpan.Zero)
            {
                var ending = await graceful.TerminateAsync(session, present, grace, options.Cascade, ct);
                if (ending.Problem is not null)
                    return new Written<TRow>(ending.Problem);
                // As it stands in its time of grace, to who only tries it.
                var seen = options.DryRun ? await kind.LockAsync(session, present.Id, ct) ?? present : present;
                return new Written<TRow>(seen, StatusCodes.Status202Accepted, EndsAt: ending.Value);
            }
            var deleted = await kind.DeleteAsync(session, present, options is { Cascade: true }, ct);
            return deleted.Problem is null
                ? new Written<TRow>(present, StatusCodes.Status204NoContent, DeletedAt: deleted.Value)
                : new Written<TRow>(deleted.Problem);
        });

    private async Task<IResult> WriteAsync<TSpec, TRow>(
        HttpContext http, IResourceKind<TSpec, TRow> kind, Func<Session, CancellationToken, Task<Written<TRow>>> write)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var options = OptionsOf(http, kind);
        if (options.Value is null)
            return Answer.Of(options.Problem);
        var isDry = options.Value.DryRun;
        var written = await Attempts.RunAsync(
            dataSource,
            http.Caller(),
            async (session, ct) =>
            {
                if (isDry)
                    await session.BeginAsync(ct);
                var outcome = await write(session, ct);
                return (outcome, outcome.Problem is null && !isDry);
            },
            http.RequestAborted);
        if (written.Problem is not null)
            return Answer.Of(written.Problem);
        if (written.Replay is { } first)
            return Answer.Again(http, first);
        if (!isDry)
            dispatch.Set();
        return await AnswerAsync(http, kind, written, options.Value);
    }

    private FirstAnswer FirstAnswerOf<TSpec, TRow>(IResourceKind<TSpec, TRow> kind, Written<TRow> created, TRow row)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
        => new(
            created.Status,
            Answer.ETag(row.Revision),
            created.Location,
            JsonSerializer.Serialize(kind.ToWireAgain(row, board.Judge(kind.RequirementsOf(row))), NetaasJson.Options));

    private async Task<IResult> AnswerAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind, Written<TRow> written, RequestOptions options)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        if (written.Row is not { } row)
            throw new InvalidOperationException("A write ends with a row or a problem.");
        if (!options.DryRun && written.DeletedAt is { } deletedAt)
            return await DeletedAsync(http, kind, row, deletedAt, options);
        if (!options.DryRun && written.EndsAt is { } endsAt)
            return await EndingAsync(http, kind, row, endsAt, options);
        var requirements = kind.RequirementsOf(row);
        http.Response.Headers.ETag = Answer.ETag(row.Revision);
        if (written.Location is not null)
            http.Response.Headers.Location = written.Location;
        await projects.LearnAsync([row], http.RequestAborted);
        if (options.DryRun)
            return Answer.Json(kind.ToWireAgain(row, board.Judge(requirements)));
        if (!options.Wait)
            return Answer.Json(kind.ToWire(row, board.Judge(requirements)), written.Status);
        var awaited = await LoadBalancerStatus.WithServingAsync(dataSource, http.Caller(), requirements, http.RequestAborted);
        var verdict = await board.WaitAsync(awaited, options.Timeout, http.RequestAborted);
        var wire = kind.ToWire(row, verdict);
        return verdict.Phase == Phase.Ready ? Answer.Json(wire, written.Status) : Answer.Lagging(wire, verdict.Lagging);
    }

    /// <summary>
    /// A deletion waits for the nodes that are up, and then for the record to let go of what the resource held there; what it
    /// held on a node that is away goes when that returns, and is not waited for.
    /// </summary>
    private async Task<IResult> DeletedAsync<TSpec, TRow>(
        HttpContext http, IResourceKind<TSpec, TRow> kind, TRow row, long revision, RequestOptions options)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        if (!options.Wait)
            return Results.NoContent();
        var until = board.Now + options.Timeout;
        var own = kind.RequirementsOf(row).Where(requirement => requirement.Own).Select(requirement => requirement with { Revision = revision }).ToList();
        var gone = own.ConvertAll(requirement => requirement with { Own = false });
        var verdict = await board.WaitAsync(gone, options.Timeout, http.RequestAborted);
        if (verdict.Phase != Phase.Ready)
            return Answer.Lagging(null, verdict.Lagging);
        while (board.Now < until && await IsHeldAsync(kind, row.Id, board.AwayOf(own), http))
            await releases.WaitAsync(until - board.Now, http.RequestAborted);
        return Results.NoContent();
    }

    /// <summary>What is deleted with grace isn't gone yet, and who waits, waits for that.</summary>
    private async Task<IResult> EndingAsync<TSpec, TRow>(
        HttpContext http, IResourceKind<TSpec, TRow> kind, TRow row, DateTime endsAt, RequestOptions options)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var until = board.Now + options.Timeout;
        var own = kind.RequirementsOf(row).Where(requirement => requirement.Own).ToList();
        while (options.Wait && board.Now < until && !board.Judge(own).IsHeldUp)
        {
            if (!await IsHeldAsync(kind, row.Id, [], http))
                return Results.NoContent();
            await releases.WaitAsync(until - board.Now, http.RequestAborted);
        }
        var nodes = own.SelectMany(requirement => requirement.Nodes ?? []).Select(id => board.Nodes.GetValueOrDefault(id)?.Name ?? id.ToString());
        return Answer.Lagging(null, [.. nodes.Select(node => new LaggingNode(node, $"it keeps its connections until {endsAt:yyyy-MM-dd'T'HH:mm:ss'Z'}"))]);
    }

    private static Outcome<RequestOptions> OptionsOf<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
        => RequestOptions.Read(http.Request.Query, mayHaveGrace: kind is IGracefulKind<TRow> && HttpMethods.IsDelete(http.Request.Method));

    private async Task<bool> IsHeldAsync<TSpec, TRow>(IResourceKind<TSpec, TRow> kind, Guid id, Guid[] away, HttpContext http)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        return await kind.IsHeldAsync(session, id, away, http.RequestAborted);
    }
}
