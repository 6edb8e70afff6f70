using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Outbox;
using Netaas.Api.Resources;
using Netaas.Api.Services;
using Netaas.Api.Status;
using Netaas.Core.Json;
using Npgsql;

namespace Netaas.Api.Apply;

/// <summary><c>POST /apply</c>: many resources of any kinds in one transaction.</summary>
internal sealed class ApplyEndpoint(NpgsqlDataSource dataSource, NodeBoard board, DispatchSignal dispatch, IReadOnlyList<IApplicable> all)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/apply", (HttpContext http, ApplyEndpoint endpoint) => endpoint.PostAsync(http)).WithTags("apply").WithName("apply")
            .Accepts<ApplyRequest>("application/json").Produces<ApplyResult>().Produces<ApplyResult>(StatusCodes.Status202Accepted)
            .WithMetadata(new Operation(
                "Makes many resources as they are given, all or none.",
                ResourceEndpoints.WriteParameters,
                "In any order; all problems of the set are told at once. With dryRun the answer also holds what would change in each node's kernel. Sent again it changes nothing."));

    private async Task<IResult> PostAsync(HttpContext http)
    {
        var options = RequestOptions.Read(http.Request.Query);
        if (options.Value is null)
            return Answer.Of(options.Problem);
        var body = await JsonBody.ReadAsync(http);
        if (body.Problem is not null)
            return Answer.Of(body.Problem);
        var set = ApplySet.Read(body.Value, KindsOf(http));
        return set.Value is null ? Answer.Of(set.Problem) : await ApplyAsync(http, options.Value, set.Value, body.Value);
    }

    /// <summary>Carries a set out, or shows what it would come to.</summary>
    /// <param name="body">What was sent.</param>
    public async Task<IResult> ApplyAsync(HttpContext http, RequestOptions options, ApplySet set, JsonElement body)
    {
        var key = IdempotencyKey.Read(http, body);
        if (key.Problem is not null)
            return Answer.Of(key.Problem);
        var caller = http.Caller() with { SpansProjects = false };
        var kinds = KindsOf(http);
        if (options.DryRun)
            return await PreviewAsync(caller, new Wanted(set, kinds), http.RequestAborted);
        var (first, outcome) = await Attempts.RunAsync(
            dataSource, caller, (session, ct) => RunAsync(session, new Wanted(set, kinds), key.Value, ct), http.RequestAborted);
        if (first is not null)
            return Answer.Again(http, first);
        if (outcome.Value is not { } applied)
            return Answer.Of(outcome.Problem);
        dispatch.Set();
        if (!options.Wait)
            return Answer.Json(Result(applied, null, null));
        var awaited = await LoadBalancerStatus.WithServingAsync(dataSource, caller, [.. applied.SelectMany(one => one.Requirements)], http.RequestAborted);
        var verdict = await board.WaitAsync(awaited, options.Timeout, http.RequestAborted);
        return verdict.Phase == Phase.Ready
            ? Answer.Json(Result(applied, null, []))
            : Answer.Json(Result(applied, null, verdict.Lagging), StatusCodes.Status202Accepted);
    }

    private static async Task<((FirstAnswer? First, Outcome<IReadOnlyList<Applied>> Outcome) Result, bool Commit)> RunAsync(
        Session session, Wanted wanted, IdempotencyKey? key, CancellationToken ct)
    {
        // Each locks resources in an order of its own: two sets of a project go one after the other.
        await session.BeginAsync(ct);
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(8, hashtext($1))", ct, Parameter.Of(session.Caller.Project.ToString()));
        if (key is not null && await key.ClaimAsync(session, ct) is var claim && (claim.Value is not null || claim.Problem is not null))
            return ((claim.Value, claim.Problem is { } refused ? refused : default(Outcome<IReadOnlyList<Applied>>)), false);
        var run = await ApplyRun.RunAsync(session, wanted.Set, wanted.Kinds, ct);
        if (key is not null && run.Value is { } applied)
            await key.KeepAsync(session, new FirstAnswer(StatusCodes.Status200OK, null, null, JsonSerializer.Serialize(Result([.. applied.Select(one => one with { Secret = null })], null, null), NetaasJson.Options)), ct);
        return ((null, run), run.Problem is null);
    }

    /// <summary>
    /// What a set would come to, against one snapshot of the record, so that nobody else's doing is in the plans. In a snapshot
    /// somebody may stand in the way who is gone by now, or the other way round: what fails there is asked again without.
    /// </summary>
    private async Task<IResult> PreviewAsync(Caller caller, Wanted wanted, CancellationToken ct)
    {
        try
        {
            var (seen, plans) = await Attempts.RunAsync(dataSource, caller, (session, cancel) => PreviewAsync(session, wanted, true, cancel), ct);
            if (seen.Value is not null)
                return Answer.Json(Result(seen.Value, plans, null));
        }
        catch (PostgresException overtaken) when (overtaken.SqlState.StartsWith("23", StringComparison.Ordinal) || overtaken.SqlState.StartsWith("40", StringComparison.Ordinal))
        {
            // By others who write the same rows, time and again.
        }
        var (outcome, nodes) = await Attempts.RunAsync(dataSource, caller, (session, cancel) => PreviewAsync(session, wanted, false, cancel), ct);
        return outcome.Value is null ? Answer.Of(outcome.Problem) : Answer.Json(Result(outcome.Value, nodes, null));
    }

    private static async Task<((Outcome<IReadOnlyList<Applied>> Outcome, IReadOnlyList<NodePlanChange>? Plans) Result, bool Commit)> PreviewAsync(
        Session session, Wanted wanted, bool isSnapshot, CancellationToken ct)
    {
        if (isSnapshot)
            await session.BeginSnapshotAsync(ct);
        var run = await ApplyRun.RunAsync(session, wanted.Set, wanted.Kinds, ct);
        return ((run, run.Value is null ? null : await PlanPreview.MakeAsync(session, ct)), false);
    }

    /// <summary>Those that the sender may write. What a set prunes, too, is of these alone.</summary>
    private List<IApplicable> KindsOf(HttpContext http) =>
        [.. all.Where(kind => kind.Access.Allows(http.Principal(), HttpMethods.Post))];

    private static ApplyResult Result(IReadOnlyList<Applied> applied, IReadOnlyList<NodePlanChange>? nodes, IReadOnlyList<LaggingNode>? lagging)
    {
        var isPlan = nodes is not null;
        return new ApplyResult(Of(Effect.Created), Of(Effect.Changed), Of(Effect.Unchanged), Of(Effect.Deleted), nodes, lagging);

        List<AppliedResource> Of(Effect effect) => [.. applied.Where(one => one.Effect == effect).Select(one => isPlan && effect != Effect.Unchanged
            ? new AppliedResource(one.Kind, one.Name, one.Id, ToJson(one.Before), ToJson(one.After))
            : new AppliedResource(one.Kind, one.Name, one.Id, Secret: one.Secret))];
    }

    private static JsonElement? ToJson(ISpec? spec) =>
        spec is null ? null : JsonSerializer.SerializeToElement(spec, spec.GetType(), NetaasJson.Options);

    private sealed record Wanted(ApplySet Set, IReadOnlyList<IApplicable> Kinds);
}
