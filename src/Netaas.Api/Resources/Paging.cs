using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;

namespace Netaas.Api.Resources;

internal static class Paging
{
    /// <summary>
    /// The rows after the cursor with the wanted labels, in the order of their ids: those are time-ordered and never change,
    /// so a list stays right while rows come and go.
    /// </summary>
    public static IQueryable<TRow> After<TRow>(this IQueryable<TRow> rows, ListQuery query) where TRow : class, IResourceRow
    {
        if (query.After is { } after)
            rows = rows.Where(row => row.Id > after);
        if (query.IsUnmeetable)
            rows = rows.Where(row => false);
        if (query.Labels.Count > 0)
        {
            var labels = new Labels(query.Labels).ToJson();
            // The first condition says no more than the second, but an index over rows with labels is found by it.
            rows = rows.Where(row => row.LabelsJson != "{}" && EF.Functions.JsonContains(row.LabelsJson, labels));
        }
        return rows.OrderBy(row => row.Id).Take(query.Limit);
    }
}
