using Microsoft.AspNetCore.Http;
using Netaas.Api.Data;
using Netaas.Api.Http;

namespace Netaas.Api.Apply;

/// <summary>Carries a set out in one transaction.</summary>
/// <remarks>
/// Every resource is tried, behind a savepoint each, so that all problems of the set are known at once. What is refused may
/// stand only in the way of another of the set, which moves aside or goes: so the refused ones are tried again as long as
/// that helps.
/// </remarks>
internal sealed class ApplyRun
{
    // Each time in the other order: a row of resources that wait for one another is done in two, in whatever order it comes.
    private const int MostTurns = 64;

    private readonly Session _session;
    private readonly ApplySet _set;
    private readonly IReadOnlyList<IApplicable> _kinds;
    private readonly Guid _project;
    private readonly List<(Part Part, Applied Applied)> _applied = [];

    private ApplyRun(Session session, ApplySet set, IReadOnlyList<IApplicable> kinds) =>
        (_session, _set, _kinds, _project) = (session, set, kinds, session.Caller.Project);

    public static async Task<Outcome<IReadOnlyList<Applied>>> RunAsync(
        Session session, ApplySet set, IReadOnlyList<IApplicable> kinds, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        session.Ids = await ForeseeableIds.FromLogAsync(session, ct);
        return await new ApplyRun(session, set, kinds).RunAsync(ct);
    }

    private async Task<Outcome<IReadOnlyList<Applied>>> RunAsync(CancellationToken ct)
    {
        var wishes = await TryAsync([.. _set.Wishes.Select((it, nth) => new Part(nth, $"resources[{it.Place}]", it.Wish.ApplyAsync) { LetGoAsync = it.Wish.LetGoAsync })], ct);
        var goings = await TryAsync(await GoingsAsync(ct), ct);
        var refused = wishes;
        var hasLetGo = false;
        for (var turn = 0; wishes.Count > 0 && turn < MostTurns; turn++)
        {
            var left = wishes.Count + goings.Count;
            wishes.Reverse();
            (wishes, goings) = (await TryAsync(wishes, ct), await TryAsync(goings, ct));
            if (!hasLetGo)
                refused = wishes;
            if (wishes.Count + goings.Count < left)
                continue;
            if (hasLetGo)
                break;
            // They go round in a circle, or wait for what has just gone: so nobody holds what he is about to give up.
            hasLetGo = true;
            await LetGoAsync(wishes, ct);
        }
        if (wishes.Count > 0)
            return Merge([.. refused.IntersectBy(wishes.Select(part => part.Nth), part => part.Nth).OrderBy(part => part.Nth)]);
        // What went first may have been in use until now.
        goings = await TryAsync(goings, ct);
        if (goings.Count > 0)
            return Merge(goings);
        wishes = await TryAsync(TakeLost(), ct);
        return wishes.Count > 0 ? Merge(wishes) : _applied.ConvertAll(it => it.Applied);
    }

    /// <summary>What was written, and went later with another that was made anew: it is to be written again.</summary>
    private List<Part> TakeLost()
    {
        var gone = _session.Changes.Where(change => change.Action == "delete").Select(change => change.Resource).ToHashSet();
        var lost = _applied.Where(it => it.Applied.Effect != Effect.Deleted && gone.Contains(it.Applied.Id)).ToList();
        _applied.RemoveAll(lost.Contains);
        return lost.ConvertAll(it => it.Part);
    }

    /// <returns>Those that are refused, with the reason.</returns>
    private async Task<List<Part>> TryAsync(IReadOnlyList<Part> parts, CancellationToken ct)
    {
        var refused = new List<Part>();
        foreach (var part in parts)
        {
            await _session.SaveAsync(ct);
            _session.Enter(_project);
            var outcome = await part.TryAsync(_session, ct);
            if (outcome.Value is not null)
                _applied.Add((part, outcome.Value));
            else if (outcome.Problem is not null)
            {
                await _session.RollbackAsync(ct);
                refused.Add(part with { Problem = outcome.Problem });
            }
        }
        return refused;
    }

    /// <summary>All of it is undone where this doesn't help.</summary>
    private async Task LetGoAsync(List<Part> wishes, CancellationToken ct)
    {
        foreach (var wish in wishes)
        {
            _session.Enter(_project);
            await wish.LetGoAsync(_session, ct);
        }
        // Nodes hear of a deletion no later than of what takes the ports and addresses over.
        var gone = _session.Changes.Where(change => change is { Action: "delete", Kind: "port-mapping" or "service" or "pod" }).Select(change => change.Resource).ToArray();
        _session.GivingWay.UnionWith(gone);
        await _session.ExecuteAsync(
            "WITH ports AS (DELETE FROM host_ports WHERE owner_id = ANY ($1)) DELETE FROM load_balancer_ips WHERE service_id = ANY ($1)", ct, Parameter.Of(gone));
    }

    private async Task<List<Part>> GoingsAsync(CancellationToken ct)
    {
        var goings = new List<Part>();
        _session.Enter(_project);
        foreach (var kind in _kinds.Reverse())
            foreach (var name in await GoingAsync(kind, ct))
                goings.Add(new Part(goings.Count, $"{kind.Kind} '{name}'", (session, cancel) => DeleteAsync(session, kind, name, cancel)));
        return goings;
    }

    /// <summary>It may have gone with what it depended on.</summary>
    private static async Task<Outcome<Applied>> DeleteAsync(Session session, IApplicable kind, string name, CancellationToken ct)
    {
        var deleted = await kind.DeleteAsync(session, name, ct);
        return deleted.Problem is { Status: StatusCodes.Status404NotFound } ? default : deleted;
    }

    private async Task<IReadOnlyList<string>> GoingAsync(IApplicable kind, CancellationToken ct)
    {
        var named = _set.Deletions.Where(deletion => deletion.Kind == kind.Kind).Select(deletion => deletion.Name);
        var labelled = _set.Prune is null ? [] : await kind.LabelledAsync(_session, _set.Prune.Pairs, ct);
        return [.. named.Concat(labelled).Distinct().Except(_set.Wishes.Where(wish => wish.Wish.Kind == kind.Kind).Select(wish => wish.Wish.Name))];
    }

    private static Problem Merge(List<Part> refused)
    {
        var problems = new List<(string Place, Problem Problem)>();
        foreach (var part in refused)
            if (part.Problem is { } problem)
                problems.Add((part.Place, problem));
        var errors = new List<FieldProblem>();
        foreach (var (place, problem) in problems)
            if (problem.Errors is { Count: > 0 } fields)
                errors.AddRange(fields.Select(field => field with { Field = field.Field.Length == 0 ? place : $"{place}.{field.Field}" }));
            else
                errors.Add(new FieldProblem(place, problem.Code, problem.Detail));
        return new Problem(
            problems.Max(problem => problem.Problem.Status),
            problems.Count == 1 ? problems[0].Problem.Code : "refused",
            "Nothing was changed.",
            errors.Count == 1 ? $"{errors[0].Field}: {errors[0].Message}" : $"{errors.Count} problems; see errors.",
            errors,
            [.. problems.SelectMany(problem => problem.Problem.Conflicts ?? []).Distinct()]);
    }

    /// <summary>One resource of the set.</summary>
    /// <param name="Nth">Where it is among its like.</param>
    /// <param name="Place">How the set names it.</param>
    private sealed record Part(int Nth, string Place, Func<Session, CancellationToken, Task<Outcome<Applied>>> TryAsync)
    {
        public Func<Session, CancellationToken, Task> LetGoAsync { get; init; } = static (_, _) => Task.CompletedTask;

        /// <summary>Why it was refused last; null while it wasn't.</summary>
        public Problem? Problem { get; init; }
    }
}
