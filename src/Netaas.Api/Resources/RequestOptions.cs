using System.Globalization;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Http;

namespace Netaas.Api.Resources;

/// <summary>What a write's query says beside its body.</summary>
/// <param name="Wait">Hold the answer until the change is ready.</param>
/// <param name="Timeout">For how long at most.</param>
/// <param name="Grace">For how long what is deleted may keep its connections.</param>
internal sealed record RequestOptions(bool DryRun, bool Wait, TimeSpan Timeout, bool Cascade, TimeSpan Grace)
{
    public const string GraceParameter = "gracePeriodSeconds";
    public const int MaxGraceSeconds = 86_400;

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(5);

    private static readonly string[] Known = ["wait", "timeout", "dryRun", "cascade", "project"];

    /// <param name="mayHaveGrace">Whether the request deletes what can be given time.</param>
    public static Outcome<RequestOptions> Read(IQueryCollection query, bool mayHaveGrace = false)
    {
        string[] known = mayHaveGrace ? [.. Known, GraceParameter] : Known;
        // One that is misspelt must not do in earnest what was only to be tried.
        var problems = query.Keys.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => new FieldProblem(name, "unknownParameter", $"There is no such parameter. Known here: {string.Join(", ", known)}.")).ToList();
        var wait = query.TryGetValue("wait", out var waited);
        if (wait && waited != "ready")
            problems.Add(new FieldProblem("wait", "invalid", "Give wait=ready or leave it out."));
        var timeout = DefaultTimeout;
        if (query.TryGetValue("timeout", out var text) && (!TryParseDuration(text.ToString(), out timeout) || timeout > MaxTimeout))
            problems.Add(new FieldProblem("timeout", "invalid", "Give a time such as 500ms, 10s or 2m, at most 5m."));
        var dryRun = ReadFlag(query, "dryRun", problems);
        var cascade = ReadFlag(query, "cascade", problems);
        var grace = mayHaveGrace ? ReadGrace(query, problems) : TimeSpan.Zero;
        return problems.Count > 0 ? Problem.Invalid(problems) : new RequestOptions(dryRun, wait, timeout, cascade, grace);
    }

    /// <summary>Reads <c>250ms</c>, <c>10s</c>, <c>2m</c>; a bare number counts seconds.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        var (digits, milliseconds) = text switch
        {
            [.. var number, 'm', 's'] => (number, 1),
            [.. var number, 's'] => (number, 1000),
            [.. var number, 'm'] => (number, 60_000),
            _ => (text, 1000),
        };
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < 1_000_000;
        duration = isNumber ? TimeSpan.FromMilliseconds((double)count * milliseconds) : default;
        return isNumber;
    }

    private static TimeSpan ReadGrace(IQueryCollection query, List<FieldProblem> problems)
    {
        if (!query.TryGetValue(GraceParameter, out var text))
            return TimeSpan.Zero;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxGraceSeconds)
            return TimeSpan.FromSeconds(seconds);
        problems.Add(new FieldProblem(GraceParameter, "outOfRange", $"Give a whole number of seconds from 0 to {MaxGraceSeconds}."));
        return TimeSpan.Zero;
    }

    private static bool ReadFlag(IQueryCollection query, string name, List<FieldProblem> problems)
    {
        if (!query.TryGetValue(name, out var text))
            return false;
        if (!bool.TryParse(text, out var value))
            problems.Add(new FieldProblem(name, "invalid", $"Give {name}=true or {name}=false."));
        return value;
    }
}
