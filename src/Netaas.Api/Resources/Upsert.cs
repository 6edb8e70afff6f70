using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Npgsql;

namespace Netaas.Api.Resources;

/// <summary>From a body to a row: reading, creating or replacing one resource of any kind, in the session's transaction.</summary>
internal static class Upsert
{
    /// <param name="name">The name that the path gives; null where the body must.</param>
    public static async Task<Outcome<TSpec>> ReadSpecAsync<TSpec, TRow>(
        Session session, IResourceKind<TSpec, TRow> kind, JsonElement body, string? name, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var reader = FieldReader.Of(JsonBody.WithName(body, name));
        reader.Ignore("id", "revision", "createdAt", "updatedAt", "status");
        var spec = kind.Read(reader);
        if (name is not null && spec.Name != name && spec.Name.Length > 0)
            reader.Refuse("name", "mismatch", $"The path says '{name}': give the same name or leave it out.");
        reader.RefuseUnknown();
        if (reader.Problems.Count == 0)
            return spec;
        await kind.CheckReferencesAsync(session, spec, reader, ct);
        return Problem.Invalid(reader.Problems);
    }

    public static async Task<TRow?> FindLockedAsync<TSpec, TRow>(Session session, IResourceKind<TSpec, TRow> kind, string reference, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
        => await kind.FindAsync(session, reference, ct) is { } row ? await kind.LockAsync(session, row.Id, ct) : null;

    public static async Task<Written<TRow>> CreateAsync<TSpec, TRow>(
        Session session, IResourceKind<TSpec, TRow> kind, string plural, TSpec spec, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        var created = await ExplainedAsync(session, kind, spec, () => kind.CreateAsync(session, spec, ct), ct);
        return created.Value is { } row
            ? new Written<TRow>(row, StatusCodes.Status201Created, Location: $"/api/v1/{plural}/{row.Name}")
            : new Written<TRow>(created.Problem);
    }

    public static async Task<Written<TRow>> ReplaceAsync<TSpec, TRow>(
        Session session, IResourceKind<TSpec, TRow> kind, TRow present, TSpec wanted, string ifMatch, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        if (Precondition(ifMatch, present.Revision) is { } stale)
            return new Written<TRow>(stale);
        var before = kind.SpecOf(present);
        var spec = kind.Keep(wanted, present);
        if (spec.Equals(before))
            return new Written<TRow>(present, StatusCodes.Status200OK);
        if (kind.ImmutableDifferences(spec, before).ToList() is { Count: > 0 } fields)
            return new Written<TRow>(Immutable(kind.Kind, fields));
        var updated = await ExplainedAsync(session, kind, spec, () => kind.UpdateAsync(session, present, spec, ct), ct);
        return updated.Value is { } row ? new Written<TRow>(row, StatusCodes.Status200OK) : new Written<TRow>(updated.Problem);
    }

    /// <param name="ifMatch">The header; empty where there is none.</param>
    /// <param name="revision">Of the resource; null where there is none yet.</param>
    public static Problem? Precondition(string ifMatch, long? revision)
    {
        if (ifMatch.Length == 0 || (ifMatch == "*" && revision is not null))
            return null;
        return revision is { } present && ifMatch.Split(',').Any(tag => tag.Trim() == Answer.ETag(present)) ? null : Problem.Stale(revision ?? 0);
    }

    /// <summary>Turns a violated constraint into a refusal, and undoes what was written.</summary>
    private static async Task<Outcome<T>> ExplainedAsync<TSpec, TRow, T>(
        Session session, IResourceKind<TSpec, TRow> kind, TSpec spec, Func<Task<Outcome<T>>> write, CancellationToken ct)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        try
        {
            return await write();
        }
        catch (PostgresException violation) when (violation.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            await session.RollbackAsync(ct);
            if (await kind.ExplainAsync(session, violation, spec, ct) is { } problem)
                return problem;
            throw;
        }
    }

    private static Problem Immutable(string kind, IReadOnlyList<string> fields) => Problem.Conflict(
        "immutable",
        $"These fields of a {kind} can't be changed: {string.Join(", ", fields)}. Delete it and create it anew.") with
    {
        Errors = [.. fields.Select(field => new FieldProblem(field, "immutable", "Can't be changed."))],
    };
}
