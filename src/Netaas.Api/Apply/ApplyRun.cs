using Netaas.Api.Data;
using Netaas.Api.Http;

namespace Netaas.Api.Apply;

/// <summary>Carries a set out in one transaction.</summary>
internal static class ApplyRun
{
    /// <summary>Every resource is tried, behind a savepoint each, so that all problems of the set are known at once.</summary>
    public static async Task<Outcome<IReadOnlyList<Applied>>> RunAsync(
        Session session, ApplySet set, IReadOnlyList<IApplicable> kinds, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        session.Ids = await ForeseeableIds.FromLogAsync(session, ct);
        var project = session.Caller.Project;
        var applied = new List<Applied>();
        var problems = new List<(string Place, Problem Problem)>();
        foreach (var (place, wish) in set.Wishes)
            await TryAsync($"resources[{place}]", cancel => wish.ApplyAsync(session, cancel));
        foreach (var kind in problems.Count == 0 ? kinds.Reverse() : [])
            foreach (var name in await GoingAsync(session, set, kind, ct))
                await TryAsync($"{kind.Kind} '{name}'", cancel => kind.DeleteAsync(session, name, cancel));
        return problems.Count > 0 ? Merge(problems) : applied;

        async Task TryAsync(string place, Func<CancellationToken, Task<Outcome<Applied>>> apply)
        {
            await session.SaveAsync(ct);
            session.Enter(project);
            var outcome = await apply(ct);
            if (outcome.Value is not null)
                applied.Add(outcome.Value);
            else if (outcome.Problem is not null)
            {
                await session.RollbackAsync(ct);
                problems.Add((place, outcome.Problem));
            }
        }
    }

    private static async Task<IReadOnlyList<string>> GoingAsync(Session session, ApplySet set, IApplicable kind, CancellationToken ct)
    {
        var named = set.Deletions.Where(deletion => deletion.Kind == kind.Kind).Select(deletion => deletion.Name);
        var labelled = set.Prune is null ? [] : await kind.LabelledAsync(session, set.Prune.Pairs, ct);
        return [.. named.Concat(labelled).Distinct().Except(set.Wishes.Where(wish => wish.Wish.Kind == kind.Kind).Select(wish => wish.Wish.Name))];
    }

    private static Problem Merge(List<(string Place, Problem Problem)> problems)
    {
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
}
