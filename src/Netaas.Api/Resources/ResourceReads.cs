using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Projects;
using Netaas.Api.Status;
using Netaas.Core.Json;
using Npgsql;

namespace Netaas.Api.Resources;

/// <summary>Lists and single reads of every kind.</summary>
internal sealed class ResourceReads(NpgsqlDataSource dataSource, NodeBoard board, ProjectDirectory projects)
{
    private readonly SharedReads<(string Path, string Query, Caller Caller), byte[]> _lists = new();

    public async Task<IResult> ListAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var caller = http.Caller();
        var query = ListOptions.Read(http.Request.Query, kind.Filters, caller.Project);
        if (query.Value is null)
            return Answer.Of(query.Problem);
        // What a list holds follows from where it was asked, in what words, and what the caller may see: not from who asks.
        var anyone = caller with { Actor = "", RequestId = "" };
        var page = await _lists.AskAsync(
            (http.Request.Path.ToString(), http.Request.QueryString.ToString(), anyone), () => ReadPageAsync(kind, anyone, query.Value)).WaitAsync(http.RequestAborted);
        return Results.Bytes(page, "application/json; charset=utf-8");
    }

    public async Task<IResult> GetAsync<TSpec, TRow>(HttpContext http, IResourceKind<TSpec, TRow> kind, string reference)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var row = await kind.ReadAsync(dataSource, http.Caller(), reference, http.RequestAborted);
        if (row is null)
            return Answer.Of(Problem.NotFound(kind.Kind, reference));
        await projects.LearnAsync([row], http.RequestAborted);
        http.Response.Headers.ETag = Answer.ETag(row.Revision);
        return Answer.Json(kind.ToWire(row, board.Judge(kind.RequirementsOf(row))));
    }

    /// <summary>A page as it is sent. It is read for many: the leaving of one of them must not end it.</summary>
    private async Task<byte[]> ReadPageAsync<TSpec, TRow>(IResourceKind<TSpec, TRow> kind, Caller caller, ListQuery query)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        await using var session = await Session.OpenAsync(dataSource, caller, CancellationToken.None);
        var rows = await kind.ListAsync(session, query with { Limit = query.Limit + 1 }, CancellationToken.None);
        var page = rows.Take(query.Limit).ToList();
        await projects.LearnAsync(page, CancellationToken.None);
        var items = page.Select(row => kind.ToWire(row, board.Judge(kind.RequirementsOf(row)))).ToList();
        return JsonSerializer.SerializeToUtf8Bytes(new Page<object>(items, rows.Count > page.Count ? ListOptions.Cursor(page[^1].Id) : null), NetaasJson.Options);
    }
}
