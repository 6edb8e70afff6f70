using System.Globalization;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Http;
using Netaas.Api.Resources;

namespace Netaas.Api.Changes;

/// <summary>Reads the query of a question about the past, and collects all problems.</summary>
internal sealed class HistoryQuery(IQueryCollection query, params IReadOnlyList<string> known)
{
    public List<FieldProblem> Problems { get; } =
    [
        .. query.Keys.Except([.. known, "project"]).Select(name =>
            new FieldProblem(name, "unknownParameter", $"There is no such parameter. Known here: {string.Join(", ", known)}.")),
    ];

    public string? Text(string name) => query.TryGetValue(name, out var text) ? text.ToString() : null;

    public int Limit() => (int)Number("limit", ListOptions.DefaultLimit, ListOptions.MaxLimit);

    public long Number(string name, long fallback, long max)
    {
        if (Text(name) is not { } text)
            return fallback;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max)
            return number;
        Refuse(name, "outOfRange", $"Give a whole number from 1 to {max}.");
        return fallback;
    }

    /// <returns>Null where none is asked for.</returns>
    public DateTime? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time.UtcDateTime;
        Refuse(name, "invalid", "Give a time such as 2027-01-31T12:00:00Z.");
        return null;
    }

    public void Refuse(string name, string code, string message) => Problems.Add(new FieldProblem(name, code, message));
}
