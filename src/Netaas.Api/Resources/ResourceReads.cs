using Microsoft.AspNetCore.Http;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Projects;
using Netaas.Api.Status;
using Npgsql;

namespace Netaas.Api.Resources;

/// <summary>Lists and single reads of every kind.</summary>
internal sealed class ResourceReads(NpgsqlDataSource dataSource, NodeBoard board, ProjectDirectory projects)
{
    public async Task<IResult> ListAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var caller = http.Caller();
        var query = ListOptions.Read(http.Request.Query, kind.Filters, caller.Project);
        if (query.Value is null)
            return Answer.Of(query.Problem);
        await using var session = await Session.OpenAsync(dataSource, caller, http.RequestAborted);
        var rows = await kind.ListAsync(session, query.Value with { Limit = query.Value.Limit + 1 }, http.RequestAborted);
        var page = rows.Take(query.Value.Limit).ToList();
        await projects.LearnAsync(page, http.RequestAborted);
        var items = page.Select(row => kind.ToWire(row, board.Judge(kind.RequirementsOf(row)))).ToList();
        return Answer.Json(new Page<object>(items, rows.Count > page.Count ? ListOptions.Cursor(page[^1].Id) : null));
    }

    public async Task<IResult> GetAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind, string reference)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        var row = await kind.FindAsync(session, reference, http.RequestAborted);
        if (row is null)
            return Answer.Of(Problem.NotFound(kind.Kind, reference));
        await projects.LearnAsync([row], http.RequestAborted);
        http.Response.Headers.ETag = Answer.ETag(row.Revision);
        return Answer.Json(kind.ToWire(row, board.Judge(kind.RequirementsOf(row))));
    }
}
