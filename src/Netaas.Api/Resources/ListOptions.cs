using System.Globalization;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Http;

namespace Netaas.Api.Resources;

/// <summary>Reads the query of a list.</summary>
internal static class ListOptions
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    private static readonly string[] Common = ["limit", "cursor", "label", "project"];

    public static Outcome<ListQuery> Read(IQueryCollection query, IReadOnlyList<string> filters, Guid project)
    {
        var problems = new List<FieldProblem>();
        var limit = DefaultLimit;
        if (query.TryGetValue("limit", out var limitText)
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
            problems.Add(new FieldProblem("limit", "outOfRange", $"Give a whole number from 1 to {MaxLimit}."));
        Guid? after = null;
        if (query.TryGetValue("cursor", out var cursor))
        {
            if (Guid.TryParseExact(cursor, "N", out var id))
                after = id;
            else
                problems.Add(new FieldProblem("cursor", "invalid", "Give the nextCursor of the page before, as it came."));
        }
        var labels = new Dictionary<string, string>();
        var isUnmeetable = false;
        foreach (var label in query["label"])
            if (label?.Split('=', 2) is [var key, var value])
                isUnmeetable |= !labels.TryAdd(key, value) && labels[key] != value;
            else
                problems.Add(new FieldProblem("label", "invalid", "Give label=key=value."));
        var fields = new Dictionary<string, string>();
        foreach (var (name, value) in query)
            if (filters.Contains(name))
                fields[name] = value.ToString();
            else if (!Common.Contains(name))
                problems.Add(new FieldProblem(name, "unknownParameter", $"There is no such parameter. Known here: {string.Join(", ", Common.Concat(filters))}."));
        return problems.Count > 0 ? Problem.Invalid(problems) : new ListQuery(project, after, limit, labels, fields) { IsUnmeetable = isUnmeetable };
    }

    public static string Cursor(Guid last) => last.ToString("N");
}
